/** What is the client's own: seen with a code alone, and kept in memory for as long as somebody reads. */
import { Fragment } from 'preact';
import type { Own } from './api.ts';
import { Back, Heading } from './messages.tsx';
import type { Go, Shown } from './shown.ts';
import type { Texts } from './strings.ts';

export function OwnPage({ own, texts, go, steady }: Shown & { own: Own; go: Go; steady: boolean }) {
  const { safetyPlan, goals, plan, measures } = own;
  const nothing = !safetyPlan && !plan && goals.length === 0 && measures.length === 0;
  return (
    <>
      <Heading text={texts.say('own')} />
      {nothing && <p>{texts.say('ownNothing')}</p>}
      {safetyPlan && (
        <section class="card" lang={safetyPlan.language}>
          <h2>{safetyPlan.title}</h2>
          {safetyPlan.sections.map(({ heading, lines }) => (
            <Fragment key={heading}>
              <h3>{heading}</h3>
              <ul>
                {lines.map((line) => (
                  <li key={line}>
                    <Line text={line} />
                  </li>
                ))}
              </ul>
            </Fragment>
          ))}
        </section>
      )}
      {goals.length > 0 && (
        <section class="card">
          <h2>{texts.say('goals')}</h2>
          <ol>
            {goals.map(({ words, statement, ratings }) => (
              <li key={words}>
                <strong>
                  <bdi>{words}</bdi>
                </strong>
                {statement && <p>{texts.say('goalStatement', { statement })}</p>}
                {ratings.length > 0 && (
                  <Graph
                    title={texts.say('goalRatings')}
                    points={ratings.map(({ at, rating }) => ({ at, value: rating }))}
                    from={0}
                    to={10}
                    texts={texts}
                  />
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      {plan && (
        <section class="card">
          <h2>{texts.say('plan')}</h2>
          <p dir="auto" class="words">
            {plan.summary}
          </p>
          <ul>
            {plan.interventions.map(({ title, detail, frequency, reading }) => (
              <li key={title}>
                <strong>
                  <bdi>{title}</bdi>
                </strong>
                {frequency && (
                  <span>
                    {' '}
                    · <bdi>{frequency}</bdi>
                  </span>
                )}
                {detail && (
                  <p class="words" dir="auto">
                    {detail}
                  </p>
                )}
                {reading && (
                  <details lang={reading.language}>
                    <summary>{reading.title}</summary>
                    {reading.paragraphs.map((text) => (
                      <p key={text}>{text}</p>
                    ))}
                  </details>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {measures.length > 0 && (
        <section class="card">
          <h2>{texts.say('scores')}</h2>
          <p>{texts.say('scoresText')}</p>
          {measures.map(({ title, from, to, better, series }) => (
            <Graph
              key={title}
              title={title}
              hint={better && texts.say(better === 'lower' ? 'lowerIsBetter' : 'higherIsBetter')}
              points={series.map(({ at, total }) => ({ at, value: total }))}
              from={from}
              to={to}
              texts={texts}
            />
          ))}
        </section>
      )}
      <p class="hint">{texts.say('ownForgets')}</p>
      <p class="actions">
        <Back texts={texts} steady={steady} />
        <button type="button" class="quiet" onClick={() => go('settings')}>
          {texts.say('settings')}
        </button>
      </p>
    </>
  );
}

/** A number in a line can be called with one tap. */
function Line({ text }: { text: string }) {
  const [, before, number, behind] = /^(.*?),? *(\+?\d[\d ()./-]{5,}\d)(.*)$/.exec(text) ?? [];
  if (!number) return <bdi>{text}</bdi>;
  return (
    <>
      <bdi>{before}</bdi>{' '}
      <a class="way" href={`tel:${number.replace(/[^\d+]/g, '')}`} dir="ltr">
        {number}
      </a>
      <bdi>{behind}</bdi>
    </>
  );
}

/** Drawing units: as wide as three times its height, with room for half a dot. */
const WIDE = 300;
const HIGH = 100;
const EDGE = 6;

type Point = { at: string; value: number };

/** The line for the eye; every value as text for everybody. */
function Graph({
  title,
  hint,
  points,
  from,
  to,
  texts,
}: {
  title: string;
  hint?: string;
  points: Point[];
  from: number;
  to: number;
  texts: Texts;
}) {
  const times = points.map(({ at }) => Date.parse(at));
  const [first, last] = [times[0]!, times[times.length - 1]!];
  const x = (n: number) => EDGE + ((times[n]! - first) / (last - first || 1)) * (WIDE - 2 * EDGE);
  const y = (value: number) => HIGH - EDGE - ((value - from) / (to - from || 1)) * (HIGH - 2 * EDGE);
  const places = points.map(({ value }, n) => [x(n), y(value)] as const);
  const rows = points.map(({ at, value }) => `${texts.date(at)}: ${texts.number(value)}`);
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> <span class="hint">{hint}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label={`${title}. ${rows.join('; ')}`}
        class="graph"
      >
        <path class="axis" d={`M${EDGE} ${EDGE}H${WIDE - EDGE}M${EDGE} ${HIGH - EDGE}H${WIDE - EDGE}`} />
        <polyline points={places.map((place) => place.join()).join(' ')} />
        {places.map(([cx, cy], n) => (
          <circle key={times[n]} cx={cx} cy={cy} r="4" />
        ))}
      </svg>
      <p class="ends" aria-hidden="true">
        <bdi>{texts.date(points[0]!.at)}</bdi>
        <bdi>{texts.say('scale', { min: from, max: to })}</bdi>
        <bdi>{points.length > 1 && texts.date(points[points.length - 1]!.at)}</bdi>
      </p>
      <details>
        <summary>{texts.say('values')}</summary>
        <ul>
          {rows.map((row) => (
            <li key={row}>{row}</li>
          ))}
        </ul>
      </details>
    </figure>
  );
}
