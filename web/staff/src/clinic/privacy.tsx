import { Button, Checkbox, MultiSelect, NativeSelect, NumberInput, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call, type Reply } from '../api.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { RowForm } from './form.tsx';
import { texts } from './privacy-texts.ts';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic } from './save.tsx';

export function Privacy({ clinic }: { clinic: Clinic }) {
  const isAdmin = useIsAdmin();
  const found = useQuery({
    queryKey: ['clinic', 'retention'],
    queryFn: () => call('GET /clinic/retention'),
    enabled: isAdmin,
  });
  return (
    <>
      <ReadOnly />
      <Rules key={JSON.stringify(clinic)} clinic={clinic} />
      {isAdmin && (
        <Loaded query={found}>{(shown) => <Kept key={JSON.stringify(shown.retention)} {...shown} />}</Loaded>
      )}
    </>
  );
}

/** Who sees what, and what the law where the clinic works asks. */
function Rules({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const instruments = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  const [hidden, hide] = useState(clinic.hiddenFromClients ?? []);
  const [careTeamOnly, setCareTeamOnly] = useState(clinic.careTeamOnly ?? false);
  const [law, setLaw] = useState(
    clinic.jurisdiction ?? {
      riskLevel: 'not-recorded' as const,
      minors: { under: 18, guardian: 'clinician-decides' as const },
    },
  );
  const save = useSaveClinic();
  const known = (instruments.data?.instruments ?? []).map(({ id, title }) => ({ value: id, label: title }));
  const data = [
    ...known,
    ...hidden
      .filter((id) => !known.some(({ value }) => value === id))
      .map((id) => ({ value: id, label: id })),
  ];
  return (
    <Panel title={say('rules')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ hiddenFromClients: hidden, careTeamOnly, jurisdiction: law });
        }}
      >
        <Stack maw={560}>
          <MultiSelect
            label={say('hidden')}
            description={say('hiddenDo')}
            searchable
            disabled={!isAdmin}
            data={data}
            value={hidden}
            onChange={hide}
          />
          <Checkbox
            label={say('careTeamOnly')}
            description={say('careTeamOnlyDo')}
            disabled={!isAdmin}
            checked={careTeamOnly}
            onChange={({ currentTarget }) => setCareTeamOnly(currentTarget.checked)}
          />
          <Checkbox
            label={say('riskLevel')}
            description={say('riskLevelDo')}
            disabled={!isAdmin}
            checked={law.riskLevel === 'asked'}
            onChange={({ currentTarget }) =>
              setLaw({ ...law, riskLevel: currentTarget.checked ? 'asked' : 'not-recorded' })
            }
          />
          <NumberInput
            label={say('minors')}
            min={12}
            max={25}
            disabled={!isAdmin}
            value={law.minors.under}
            onChange={(under) => setLaw({ ...law, minors: { ...law.minors, under: Number(under) || 18 } })}
          />
          <NativeSelect
            label={say('guardian')}
            disabled={!isAdmin}
            value={law.minors.guardian}
            data={(['clinician-decides', 'told'] as const).map((value) => ({ value, label: say(value) }))}
            onChange={({ currentTarget }) =>
              setLaw({
                ...law,
                minors: { ...law.minors, guardian: currentTarget.value as typeof law.minors.guardian },
              })
            }
          />
          {isAdmin && (
            <div>
              <Button type="submit" loading={save.isPending}>
                {say('save')}
              </Button>
            </div>
          )}
        </Stack>
      </form>
    </Panel>
  );
}

const numberIn = (iso: string) => Number(/\d+/.exec(iso)?.[0] ?? 0);

function Kept({ retention, over }: Reply<'GET /clinic/retention'>) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const inYears = /^P\d+Y$/.test(retention.records);
  const inDays = /^P\d+D$/.test(retention.strangers);
  const [records, keepRecords] = useState<number | string>(numberIn(retention.records));
  const [strangers, keepStrangers] = useState<number | string>(numberIn(retention.strangers));
  const save = useSaveClinic();
  const date = (at: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(at));
  return (
    <Panel title={say('retention')}>
      <p className="small soft">{say('retentionDo')}</p>
      <RowForm
        onSubmit={() => save.mutate({ retention: { records: `P${records}Y`, strangers: `P${strangers}D` } })}
      >
        <NumberInput
          label={say('records')}
          description={inYears ? say('recordsDo') : retention.records}
          value={records}
          onChange={keepRecords}
        />
        <NumberInput
          label={say('strangers')}
          description={inDays ? say('strangersDo') : retention.strangers}
          value={strangers}
          onChange={keepStrangers}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={!records || !strangers}>
          {say('save')}
        </Button>
      </RowForm>
      <h3 className="label holidays">{say('fixed')}</h3>
      <ul className="plain-list small">
        {(['fixedAccess', 'fixedMessages', 'fixedMail', 'fixedRehearsals'] as const).map((one) => (
          <li key={one}>{say(one)}</li>
        ))}
      </ul>
      <h3 className="label holidays">{say('over')}</h3>
      {over.length === 0 ? (
        <p className="soft">{say('overNone')}</p>
      ) : (
        <>
          <p className="small soft">{say('overDo')}</p>
          <Table heads={[say('client'), say('ended'), say('keptUntil')]}>
            {over.map(({ clientId, name, endedAt, keptUntil, hold }) => (
              <tr key={clientId}>
                <td>
                  <Link href={`/clients/${clientId}`}>{name}</Link>{' '}
                  {hold && <Pill tone="amber">{say('hold')}</Pill>}
                </td>
                <td>{date(endedAt)}</td>
                <td>{date(keptUntil)}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </Panel>
  );
}
