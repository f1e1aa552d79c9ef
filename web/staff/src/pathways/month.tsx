import { Button, CloseButton, NativeSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { DAYS, dayName } from '../parts/calendar.tsx';
import { Pill, type Tone } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { BEHAVIOURS, cityOf, dateIn, type RehearsalParams, type Report } from './rehearsal.ts';
import { texts } from './rehearse-texts.ts';
import { texts as runTexts } from './run-texts.ts';

type Told = Reply<'GET /pathways/{pathwayId}/rehearsals/{rehearsalId}/months/{month}'>;
type What = Told['whats'][number];
type Line = { local: string; client: number; what: What };

const DAY = 86_400_000;
/** More would make a row too high to see a month at once; the day’s list has them all. */
const MOST_KINDS = 4;
const TONES: Record<'message' | 'task' | 'urgent', Tone> = { message: 'blue', task: 'amber', urgent: 'red' };
const toneOf = (what: What) => (what.kind === 'message' ? 'message' : what.urgent ? 'urgent' : 'task');

/** A month of every message and every task, of all or of whom one chooses; a day opens to its list. */
export function Month({ report, params }: { report: Report; params: RehearsalParams }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const months = [...new Set(report.days.map(({ date }) => date.slice(0, 7)))];
  const [n, turn] = useState(0);
  const [chosen, choose] = useState('');
  const [open, setOpen] = useState<string>();
  const month = months[n]!;
  const told = useQuery({
    queryKey: ['rehearsal', params.rehearsalId, month],
    queryFn: () =>
      call('GET /pathways/{pathwayId}/rehearsals/{rehearsalId}/months/{month}', {
        params: { ...params, month },
      }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  const monthName = (name: string) => dateIn(language, `${name}-01`, { month: 'long', year: 'numeric' });
  const to = (place: number) => {
    turn(place);
    setOpen(undefined);
  };
  const clientName = useClientName(report);
  const isShown = ({ client }: { client: number }) =>
    chosen === '' || chosen === String(client) || report.company[client - 1]?.behaviour === chosen;
  return (
    <>
      <div className="month-head">
        <NativeSelect
          label={say('shown')}
          value={chosen}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
          data={[
            { value: '', label: say('everybody') },
            {
              group: say('byBehaviour'),
              items: BEHAVIOURS.filter((one) =>
                report.company.some(({ behaviour }) => behaviour === one),
              ).map((value) => ({ value, label: say(`is.${value}`) })),
            },
            {
              group: say('byClient'),
              items: report.company.map((_, at) => ({ value: String(at + 1), label: clientName(at + 1) })),
            },
          ]}
        />
        <NativeSelect
          label={say('month')}
          value={String(n)}
          onChange={({ currentTarget }) => to(Number(currentTarget.value))}
          data={months.map((name, at) => ({ value: String(at), label: monthName(name) }))}
        />
        <div className="month-turn">
          <Button variant="default" disabled={n === 0} onClick={() => to(n - 1)}>
            {say('before')}
          </Button>
          <Button variant="default" disabled={n === months.length - 1} onClick={() => to(n + 1)}>
            {say('later')}
          </Button>
        </div>
      </div>
      <Loaded query={told}>
        {({ whats, lines }) => {
          const shown = lines.filter(isShown).map(({ what, ...line }) => ({ ...line, what: whats[what]! }));
          const day = open ? shown.filter(({ local }) => local.startsWith(open)) : [];
          return (
            <>
              {shown.length === 0 && <p className="soft">{say('emptyMonth')}</p>}
              <Weeks month={month} lines={shown} open={open} onOpen={setOpen} />
              {open && day.length > 0 && (
                <DayList date={open} lines={day} clientName={clientName} onClose={() => setOpen(undefined)} />
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useClientName({ company }: Report): (n: number) => string {
  const say = useTexts(texts);
  const { language } = useLanguage();
  return (n) => {
    const { behaviour, zone } = company[n - 1]!;
    const is = say(`is.${behaviour}`).toLocaleLowerCase(language);
    return say('clientSaid', { n, behaviour: is, city: cityOf(zone) });
  };
}

function useWhat(): (what: What) => string {
  const sayRun = useTexts(runTexts);
  return (what) => {
    if (what.kind === 'task') return what.title;
    return sayRun(what.template in runTexts.en ? (what.template as 'code') : 'message');
  };
}

/** What is urgent first, then what there is most of. */
const byWeight = ([a, many]: [What, Line[]], [b, others]: [What, Line[]]): number =>
  Number(toneOf(b) === 'urgent') - Number(toneOf(a) === 'urgent') || others.length - many.length;

type Days = { month: string; lines: Line[]; open: string | undefined; onOpen: (date: string) => void };

function Weeks({ month, lines, open, onOpen }: Days) {
  const say = useTexts(texts);
  const what = useWhat();
  const { language } = useLanguage();
  const first = Date.parse(`${month}-01`);
  const begins = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const weeks = Array.from({ length: 6 }, (_, week) =>
    DAYS.map((_, day) => new Date(begins + (week * 7 + day) * DAY).toISOString().slice(0, 10)),
  ).filter((days) => days.some((day) => day.startsWith(month)));
  const byDay = Map.groupBy(lines, ({ local }) => local.slice(0, 10));
  return (
    <Table look="month" heads={[...DAYS.map((day) => dayName(day, language))]}>
      {weeks.map((days) => (
        <tr key={days[0]}>
          {days.map((day) => {
            if (!day.startsWith(month)) return <td key={day} className="elsewhere" />;
            const here = byDay.get(day) ?? [];
            const kinds = [...Map.groupBy(here, (line) => line.what)].sort(byWeight);
            const date = dateIn(language, day, { dateStyle: 'full' });
            return (
              <td key={day} data-open={(day === open && here.length > 0) || undefined}>
                {here.length === 0 ? (
                  <time dateTime={day}>{Number(day.slice(8))}</time>
                ) : (
                  <button
                    type="button"
                    aria-label={say('openDay', { date, n: here.length })}
                    aria-expanded={day === open}
                    onClick={() => onOpen(day)}
                  >
                    <time dateTime={day}>{Number(day.slice(8))}</time>
                  </button>
                )}
                <ul>
                  {kinds.slice(0, MOST_KINDS).map(([kind, of]) => (
                    <li key={JSON.stringify(kind)} className={toneOf(kind)} title={what(kind)}>
                      <span className="unseen">{say(toneOf(kind))}: </span>
                      {of.length > 1 && <strong>{of.length} × </strong>}
                      {what(kind)}
                    </li>
                  ))}
                </ul>
                {kinds.length > MOST_KINDS && (
                  <span className="small soft">{say('more', { n: kinds.length - MOST_KINDS })}</span>
                )}
              </td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}

type DayOf = { date: string; lines: Line[]; clientName: (n: number) => string; onClose: () => void };

function DayList({ date, lines, clientName, onClose }: DayOf) {
  const say = useTexts(texts);
  const what = useWhat();
  const { language } = useLanguage();
  const messages = lines.filter((line) => line.what.kind === 'message').length;
  return (
    <section className="rehearsed-day" aria-label={dateIn(language, date, { dateStyle: 'full' })}>
      <header className="panel-head">
        <h3>{dateIn(language, date, { dateStyle: 'full' })}</h3>
        <span className="small soft">
          {say('nMessages', { n: messages })}, {say('nTasks', { n: lines.length - messages })}
        </span>
        <CloseButton aria-label={say('close')} onClick={onClose} ms="auto" />
      </header>
      <Table heads={[say('hour'), say('what'), say('client')]}>
        {lines.map((line, at) => (
          <tr key={at}>
            <td>{dateIn(language, `${line.local}:00Z`, { timeStyle: 'short' })}</td>
            <td>
              <Pill tone={TONES[toneOf(line.what)]}>{say(toneOf(line.what))}</Pill> {what(line.what)}
            </td>
            <td>{clientName(line.client)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
