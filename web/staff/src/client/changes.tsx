import { Drawer, Select, Stack, Tabs, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, preview } from '../api.ts';
import { GivesBackFocus } from '../parts/gives-back-focus.tsx';
import { Icon } from '../parts/icon.tsx';
import { faultsAt } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { useMe } from '../session.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { type CheckIn, saidCadence } from './cadence.ts';
import { CadenceFields } from './cadence-fields.tsx';
import { texts } from './change-texts.ts';
import type { Client } from './data.ts';
import { Ending } from './ending.tsx';
import { type Attempt, ForetellAndSave } from './foretold.tsx';
import { LegalHold } from './hold.tsx';
import { changesFrom, ProfileFields } from './profile.tsx';

type Props = { client: Client; onSaved: () => void };

export function Changes({ client, onClose }: { client: Client; onClose: () => void }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const { roles } = useMe();
  const forms = {
    ...(roles.includes('clinician') && { cadence: Cadence, measures: Measures }),
    details: Details,
    ...(roles.includes('clinician') && { pause: Pause, ending: Ending }),
    ...(roles.includes('admin') && { hold: LegalHold }),
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={say('title')}
      closeButtonProps={{ 'aria-label': sayParts('close') }}
    >
      <GivesBackFocus />
      <Tabs defaultValue={Object.keys(forms)[0]} keepMounted={false}>
        <Tabs.List mb="md">
          {(Object.keys(forms) as (keyof typeof forms)[]).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {say(name)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(forms).map(([name, Form]) => (
          <Tabs.Panel key={name} value={name}>
            <Form client={client} onSaved={onClose} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Drawer>
  );
}

/** The next version of the plan with other check-ins; nothing where they are as they were. */
function revision({ clientId, care }: Client, checkIns: CheckIn[]): Attempt | undefined {
  if (JSON.stringify(checkIns) === JSON.stringify(care?.plan?.checkIns)) return undefined;
  const given = (why: string) => ({ params: { clientId }, body: { changes: { checkIns }, why } });
  return {
    key: JSON.stringify([clientId, checkIns]),
    preview: (why) => preview('POST /clients/{clientId}/plans', given(why)),
    save: (why) => call('POST /clients/{clientId}/plans', given(why)),
  };
}

function Cadence({ client, onSaved }: Props) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const standing = client.care?.plan?.checkIns ?? [];
  const [checkIns, setCheckIns] = useState(standing);
  const [at, setAt] = useState(0);
  const one = checkIns[at];
  if (!one) return <p className="soft">{say('noPlan')}</p>;
  return (
    <Stack>
      {checkIns.length > 1 && (
        <Select
          label={say('which')}
          allowDeselect={false}
          value={String(at)}
          onChange={(to) => setAt(Number(to))}
          data={checkIns.map(({ id }, n) => ({ value: String(n), label: id }))}
        />
      )}
      <p className="small">
        <span className="soft">{say('now')}</span> {saidCadence(standing[at]!, language)}
      </p>
      <CadenceFields
        key={at}
        checkIn={one}
        onChange={(changed) => setCheckIns(checkIns.map((before, n) => (n === at ? changed : before)))}
      />
      <p className="small">
        <span className="soft">{say('then')}</span> <strong>{saidCadence(one, language)}</strong>
      </p>
      <ForetellAndSave
        attempt={revision(client, checkIns)}
        zone={client.profile.zone}
        about={say('acknowledged')}
        onSaved={onSaved}
      />
    </Stack>
  );
}

/** How an added measure is asked until its cadence is changed: every four weeks. */
const ADDED = { phases: [{ every: 'P4W' }], at: '10:00' };

function Measures({ client, onSaved }: Props) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const standing = client.care?.plan?.checkIns ?? [];
  const [checkIns, setCheckIns] = useState(standing);
  const { data } = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  if (standing.length === 0) return <p className="soft">{say('noPlan')}</p>;
  const titleOf = (id: string) => data?.instruments.find((one) => one.id === id)?.title ?? id;
  const { window, expiresAfter } = standing[0]!;
  return (
    <Stack>
      <ul className="lines">
        {checkIns.map((checkIn) => (
          <li key={checkIn.id}>
            <span>
              {titleOf(checkIn.form)} <span className="small soft">{saidCadence(checkIn, language)}</span>
            </span>
            <button
              type="button"
              className="menu-item line-end"
              aria-label={say('drop', { what: titleOf(checkIn.form) })}
              onClick={() => setCheckIns(checkIns.filter(({ id }) => id !== checkIn.id))}
            >
              <Icon name="x" size={16} />
            </button>
          </li>
        ))}
      </ul>
      <Select
        label={say('add')}
        placeholder={say('addWhat')}
        searchable
        value={null}
        data={(data?.instruments ?? [])
          .filter(({ id, askable }) => askable && !checkIns.some(({ form }) => form === id))
          .map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(form) =>
          form &&
          setCheckIns([
            ...checkIns,
            { id: form, form, cadence: ADDED, window, reminders: ['P2D'], expiresAfter },
          ])
        }
      />
      <ForetellAndSave
        attempt={revision(client, checkIns)}
        zone={client.profile.zone}
        about={say('acknowledged')}
        onSaved={onSaved}
      />
    </Stack>
  );
}

function Details({ client, onSaved }: Props) {
  const { clientId, profile } = client;
  const [given, give] = useState(profile);
  const [refused, setRefused] = useState<unknown>();
  const changes = changesFrom(profile, given);
  const write = (why: string) => ({ params: { clientId }, body: { changes, why } });
  return (
    <Stack>
      <ProfileFields given={given} give={give} faultAt={faultsAt(refused).faultAt} />
      <ForetellAndSave
        attempt={
          Object.keys(changes).length === 0
            ? undefined
            : {
                key: JSON.stringify([clientId, changes]),
                preview: (why) => preview('PATCH /clients/{clientId}', write(why)),
                save: (why) => call('PATCH /clients/{clientId}', write(why)),
              }
        }
        zone={given.zone}
        onRefused={setRefused}
        onSaved={onSaved}
      />
    </Stack>
  );
}

function Pause({ client, onSaved }: Props) {
  const say = useTexts(texts);
  const { clientId, pause, profile } = client;
  const [until, setUntil] = useState('');
  const params = { clientId };
  const given = (why: string) => ({ params, body: { why, ...(until && { until }) } });
  return (
    <Stack>
      {pause ? (
        <p>{say('resume')}</p>
      ) : (
        <TextInput
          type="date"
          label={say('until')}
          description={say('untilHint')}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      )}
      <ForetellAndSave
        attempt={
          pause
            ? {
                key: `${clientId}/resume`,
                preview: (why) => preview('POST /clients/{clientId}/resume', { params, body: { why } }),
                save: (why) => call('POST /clients/{clientId}/resume', { params, body: { why } }),
              }
            : {
                key: `${clientId}/pause/${until}`,
                preview: (why) => preview('POST /clients/{clientId}/pause', given(why)),
                save: (why) => call('POST /clients/{clientId}/pause', given(why)),
              }
        }
        zone={profile.zone}
        onSaved={onSaved}
      />
    </Stack>
  );
}
