/** What the client takes along at the end of care, in their own words. */
import { Button, Checkbox, NativeSelect, NumberInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Body, call, type Reply } from '../api.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Empty, Loaded } from '../parts/states.tsx';
import { day } from '../parts/when.tsx';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import { contactsOf, linesOf, saidContact } from './lines.ts';
import { texts as clientTexts } from './texts.ts';
import { WhyForm } from './why-form.tsx';

const texts = inBoth(
  {
    title: 'Wellness plan',
    none: 'No wellness plan yet',
    noneDo: 'Write it with the client before care ends: what helped, how they notice, when they come back.',
    write: 'Write the wellness plan',
    change: 'Change',
    helped: 'What helped',
    signs: 'How I notice that it gets hard',
    steps: 'What keeps me on track',
    stress: 'How I keep stress low',
    goesOn: 'What goes on',
    contacts: 'Whom I can call',
    written: 'Written by {name}, {day}',
    redLine: 'My own red line',
    redLineDo: 'The score at which they come back; asked for in the check-ins after care',
    redLineIs: '{measure} {is} {value}, {times}',
    'is.at least': 'at least',
    'is.at most': 'at most',
    times: { one: 'once', other: '{n} times in a row' },
    measure: 'Measure',
    noMeasure: 'none',
    is: 'Is',
    value: 'Value',
    timesField: 'Times in a row',
    boosters: 'Agrees to be asked how it goes, 1, 3, 6 and 12 months after care',
    boostersOn: 'check-ins after care agreed',
    stop: 'End the check-ins after care',
  },
  {
    title: 'Plan de bienestar',
    none: 'Aún no hay plan de bienestar',
    noneDo:
      'Escríbalo con el paciente antes de que termine la atención: qué ayudó, cómo lo nota, cuándo vuelve.',
    write: 'Escribir el plan de bienestar',
    change: 'Cambiar',
    helped: 'Qué ayudó',
    signs: 'Cómo noto que se pone difícil',
    steps: 'Qué me mantiene en camino',
    stress: 'Cómo mantengo bajo el estrés',
    goesOn: 'Qué sigue',
    contacts: 'A quién puedo llamar',
    written: 'Escrito por {name}, {day}',
    redLine: 'Mi propia línea roja',
    redLineDo: 'La puntuación con la que vuelve; se pregunta en los contactos tras el tratamiento',
    redLineIs: '{measure} {is} {value}, {times}',
    'is.at least': 'al menos',
    'is.at most': 'como mucho',
    times: { one: 'una vez', other: '{n} veces seguidas' },
    measure: 'Medida',
    noMeasure: 'ninguna',
    is: 'Es',
    value: 'Valor',
    timesField: 'Veces seguidas',
    boosters: 'Acepta que se le pregunte cómo va 1, 3, 6 y 12 meses después del tratamiento',
    boostersOn: 'contactos tras el tratamiento aceptados',
    stop: 'Terminar los contactos tras el tratamiento',
  },
);

type Plan = NonNullable<Reply<'GET /clients/{clientId}/wellness-plan'>['wellnessPlan']>;
type Given = Body<'PUT /clients/{clientId}/wellness-plan'>['plan'];
const LISTS = ['helped', 'signs', 'steps', 'stress', 'goesOn'] as const;
const MOST_TIMES = 4;

