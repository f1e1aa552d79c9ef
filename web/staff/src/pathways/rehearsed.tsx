import { Panel } from '../parts/page.tsx';
import { Table } from '../parts/table.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { Month } from './month.tsx';
import { NeverFired } from './never-fired.tsx';
import { BEHAVIOURS, cityOf, dateIn, type RehearsalParams, type Report } from './rehearsal.ts';
import { texts } from './rehearse-texts.ts';

type Member = Report['company'][number];

const ENDS = ['enrolled', 'in treatment', 'discharged'] as const;

/** What a rehearsal found. */
export function Rehearsed({ report, params }: { report: Report; params: RehearsalParams }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { aClientAWeek, aClinicianAWeek, mostInAWeek, busiestDay, days } = report;
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  const facts: [string, string][] = [
    [say('aWeek'), number(aClientAWeek.messages)],
    [say('minutes'), number(aClientAWeek.minutes)],
    [say('tasks'), number(aClinicianAWeek.tasks)],
    [say('most'), number(mostInAWeek.messages)],
    ...(busiestDay
      ? [
          [
            say('busiest'),
            say('busiestSaid', {
              messages: say('nMessages', { n: busiestDay.messages }),
              tasks: say('nTasks', { n: busiestDay.tasks }),
              date: dateIn(language, busiestDay.date, { dateStyle: 'medium' }),
            }),
          ] as [string, string],
        ]
      : []),
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
      <Company report={report} />
      <Panel title={say('calendar')}>
        <Heat days={days} />
        {days.length > 0 && <Month report={report} params={params} />}
      </Panel>
      <NeverFired report={report} />
    </>
  );
}

function Company({ report: { company, clockChanges, clients } }: { report: Report }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const zones = clockChanges.map(({ zone }) => zone);
  const list = (parts: string[]) => new Intl.ListFormat(language).format(parts);
  const each = (of: Member[], what: 'messages' | 'tasks') =>
    new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(
      of.reduce((sum, one) => sum + one[what], 0) / of.length,
    );
  return (
    <Panel title={say('who')}>
      <Table
        heads={[
          say('behaviour'),
          ...zones.map((zone) => say('clientsIn', { city: cityOf(zone) })),
          say('messagesEach'),
          say('tasksEach'),
          say('ends'),
        ]}
      >
        {BEHAVIOURS.map((behaviour) => {
          const these = company.filter((one) => one.behaviour === behaviour);
          if (these.length === 0) return null;
          const ends = ENDS.map((end) => ({ end, n: these.filter((one) => one.end === end).length }));
          return (
            <tr key={behaviour}>
              <th scope="row">{say(`is.${behaviour}`)}</th>
              {zones.map((zone) => (
                <td key={zone}>{these.filter((one) => one.zone === zone).length}</td>
              ))}
              <td>{each(these, 'messages')}</td>
              <td>{each(these, 'tasks')}</td>
              <td>{list(ends.filter(({ n }) => n > 0).map(({ end, n }) => say(`end.${end}`, { n })))}</td>
            </tr>
          );
        })}
      </Table>
      <p className="small soft">
        {clockChanges
          .filter(({ on }) => on.length > 0)
          .map(({ zone, on }) => {
            const days = list(on.map((date) => dateIn(language, date, { dateStyle: 'long' })));
            return say('clocks', { city: cityOf(zone), days });
          })
          .concat(say('clocksKept'))
          .join(' ')}
      </p>
      {clients === 1 && <p className="small soft">{say('one')}</p>}
    </Panel>
  );
}

const HEATS = 4;
const DAY = 86_400_000;

/** A square a day, a column a week: the darker, the more is sent and asked. */
function Heat({ days }: { days: Report['days'] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
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
        const said = say('calendarSaid', {
          date: dateIn(language, date, { dateStyle: 'medium' }),
          messages: say('nMessages', { n: messages }),
          tasks: say('nTasks', { n: tasks }),
          urgent,
        });
        return <i key={date} data-heat={Math.ceil(((messages + tasks) / most) * HEATS)} title={said} />;
      })}
    </div>
  );
}
