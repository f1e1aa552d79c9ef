/** What a clinician knows of a client beside answers and scores: suggestions follow from it. */
import { Fieldset, NativeSelect, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Body, call, type Reply } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { texts } from './background-texts.ts';
import { linesOf } from './lines.ts';
import { WhyForm } from './why-form.tsx';

type Found = Reply<'GET /clients/{clientId}/background'>;
type Background = Required<Omit<Body<'PUT /clients/{clientId}/background'>['background'], 'payer'>> & {
  payer?: string;
};
type Known = Found['known'][number];
type Named = Background['preferences'];

const GROUPS = [
  ['preference', 'preferences'],
  ['problem', 'problems'],
  ['phenotype', 'phenotypes'],
] as const;

const NOTHING: Background = { preferences: {}, history: {}, problems: {}, phenotypes: {}, medicines: [] };

export function Background({ clientId }: { clientId: string }) {
  const found = useQuery({
    queryKey: ['client', clientId, 'background'],
    queryFn: () => call('GET /clients/{clientId}/background', { params: { clientId } }),
  });
  return (
    <Loaded query={found}>
      {(shown) => <Form key={JSON.stringify(shown.background)} clientId={clientId} {...shown} />}
    </Loaded>
  );
}

function Form({ clientId, background, known, options, outcomes }: Found & { clientId: string }) {
  const say = useTexts(texts);
  const standing = { ...NOTHING, ...background } as Background;
  const [given, give] = useState(standing);
  const [medicines, setMedicines] = useState(standing.medicines.join('\n'));
  const next = { ...given, medicines: linesOf(medicines) };
  const isOther = JSON.stringify(next) !== JSON.stringify(standing);
  const named =
    (field: 'preferences' | 'problems' | 'phenotypes' | 'history') =>
    (name: string, value: Named[string] | undefined) => {
      const { [name]: _, ...others } = given[field];
      give({ ...given, [field]: value === undefined ? others : { ...others, [name]: value } });
    };
  return (
    <Panel>
      <WhyForm
        ready={isOther}
        run={(why) =>
          call('PUT /clients/{clientId}/background', {
            params: { clientId },
            body: { background: next, why },
          })
        }
      >
        {(faultAt) => (
          <>
            <p className="soft small">{say('about')}</p>
            {GROUPS.map(([prefix, field]) => (
              <Fieldset key={field} legend={say(field)}>
                <div className="fields to-answer">
                  {known
                    .filter(({ name }) => name.startsWith(`${prefix}.`))
                    .map((one) => (
                      <OneOf key={one.name} one={one} given={given[field]} onChange={named(field)} />
                    ))}
                </div>
              </Fieldset>
            ))}
            <Fieldset legend={say('history')}>
              <Stack gap="sm">
                {known
                  .filter(({ name }) => name.startsWith('history.'))
                  .map((one) => (
                    <OneOf key={one.name} one={one} given={given.history} onChange={named('history')} />
                  ))}
                <Tried
                  options={options}
                  outcomes={outcomes}
                  history={given.history}
                  onChange={named('history')}
                />
              </Stack>
            </Fieldset>
            <div className="fields">
              <Textarea
                label={say('medicines')}
                description={say('medicinesDo')}
                autosize
                minRows={2}
                value={medicines}
                error={next.medicines.map((_, n) => faultAt(`medicines[${n}]`)).find(Boolean)}
                onChange={({ currentTarget: { value } }) => setMedicines(value)}
              />
              <TextInput
                label={say('payer')}
                description={say('payerDo')}
                value={given.payer ?? ''}
                error={faultAt('payer')}
                onChange={({ currentTarget: { value } }) => {
                  const { payer: _, ...others } = given;
                  give(value.trim() ? { ...others, payer: value.trim() } : others);
                }}
              />
            </div>
          </>
        )}
      </WhyForm>
    </Panel>
  );
}

type Change = (name: string, value: Named[string] | undefined) => void;

/** A value that the console has no word for yet stands as the rules call it. */
function useSaidValue() {
  const say = useTexts(texts);
  const has = (key: string): key is keyof typeof texts.en => Object.hasOwn(texts.en, key);
  return (value: unknown) => (has(`v.${value}`) ? say(`v.${value}` as 'v.true') : String(value));
}

function OneOf({ one, given, onChange }: { one: Known; given: Named; onChange: Change }) {
  const say = useTexts(texts);
  const saidValue = useSaidValue();
  const name = one.name.slice(one.name.indexOf('.') + 1);
  const value = given[name];
  if (!one.values)
    return (
      <NumberInput
        label={one.title}
        maw={320}
        min={0}
        max={999}
        allowDecimal={false}
        value={typeof value === 'number' ? value : ''}
        onChange={(to) => onChange(name, to === '' ? undefined : Number(to))}
      />
    );
  return (
    <NativeSelect
      label={one.title}
      value={String(value ?? '')}
      data={[
        { value: '', label: say('notSaid') },
        ...one.values.map((each) => ({ value: String(each), label: saidValue(each) })),
      ]}
      onChange={({ currentTarget }) =>
        onChange(
          name,
          one.values!.find((each) => String(each) === currentTarget.value),
        )
      }
    />
  );
}

function Tried({
  options,
  outcomes,
  history,
  onChange,
}: Pick<Found, 'options' | 'outcomes'> & { history: Named; onChange: Change }) {
  const say = useTexts(texts);
  const saidValue = useSaidValue();
  const tried = options.filter(({ id }) => Object.hasOwn(history, id));
  return (
    <>
      <p className="soft small">{say('triedDo')}</p>
      {tried.map(({ id, title }) => (
        <div key={id} className="tried">
          <NativeSelect
            label={title}
            value={String(history[id])}
            data={outcomes.map((value) => ({ value, label: saidValue(value) }))}
            onChange={({ currentTarget }) => onChange(id, currentTarget.value)}
          />
          <button
            type="button"
            className="menu-item"
            aria-label={say('dropTried', { what: title })}
            onClick={() => onChange(id, undefined)}
          >
            <Icon name="x" size={16} />
          </button>
        </div>
      ))}
      <Select
        label={say('addTried')}
        maw={420}
        searchable
        value={null}
        data={options
          .filter(({ id }) => !Object.hasOwn(history, id))
          .map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => id && onChange(id, outcomes[0])}
      />
    </>
  );
}
