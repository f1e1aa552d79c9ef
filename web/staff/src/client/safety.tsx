import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { useRefused } from '../parts/refused.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { contactsOf, linesOf, saidContact } from './lines.ts';
import { texts } from './texts.ts';

type Version = Reply<'GET /clients/{clientId}/safety-plan'>['versions'][number];
type Plan = Version['plan'];

const LISTS = ['signs', 'alone', 'places', 'surroundings'] as const;
const PEOPLE = ['people', 'professionals'] as const;
const SECTIONS = ['signs', 'alone', 'places', 'people', 'professionals', 'surroundings'] as const;

const saidLine = (line: string | { name: string; phone?: string }) =>
  typeof line === 'string' ? line : saidContact(line);

/** In the client’s own words, section by section; a change is another version. */
export function SafetyPlan({ clientId }: { clientId: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const [writing, write] = useState(false);
  const act = useSave(clientId);
  const found = useQuery({
    queryKey: ['client', clientId, 'safety-plan'],
    queryFn: () => call('GET /clients/{clientId}/safety-plan', { params: { clientId } }),
  });
  return (
    <Loaded query={found}>
      {({ current, versions, whyReview }) =>
        writing ? (
          <Write clientId={clientId} plan={current?.plan} onDone={() => write(false)} />
        ) : !current ? (
          <Empty title={say('noSafety')}>
            <p>{say('noSafetyDo')}</p>
            <Button mt="sm" onClick={() => write(true)}>
              {say('beginSafety')}
            </Button>
          </Empty>
        ) : (
          <>
            <Panel
              title={say('version', { n: current.version })}
              tone={whyReview ? 'red' : undefined}
              actions={
                <>
                  {!versions.at(-1)?.reviewed && (
                    <Button
                      size="xs"
                      loading={act.isPending}
                      onClick={() =>
                        act.mutate(() =>
                          call('POST /clients/{clientId}/safety-plan/{version}/review', {
                            params: { clientId, version: current.version },
                          }),
                        )
                      }
                    >
                      {say('reviewSafety')}
                    </Button>
                  )}
                  <Button size="xs" variant="default" onClick={() => write(true)}>
                    {say('writeSafety')}
                  </Button>
                </>
              }
            >
              {whyReview && <p className="fault">{whyReview}</p>}
              <Sections plan={current.plan} />
            </Panel>
            <Panel title={say('earlierVersions')}>
              <ul className="lines">
                {versions.toReversed().map(({ version, at, by, why, reviewed }) => (
                  <li key={version}>
                    <span>{say('version', { n: version })}</span>
                    <span className="small soft">
                      {day(at, language)} · {nameOf({ staff: by })} · {why}
                    </span>
                    <Pill tone={reviewed ? 'green' : 'amber'}>
                      {reviewed
                        ? say('reviewed', {
                            name: nameOf({ staff: reviewed.by }),
                            day: day(reviewed.at, language),
                          })
                        : say('notReviewed')}
                    </Pill>
                  </li>
                ))}
              </ul>
            </Panel>
          </>
        )
      }
    </Loaded>
  );
}

function Sections({ plan }: { plan: Plan }) {
  const say = useTexts(texts);
  return (
    <div className="sections">
      {SECTIONS.map((section) => (
        <section key={section}>
          <h3>{say(`section.${section}`)}</h3>
          <ul>
            {plan[section].map(saidLine).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function useSave(clientId: string, onDone?: () => void) {
  const queries = useQueryClient();
  const refused = useRefused();
  return useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => {
      onDone?.();
      return queries.invalidateQueries({ queryKey: ['client', clientId] });
    },
    onError: refused,
  });
}

function Write({ clientId, plan, onDone }: { clientId: string; plan: Plan | undefined; onDone: () => void }) {
  const say = useTexts(texts);
  const sayParts = useTexts(parts);
  const act = useSave(clientId, onDone);
  const [why, setWhy] = useState('');
  const [written, setWritten] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      SECTIONS.map((section) => [section, (plan?.[section] ?? []).map(saidLine).join('\n')]),
    ),
  );
  const next = {
    ...(Object.fromEntries(LISTS.map((section) => [section, linesOf(written[section]!)])) as Pick<
      Plan,
      (typeof LISTS)[number]
    >),
    people: contactsOf(written.people!, plan?.people),
    professionals: contactsOf(written.professionals!, plan?.professionals),
  } as Plan;
  return (
    <Panel title={say('writeSafety')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(() =>
            call('PUT /clients/{clientId}/safety-plan', {
              params: { clientId },
              body: { plan: next, why: why.trim() },
            }),
          );
        }}
      >
        <Stack>
          {SECTIONS.map((section) => (
            <Textarea
              key={section}
              label={say(`section.${section}`)}
              description={say(PEOPLE.some((one) => one === section) ? 'oneALineNumber' : 'oneALine')}
              rows={3}
              value={written[section]}
              onChange={({ currentTarget: { value } }) => setWritten({ ...written, [section]: value })}
            />
          ))}
          <TextInput
            label={say('why')}
            value={why}
            maxLength={500}
            onChange={({ currentTarget: { value } }) => setWhy(value)}
          />
          <div className="cadence-row">
            <Button type="submit" loading={act.isPending} disabled={!why.trim()}>
              {sayParts('save')}
            </Button>
            <Button variant="default" onClick={onDone}>
              {sayParts('cancel')}
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}
