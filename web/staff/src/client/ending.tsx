/** How care ends: with a discharge, or because the client has died. */
import { Checkbox, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { endsWithCare } from '../../../../functions/care/wants-reason.ts';
import { call, preview } from '../api.ts';
import { Panel } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { day } from '../parts/when.tsx';
import { useMe } from '../session.ts';
import { inBoth, useLanguage, useTexts } from '../texts.ts';
import type { Client } from './data.ts';
import { isInCare } from './enrol.tsx';
import { ForetellAndSave } from './foretold.tsx';
import { WhyForm } from './why-form.tsx';

const texts = inBoth(
  {
    how: 'How does care end?',
    discharge: 'Discharge',
    died: 'The client has died',
    dischargeDo: 'The episode ends, and all that was asked in it. Another can begin later.',
    diedDo:
      'Everything stops at once: every message, question and reminder, the episode and its open tasks. Nothing is ever sent to the client again. The clinician gets one task, without hurry.',
    open: 'Ends now: {requests} open questions to the client, {tasks} open tasks.',
    on: 'Day of the death',
    onDo: 'May stay empty',
    certain: 'I know that {name} has died, and that all of this ends',
    learned: 'How the clinic learned of it',
    record: 'Record the death',
    end: 'Discharge',
    notInCare: 'No episode is under way.',
    recorded: 'Recorded as having died',
    recordedOn: 'Died on {day}; recorded by {name} on {at}. Nothing is sent to them.',
    recordedAt: 'Recorded by {name} on {at}. Nothing is sent to them.',
    mistake: 'It was recorded by mistake',
    mistakeDo:
      'What was ended stays ended: tasks, questions and the episode do not come back. Enrol them anew to go on.',
    correct: 'Correct it',
    whyWrong: 'How do you know that it is wrong?',
  },
  {
    how: '¿Cómo termina la atención?',
    discharge: 'Alta',
    died: 'El paciente ha fallecido',
    dischargeDo: 'Termina el episodio, y todo lo que se pedía en él. Más adelante puede empezar otro.',
    diedDo:
      'Todo se detiene en el acto: cada mensaje, pregunta y recordatorio, el episodio y sus tareas abiertas. Nunca más se envía nada al paciente. El clínico recibe una sola tarea, sin prisa.',
    open: 'Termina ahora: preguntas abiertas al paciente: {requests}; tareas abiertas: {tasks}.',
    on: 'Día del fallecimiento',
    onDo: 'Puede quedar vacío',
    certain: 'Sé que {name} ha fallecido, y que todo esto termina',
    learned: 'Cómo lo supo la clínica',
    record: 'Registrar el fallecimiento',
    end: 'Dar el alta',
    notInCare: 'No hay ningún episodio en curso.',
    recorded: 'Consta como fallecido',
    recordedOn: 'Falleció el {day}; lo registró {name} el {at}. No se le envía nada.',
    recordedAt: 'Lo registró {name} el {at}. No se le envía nada.',
    mistake: 'Se registró por error',
    mistakeDo:
      'Lo que terminó queda terminado: tareas, preguntas y episodio no vuelven. Inscríbalo de nuevo para seguir.',
    correct: 'Corregirlo',
    whyWrong: '¿Cómo sabe que es un error?',
  },
);

const WAYS = ['discharge', 'died'] as const;

export function Ending({ client, onSaved }: { client: Client; onSaved: () => void }) {
  const say = useTexts(texts);
  const { clientId, profile, care } = client;
  const [way, choose] = useState<(typeof WAYS)[number]>('discharge');
  const [on, setOn] = useState('');
  const [isCertain, setCertain] = useState(false);
  const params = { clientId };
  const died = (why: string) => ({ params, body: { why, ...(on && { on }) } });
  const discharged = (why: string) => ({ params, body: { why } });
  const { requests = [], tasks = [] } = care ?? {};
  const ending = way === 'died' ? tasks : tasks.filter(endsWithCare);
  const counts = { requests: requests.length, tasks: ending.length };
  return (
    <Stack>
      <Radio.Group label={say('how')} value={way} onChange={(to) => choose(to as 'died')}>
        <Stack gap={8} mt={6}>
          {WAYS.map((one) => (
            <Radio key={one} value={one} label={say(one)} description={say(`${one}Do`)} />
          ))}
        </Stack>
      </Radio.Group>
      {counts.requests + counts.tasks > 0 && <p className="small">{say('open', counts)}</p>}
      {way === 'died' ? (
        <>
          <TextInput
            type="date"
            label={say('on')}
            description={say('onDo')}
            value={on}
            onChange={({ currentTarget: { value } }) => setOn(value)}
          />
          <Checkbox
            label={say('certain', { name: profile.name })}
            checked={isCertain}
            onChange={({ currentTarget: { checked } }) => setCertain(checked)}
          />
          <WhyForm
            danger
            label={say('learned')}
            does={say('record')}
            ready={isCertain}
            run={(why) => call('POST /clients/{clientId}/death', died(why))}
            onSaved={onSaved}
          />
        </>
      ) : isInCare(client) ? (
        <ForetellAndSave
          attempt={{
            key: `${clientId}/discharge`,
            preview: (why) => preview('POST /clients/{clientId}/discharge', discharged(why)),
            save: (why) => call('POST /clients/{clientId}/discharge', discharged(why)),
          }}
          zone={profile.zone}
          does={say('end')}
          onSaved={onSaved}
        />
      ) : (
        <p className="soft">{say('notInCare')}</p>
      )}
    </Stack>
  );
}

/** Stands above everything else of the chart, and can be taken back where it is wrong. */
export function Deceased({ client }: { client: Client }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const { roles } = useMe();
  const [correcting, correct] = useState(false);
  const { clientId, deceased } = client;
  if (!deceased) return null;
  const { at, by, on } = deceased;
  const said = { name: nameOf({ staff: by }), at: day(at, language) };
  return (
    <Panel title={say('recorded')} tone="amber">
      <Stack gap="sm" align="start">
        <p>
          {on
            ? say('recordedOn', { ...said, day: day(`${on}T12:00:00Z`, language, 'UTC') })
            : say('recordedAt', said)}
        </p>
        {correcting ? (
          <WhyForm
            label={say('whyWrong')}
            does={say('correct')}
            run={(why) =>
              call('POST /clients/{clientId}/death/correct', { params: { clientId }, body: { why } })
            }
            onSaved={() => correct(false)}
            onCancel={() => correct(false)}
          >
            <p className="small soft">{say('mistakeDo')}</p>
          </WhyForm>
        ) : (
          roles.includes('clinician') && (
            <button type="button" className="linkish" onClick={() => correct(true)}>
              {say('mistake')}
            </button>
          )
        )}
      </Stack>
    </Panel>
  );
}
