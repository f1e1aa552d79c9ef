import './pathways.css';
import { Button, NumberInput, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { call, type Reply } from '../api.ts';
import { Page, Panel } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { Month } from './month.tsx';
import { texts } from './run-texts.ts';

type Report = NonNullable<Reply<'GET /pathways/{pathwayId}/rehearsals/{rehearsalId}'>['report']>;
const LOOK_EVERY_MS = 700;

export default function Rehearse() {
  const say = useTexts(texts);
  const { pathwayId = '' } = useParams<{ pathwayId: string }>();
  const [clients, setClients] = useState(1);
  const [weeks, setWeeks] = useState(52);
  const [rehearsalId, setId] = useState<string>();
  const begin = useMutation({
    mutationFn: () =>
      call('POST /pathways/{pathwayId}/rehearsals', { params: { pathwayId }, body: { clients, weeks } }),
    onSuccess: ({ rehearsalId }) => setId(rehearsalId),
  });
  const params = { pathwayId, rehearsalId: rehearsalId ?? '' };
  const found = useQuery({
    queryKey: ['rehearsal', rehearsalId],
    queryFn: () => call('GET /pathways/{pathwayId}/rehearsals/{rehearsalId}', { params }),
    enabled: rehearsalId !== undefined,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : LOOK_EVERY_MS),
  });
  const cancel = useMutation({
    mutationFn: () => call('POST /pathways/{pathwayId}/rehearsals/{rehearsalId}/cancel', { params }),
  });
  const isRunning =
    begin.isPending || (rehearsalId !== undefined && (found.data?.state ?? 'running') === 'running');
  const error = begin.error ?? found.error;
  return (
    <Page
      title={say('rehearse')}
      wide
      actions={
        <Button variant="default" component={Link} href={`/pathways/${pathwayId}`}>
          {say('toEditor')}
        </Button>
      }
    >
      <p className="soft">{say('about')}</p>
      <Panel>
        <form
          className="field-row"
          onSubmit={(event) => {
            event.preventDefault();
            begin.mutate();
          }}
        >
          <NumberInput
            label={say('clients')}
            w={110}
            min={1}
            max={100}
            value={clients}
            onChange={(n) => setClients(Number(n) || 1)}
          />
          <NumberInput
            label={say('weeks')}
            w={110}
            min={1}
            max={104}
            value={weeks}
            onChange={(n) => setWeeks(Number(n) || 1)}
          />
          <div className="field-add">
            <Button type="submit" disabled={isRunning}>
              {say('begin')}
            </Button>
          </div>
        </form>
        {isRunning && (
          <div className="field-row" role="status">
            <Progress
              flex={1}
              mt={10}
              value={Math.max(2, (found.data?.progress ?? 0) * 100)}
              aria-label={say('running')}
            />
            <Button
              variant="default"
              size="compact-sm"
              loading={cancel.isPending || cancel.isSuccess}
              onClick={() => cancel.mutate()}
            >
              {say('cancel')}
            </Button>
          </div>
        )}
        {found.data?.state === 'cancelled' && <p role="status">{say('cancelled')}</p>}
        {found.data?.state === 'failed' && <p role="alert">{say('failed')}</p>}
      </Panel>
      {error && <Failure error={error} />}
      {found.data?.report && <Found report={found.data.report} />}
    </Page>
  );
}

const HEATS = 4;
const DAY = 86_400_000;

function Found({ report }: { report: Report }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { days, aClientAWeek, aClinicianAWeek, mostInAWeek, busiestDay, neverFired, story } = report;
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  const facts: [string, string][] = [
    [say('aWeek'), number(aClientAWeek.messages)],
    [say('minutes'), number(aClientAWeek.minutes)],
    [say('tasks'), number(aClinicianAWeek.tasks)],
    [say('most'), number(mostInAWeek.messages)],
    ...(busiestDay ? [[say('busiest'), say('busiestSaid', busiestDay)] as [string, string]] : []),
  ];
  return (
    <>
      <Panel>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title={say('calendar')}>
        <Heat days={days} />
      </Panel>
      <Panel title={say('never')}>
        {neverFired.length === 0 ? (
          <p>{say('neverNone')}</p>
        ) : (
          <ul className="plain">
            {neverFired.map(({ rule, title }) => (
              <li key={rule}>{title}</li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel title={say('story')}>
        <Month story={story} />
      </Panel>
    </>
  );
}

/** A square a day, a column a week: the darker, the more is sent and asked. */
function Heat({ days }: { days: Report['days'] }) {
  const say = useTexts(texts);
  const byDate = new Map(days.map((one) => [one.date, one]));
  const most = Math.max(1, ...days.map(({ messages, tasks }) => messages + tasks));
  const [start, end] = [days[0]?.date, days.at(-1)?.date];
  if (!start || !end) return null;
  const first = Date.parse(start) - ((new Date(start).getUTCDay() + 6) % 7) * DAY;
  const dates = Array.from({ length: (Date.parse(end) - first) / DAY + 1 }, (_, n) =>
    new Date(first + n * DAY).toISOString().slice(0, 10),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <div className="heat" role="img" tabIndex={0} aria-label={say('calendar')}>
      {dates.map((date) => {
        const { messages, tasks, urgent } = byDate.get(date) ?? { messages: 0, tasks: 0, urgent: 0 };
        const heat = Math.ceil(((messages + tasks) / most) * HEATS);
        return (
          <i key={date} data-heat={heat} title={say('calendarSaid', { date, messages, tasks, urgent })} />
        );
      })}
    </div>
  );
}
