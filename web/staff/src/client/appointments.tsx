/** Meetings with the client: a file for their calendar before, and on record whether it took place after. */
import { Button, Menu, Modal, NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api.ts';
import { keepFile } from '../parts/file.ts';
import { GivesBackFocus } from '../parts/gives-back-focus.tsx';
import { useProblem } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { inBoth, useTexts } from '../texts.ts';
import type { Client } from './data.ts';

const texts = inBoth(
  {
    session: 'Session',
    record: 'Record a session',
    file: 'File for the client’s calendar',
    began: 'It began at',
    yourClock: 'By your clock',
    took: 'Did it take place?',
    attended: 'Yes, the client was there',
    missed: 'No, it was missed',
    what: 'What it was',
    whatHint: 'May stay empty',
    recorded: 'Recorded. After a session that took place the client is asked how it was.',
    recordedMissed: 'Recorded',
    start: 'It begins at',
    theirClock: 'By the client’s clock ({zone})',
    minutes: 'Minutes',
    link: 'Link to it',
    linkHint: 'The client joins by it; it stands in the file alone, and is not kept',
    make: 'Make the file',
  },
  {
    session: 'Sesión',
    record: 'Registrar una sesión',
    file: 'Archivo para el calendario del paciente',
    began: 'Empezó',
    yourClock: 'Según su reloj',
    took: '¿Tuvo lugar?',
    attended: 'Sí, el paciente estuvo',
    missed: 'No, se perdió',
    what: 'Qué fue',
    whatHint: 'Puede quedar vacío',
    recorded: 'Registrada. Tras una sesión que tuvo lugar se pregunta al paciente cómo fue.',
    recordedMissed: 'Registrada',
    start: 'Empieza',
    theirClock: 'Según el reloj del paciente ({zone})',
    minutes: 'Minutos',
    link: 'Enlace',
    linkHint: 'Por él entra el paciente; está solo en el archivo y no se guarda',
    make: 'Hacer el archivo',
  },
);

export function Appointments({ client }: { client: Client }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const [dialog, open] = useState<'record' | 'file'>();
  const close = () => open(undefined);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default">
            {say('session')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['record', 'file'] as const).map((one) => (
            <Menu.Item key={one} onClick={() => open(one)}>
              {say(one)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {dialog && (
        <Modal
          opened
          onClose={close}
          title={say(dialog)}
          closeButtonProps={{ 'aria-label': sayParts('close') }}
        >
          <GivesBackFocus />
          {dialog === 'record' ? (
            <Record clientId={client.clientId} onDone={close} />
          ) : (
            <CalendarFile client={client} onDone={close} />
          )}
        </Modal>
      )}
    </>
  );
}

function Record({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const problem = useProblem();
  const queries = useQueryClient();
  const [began, setBegan] = useState('');
  const [took, setTook] = useState('');
  const [what, setWhat] = useState('');
  const save = useMutation({
    mutationFn: () =>
      call('POST /clients/{clientId}/sessions', {
        params: { clientId },
        body: {
          at: new Date(began).toISOString(),
          attended: took === 'attended',
          ...(what.trim() && { what: what.trim() }),
        },
      }),
    onSuccess: () => {
      notifications.show({
        message: say(took === 'attended' ? 'recorded' : 'recordedMissed'),
        color: 'teal',
      });
      onDone();
      return queries.invalidateQueries({ queryKey: ['client', clientId] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <TextInput
          type="datetime-local"
          label={say('began')}
          description={say('yourClock')}
          value={began}
          data-autofocus
          error={save.error ? problem(save.error).detail : undefined}
          onChange={({ currentTarget: { value } }) => setBegan(value)}
        />
        <Radio.Group label={say('took')} value={took} onChange={setTook}>
          <Stack gap={8} mt={6}>
            <Radio value="attended" label={say('attended')} />
            <Radio value="missed" label={say('missed')} />
          </Stack>
        </Radio.Group>
        <TextInput
          label={say('what')}
          description={say('whatHint')}
          value={what}
          maxLength={80}
          onChange={({ currentTarget: { value } }) => setWhat(value)}
        />
        <Button type="submit" loading={save.isPending} disabled={!began || !took}>
          {sayParts('save')}
        </Button>
      </Stack>
    </form>
  );
}

const USUAL_MINUTES = 50;

/** Reckoned as if the wall clock were UTC: no zone’s change of hours moves it. */
const later = (local: string, minutes: number): string =>
  new Date(Date.parse(`${local}:00Z`) + minutes * 60_000).toISOString().slice(0, 16);

function CalendarFile({ client: { clientId, profile }, onDone }: { client: Client; onDone: () => void }) {
  const say = useTexts(texts);
  const problem = useProblem();
  const [start, setStart] = useState('');
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const [url, setUrl] = useState('');
  const make = useMutation({
    mutationFn: () =>
      call('POST /clients/{clientId}/calendar-file', {
        params: { clientId },
        body: { start, end: later(start, minutes), url: url.trim() },
      }),
    onSuccess: (file) => {
      keepFile('text/calendar', file, 'appointment.ics');
      onDone();
    },
  });
  const refused = make.error ? problem(make.error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        <TextInput
          type="datetime-local"
          label={say('start')}
          description={say('theirClock', { zone: profile.zone })}
          value={start}
          data-autofocus
          onChange={({ currentTarget: { value } }) => setStart(value)}
        />
        <NumberInput
          label={say('minutes')}
          min={5}
          max={480}
          value={minutes}
          onChange={(to) => typeof to === 'number' && setMinutes(to)}
        />
        <TextInput
          type="url"
          label={say('link')}
          description={say('linkHint')}
          placeholder="https://"
          value={url}
          maxLength={500}
          error={refused && [refused.detail, ...refused.faults].join(' ')}
          onChange={({ currentTarget: { value } }) => setUrl(value)}
        />
        <Button type="submit" loading={make.isPending} disabled={!start || !url.trim()}>
          {say('make')}
        </Button>
      </Stack>
    </form>
  );
}
