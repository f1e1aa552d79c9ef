import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Reply } from '../api.ts';
import { DAYS, dayName } from '../parts/calendar.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './run-texts.ts';

type Line = NonNullable<
  Reply<'GET /pathways/{pathwayId}/rehearsals/{rehearsalId}'>['report']
>['story'][number];
const DAY = 86_400_000;

/** One life on a calendar: every message and every task at its day, a month at a time. */
export function Month({ story }: { story: Line[] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const months = [...new Set(story.map(({ at }) => dayOf(at).slice(0, 7)))];
  const [n, turn] = useState(0);
  const month = months[n];
  if (month === undefined) return null;
  const name = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const first = Date.parse(`${month}-01`);
  const begins = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const weeks = Array.from({ length: 6 }, (_, week) =>
    DAYS.map((_, day) => new Date(begins + (week * 7 + day) * DAY).toISOString().slice(0, 10)),
  ).filter((days) => days.some((day) => day.startsWith(month)));
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  return (
    <>
      <div className="month-head">
        <Button size="compact-sm" variant="default" disabled={n === 0} onClick={() => turn(n - 1)}>
          {say('before')}
        </Button>
        <strong aria-live="polite">{name.format(first)}</strong>
        <Button
          size="compact-sm"
          variant="default"
          disabled={n === months.length - 1}
          onClick={() => turn(n + 1)}
        >
          {say('later')}
        </Button>
      </div>
      <div className="table-scroll">
        <table className="month">
          <thead>
            <tr>
              {DAYS.map((day) => (
                <th key={day} scope="col">
                  {dayName(day, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((days) => (
              <tr key={days[0]}>
                {days.map((day) => (
                  <td key={day} className={day.startsWith(month) ? undefined : 'elsewhere'}>
                    <time dateTime={day}>{Number(day.slice(8))}</time>
                    <ul>
                      {story
                        .filter(({ at }) => day.startsWith(month) && dayOf(at) === day)
                        .map(({ at, kind, what }, line) => (
                          <li key={line} className={kind}>
                            <span className="unseen">{say(kind)}: </span>
                            {time.format(new Date(at))} {what in texts.en ? say(what as 'code') : what}
                          </li>
                        ))}
                    </ul>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** By the clock of whoever looks, as the times beside it are. */
function dayOf(at: string): string {
  const local = new Date(at);
  return new Date(local.getTime() - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