export function WellnessPlan({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const [doing, set] = useState<'write' | 'stop'>();
  const found = useQuery({
    queryKey: ['client', clientId, 'wellness-plan'],
    queryFn: () => call('GET /clients/{clientId}/wellness-plan', { params: { clientId } }),
  });
  const done = () => set(undefined);
  return (
    <Loaded query={found}>
      {({ wellnessPlan: plan }) =>
        doing === 'write' ? (
          <Write clientId={clientId} plan={plan} onDone={done} />
        ) : (
          <Panel
            title={say('title')}
            actions={
              plan && (
                <>
                  {plan.boosters && <Pill tone="green">{say('boostersOn')}</Pill>}
                  {plan.boosters && (
                    <Button size="xs" variant="default" onClick={() => set('stop')}>
                      {say('stop')}
                    </Button>
                  )}
                  <Button size="xs" variant="default" onClick={() => set('write')}>
                    {say('change')}
                  </Button>
                </>
              )
            }
          >
            {doing === 'stop' && (
              <WhyForm
                does={say('stop')}
                run={(why) =>
                  call('POST /clients/{clientId}/wellness-plan/stop-boosters', {
                    params: { clientId },
                    body: { why },
                  })
                }
                onSaved={done}
                onCancel={done}
              />
            )}
            {plan ? (
              <>
                <Sections plan={plan} />
                <p className="small soft">
                  {say('written', { name: nameOf({ staff: plan.by }), day: day(plan.at, language) })}
                </p>
              </>
            ) : (
              <Empty title={say('none')}>
                <p>{say('noneDo')}</p>
                <Button mt="sm" variant="default" onClick={() => set('write')}>
                  {say('write')}
                </Button>
              </Empty>
            )}
          </Panel>
        )
      }
    </Loaded>
  );
}

const useInstruments = () => {
  const { data } = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  return data?.instruments ?? [];
};

function Sections({ plan }: { plan: Plan }) {
  const say = useTexts(texts);
  const instruments = useInstruments();
  const { redLine } = plan;
  const sections = [
    ...LISTS.map((name) => [name, plan[name]] as const),
    ['contacts', plan.contacts.map(saidContact)] as const,
    [
      'redLine',
      redLine
        ? [
            say('redLineIs', {
              measure: instruments.find(({ id }) => id === redLine.measure)?.title ?? redLine.measure,
              is: say(`is.${redLine.is}`),
              value: redLine.value,
              times: say('times', { n: redLine.times }),
            }),
          ]
        : [],
    ] as const,
  ];
  return (
    <div className="sections">
      {sections
        .filter(([, lines]) => lines.length > 0)
        .map(([name, lines]) => (
          <section key={name}>
            <h3>{say(name)}</h3>
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

function Write({ clientId, plan, onDone }: { clientId: string; plan?: Plan; onDone: () => void }) {
  const say = useTexts(texts);
  const sayClient = useTexts(clientTexts);
  const [written, write] = useState<Record<string, string>>(() => ({
    ...Object.fromEntries(LISTS.map((name) => [name, (plan?.[name] ?? []).join('\n')])),
    contacts: (plan?.contacts ?? []).map(saidContact).join('\n'),
  }));
  const [redLine, setRedLine] = useState(plan?.redLine);
  const [boosters, setBoosters] = useState(plan?.boosters ?? false);
  const instruments = useInstruments();
  const next: Given = {
    ...(Object.fromEntries(LISTS.map((name) => [name, linesOf(written[name]!)])) as Pick<
      Given,
      (typeof LISTS)[number]
    >),
    contacts: contactsOf(written.contacts!, plan?.contacts),
    ...(redLine && { redLine }),
    boosters,
  };
  return (
    <Panel title={say('write')}>
      <WhyForm
        run={(why) =>
          call('PUT /clients/{clientId}/wellness-plan', { params: { clientId }, body: { plan: next, why } })
        }
        onSaved={onDone}
        onCancel={onDone}
      >
        {(faultAt) => (
          <>
            {[...LISTS, 'contacts' as const].map((name) => (
              <Textarea
                key={name}
                label={say(name)}
                description={sayClient(name === 'contacts' ? 'oneALineNumber' : 'oneALine')}
                rows={3}
                error={faultAt(name)}
                value={written[name]}
                onChange={({ currentTarget: { value } }) => write({ ...written, [name]: value })}
              />
            ))}
            <fieldset className="plain-set">
              <legend>{say('redLine')}</legend>
              <p className="small soft">{say('redLineDo')}</p>
              <div className="cadence-row">
                <NativeSelect
                  label={say('measure')}
                  value={redLine?.measure ?? ''}
                  data={[
                    { value: '', label: say('noMeasure') },
                    ...instruments
                      .filter(({ askable, id }) => askable && !id.startsWith('attune-'))
                      .map(({ id, title }) => ({ value: id, label: title })),
                  ]}
                  onChange={({ currentTarget: { value } }) =>
                    setRedLine(
                      value ? { is: 'at least', value: 10, times: 1, ...redLine, measure: value } : undefined,
                    )
                  }
                />
                {redLine && (
                  <>
                    <NativeSelect
                      label={say('is')}
                      value={redLine.is}
                      data={(['at least', 'at most'] as const).map((value) => ({
                        value,
                        label: say(`is.${value}`),
                      }))}
                      onChange={({ currentTarget }) =>
                        setRedLine({ ...redLine, is: currentTarget.value as 'at least' })
                      }
                    />
                    <NumberInput
                      label={say('value')}
                      w={90}
                      value={redLine.value}
                      onChange={(value) => setRedLine({ ...redLine, value: Number(value) })}
                    />
                    <NumberInput
                      label={say('timesField')}
                      w={120}
                      min={1}
                      max={MOST_TIMES}
                      value={redLine.times}
                      onChange={(times) => setRedLine({ ...redLine, times: Number(times) || 1 })}
                    />
                  </>
                )}
              </div>
            </fieldset>
            <Checkbox
              label={say('boosters')}
              checked={boosters}
              onChange={({ currentTarget: { checked } }) => setBoosters(checked)}
            />
          </>
        )}
      </WhyForm>
    </Panel>
  );
}
