import { Panel } from '../parts/page.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import type { Report } from './rehearsal.ts';
import { texts } from './rehearse-texts.ts';
import { texts as runTexts } from './run-texts.ts';

type Rule = Report['neverFired'][number];

const GROUPS = {
  alerts: ['alert', 'extension'],
  asked: ['check-in', 'after-session', 'session', 'reassessment'],
  silence: ['reminder', 'expiry', 'other-channel', 'shorter-form'],
  reviews: ['plan-review', 'plan-review-overdue', 'payer-review', 'off-track', 'improved-by', 'mark'],
  called: ['escalation'],
  limits: ['budget', 'quiet-hours'],
} satisfies Record<string, Rule['kind'][]>;

/** The rules of the draft that nobody’s life came to, in words. */
export function NeverFired({ report: { neverFired, rules } }: { report: Report }) {
  const say = useTexts(texts);
  const words = useWords();
  const groups = (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).flatMap((group) => {
    const kinds: string[] = GROUPS[group];
    const here = neverFired.filter(({ kind }) => kinds.includes(kind));
    return here.length > 0 ? [{ group, here }] : [];
  });
  return (
    <Panel title={say('never')}>
      {neverFired.length === 0 ? (
        <p>{say('neverNone')}</p>
      ) : (
        <>
          <p className="small soft">
            {say('neverOf', { n: neverFired.length, of: rules })}. {say('neverDo')}
          </p>
          <div className="never-groups">
            {groups.map(({ group, here }) => (
              <section key={group}>
                <h3>{say(`group.${group}`)}</h3>
                <ul className="plain">
                  {here.map((rule) => (
                    <li key={rule.rule}>{words(rule)}</li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </>
      )}
    </Panel>
  );
}

function useWords(): (rule: Rule) => string {
  const say = useTexts(texts);
  const sayRun = useTexts(runTexts);
  const { language } = useLanguage();
  const known = <Key extends string>(key: string, all: Record<string, unknown>): key is Key => key in all;
  const named = (of: string): string => {
    if (known<'of.red'>(`of.${of}`, texts.en)) return say(`of.${of}` as 'of.red');
    if (known<'request.plan'>(`request.${of}`, runTexts.en)) return sayRun(`request.${of}` as 'request.plan');
    return say('of.check-in', { id: of });
  };
  return ({ kind, of = '', title = '', n = 0, after, to = '', when = '' }) =>
    say(`rule.${kind}`, {
      of: kind === 'check-in' || kind === 'payer-review' ? of : named(of),
      to: to === 'clinician' ? say('to.clinician') : to,
      after: after ? durationIn(after, language) : '',
      ...{ title, n, when },
    });
}

const UNITS = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;
const UNITS_OF_A_DAY = { H: 'hour', M: 'minute', S: 'second' } as const;

/** Of an ISO 8601 duration: “2 days”, “1 hour and 30 minutes”. */
function durationIn(duration: string, language: string): string {
  const [days = '', hours = ''] = duration.slice(1).split('T');
  const parts = [
    ...[...days.matchAll(/(\d+)([YMWD])/g)].map(([, n, unit]) => [n, UNITS[unit as 'D']] as const),
    ...[...hours.matchAll(/(\d+)([HMS])/g)].map(([, n, unit]) => [n, UNITS_OF_A_DAY[unit as 'H']] as const),
  ];
  return new Intl.ListFormat(language).format(
    parts.map(([n, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(n)),
    ),
  );
}
