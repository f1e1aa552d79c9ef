import { lazy, Suspense } from 'react';
import { Panel, Pill, type Tone } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import type { Measure, PlanVersion, Progress } from './data.ts';
import { texts } from './texts.ts';

const Trend = lazy(() => import('./trend.tsx'));

const TONES: Record<NonNullable<Measure['comparison']>['reliable'], Tone> = {
  improved: 'green',
  deteriorated: 'red',
  'no reliable change': 'grey',
  unknown: 'grey',
};

export function Measures({ progress, plans }: { progress: Progress; plans: PlanVersion[] }) {
  const say = useTexts(texts);
  if (progress.measures.length === 0)
    return (
      <Panel title={say('measures')}>
        <Empty title={say('noMeasures')}>{say('noMeasuresDo')}</Empty>
      </Panel>
    );
  // What told of risk before all else, then what has a verdict, and what is followed over time before what was asked once.
  const tellsOfRisk = ({ items }: Measure) => items.worst.some(({ risk }) => risk);
  const hasVerdict = ({ comparison }: Measure) =>
    comparison !== undefined && comparison.reliable !== 'unknown';
  const byWeight = progress.measures.toSorted(
    (a, b) =>
      Number(tellsOfRisk(b)) - Number(tellsOfRisk(a)) ||
      Number(hasVerdict(b)) - Number(hasVerdict(a)) ||
      b.series.length - a.series.length,
  );
  return byWeight.map((measure) => <MeasurePanel key={measure.measure} measure={measure} plans={plans} />);
}

function MeasurePanel({ measure, plans }: { measure: Measure; plans: PlanVersion[] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { comparison, baseline, last, series, items, title } = measure;
  const flags = [
    ...items.worst,
    ...items.changed.filter(({ linkId }) => !items.worst.some((one) => one.linkId === linkId)),
  ];
  return (
    <Panel
      title={title}
      actions={
        comparison && <Pill tone={TONES[comparison.reliable]}>{say(`reliable.${comparison.reliable}`)}</Pill>
      }
    >
      <div className="figures-row">
        <dl className="figures">
          {baseline && (
            <div>
              <dt>{say('baseline')}</dt>
              <dd>{baseline.total}</dd>
            </div>
          )}
          {last && (
            <div>
              <dt>{say('now')}</dt>
              <dd>
                {last.total} <span className="small soft">{last.band}</span>
              </dd>
            </div>
          )}
          {comparison && (
            <div>
              <dt>{say('changeBy')}</dt>
              <dd>
                {comparison.change > 0 ? '+' : ''}
                {comparison.change}{' '}
                <span className="small soft">{comparison.percent !== null && `${comparison.percent} %`}</span>
              </dd>
            </div>
          )}
        </dl>
        {comparison && (
          <div className="figure-tags">
            {comparison.response && <Pill tone="green">{say('response')}</Pill>}
            {comparison.remission && <Pill tone="green">{say('remission')}</Pill>}
            {comparison.caseNow === true && <Pill tone="amber">{say('isCase')}</Pill>}
            {comparison.caseAtBaseline && comparison.caseNow === false && (
              <Pill tone="green">{say('noCase')}</Pill>
            )}
            {comparison.unconfirmed?.length ? (
              <span className="small soft">
                {say('unconfirmed', { what: comparison.unconfirmed.join(', ') })}
              </span>
            ) : null}
          </div>
        )}
      </div>
      {series.length > 1 && (
        <Suspense fallback={<div className="trend" />}>
          <Trend measure={measure} plans={plans} />
        </Suspense>
      )}
      {flags.length > 0 && (
        <div className="item-flags">
          <h3>{say('items')}</h3>
          <ul>
            {flags.map(({ linkId, text, points, most, change, risk }) => (
              <li key={linkId} className={risk ? 'risk' : undefined}>
                <span>{text ?? linkId}</span>
                <span className="item-points">
                  {risk && <Pill tone="red">{say('itemRisk')}</Pill>}
                  <strong>
                    {points}/{most}
                  </strong>
                  {change !== undefined && change !== 0 && (
                    <span className="small soft">
                      {say('itemChange', { n: `${change > 0 ? '+' : ''}${change}` })}
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <details className="as-table">
        <summary>{say('asTable')}</summary>
        <Table heads={[say('date'), say('score'), say('band')]}>
          {series.map(({ at, total, band, late, prorated }) => (
            <tr key={at}>
              <td>{day(at, language)}</td>
              <td>{total}</td>
              <td>
                {band} {late && <Pill>{say('late')}</Pill>} {prorated && <Pill>{say('prorated')}</Pill>}
              </td>
            </tr>
          ))}
        </Table>
      </details>
    </Panel>
  );
}
