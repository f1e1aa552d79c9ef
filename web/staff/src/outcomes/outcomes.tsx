import './outcomes.css';
import { Button, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'wouter';
import { call, type Reply } from '../api.ts';
import { Page, Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Loaded, Loading } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { type Say, useLanguage, useTexts } from '../texts.ts';
import { csvOf } from './csv.ts';
import { texts } from './texts.ts';

const Rates = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.Rates })));
const Answers = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.Answers })));

type Outcomes = Reply<'GET /outcomes'>;
type Words = Say<keyof (typeof texts)['en']>;

const RATES = ['recovery', 'reliableRecovery', 'reliableImprovement', 'reliableDeterioration'] as const;
const TRACK = ['red', 'amber', 'green', 'unknown'] as const;
const dropped = ({ began, answered }: Outcomes['responses'][number]) => Math.max(0, began - answered);
const choice = ({ id, title }: { id: string; title: string }) => ({ value: id, label: title });
const isDate = (text: string | null) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);

export default function OutcomesScreen() {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const [asked, ask] = useSearchParams();
  const query = {
    from: isDate(asked.get('from')),
    to: isDate(asked.get('to')),
    pathway: asked.get('pathway') || undefined,
    team: asked.get('team') || undefined,
    clinician: asked.get('clinician') || undefined,
  };
  const { staff, teams } = useStaff();
  const clinicians = staff.filter(({ roles }) => roles.includes('clinician'));
  const found = useQuery({
    queryKey: ['outcomes', query],
    queryFn: ({ signal }) => call('GET /outcomes', { query, signal }),
    placeholderData: keepPreviousData,
  });
  const pathways = useQuery({ queryKey: ['pathways'], queryFn: () => call('GET /pathways') });
  const change = (name: string, value: string | null) =>
    ask(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return (
    <Page
      title={say('outcomes')}
      actions={
        found.data && (
          <Button variant="default" onClick={() => download(found.data, query, say)}>
            {say('export')}
          </Button>
        )
      }
    >
      <div className="outcome-filters">
        {(['from', 'to'] as const).map((name) => (
          <TextInput
            key={name}
            label={say(name)}
            type="date"
            value={query[name] ?? ''}
            onChange={(event) => change(name, event.currentTarget.value)}
          />
        ))}
        {(
          [
            ['pathway', 'all', (pathways.data?.pathways ?? []).map(choice)],
            ['team', 'allTeams', teams.map(choice)],
            ['clinician', 'allClinicians', clinicians.map(({ id, name }) => choice({ id, title: name }))],
          ] as const
        ).map(([name, everything, data]) => (
          <Select
            key={name}
            label={say(name)}
            placeholder={say(everything)}
            clearable
            clearButtonProps={{ 'aria-label': say(everything), tabIndex: 0 }}
            value={query[name] ?? null}
            onChange={(value) => change(name, value)}
            data={data}
          />
        ))}
      </div>
      <Loaded query={found}>
        {(outcomes) => (
          <Shown
            outcomes={outcomes}
            language={language}
            inPeriod={query.from !== undefined || query.to !== undefined}
          />
        )}
      </Loaded>
    </Page>
  );
}

type Given = { outcomes: Outcomes; language: string; inPeriod: boolean };

function Shown({ outcomes, language, inPeriod }: Given) {
  const say = useTexts(texts);
  const { outcomes: care, responses, acknowledged, reviews, track, open, underWay, current } = outcomes;
  const percent = (rate: number | null) =>
    rate === null
      ? '–'
      : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(rate);
  const drawn = RATES.flatMap((name) => {
    const { rate } = care[name];
    const tone = name === 'reliableDeterioration' ? ('red' as const) : ('green' as const);
    return rate === null ? [] : [{ name: say(name), percent: Math.round(rate * 100), tone }];
  });
  return (
    <>
      <p>{say(inPeriod ? 'inPeriod' : 'inAll', { open, underWay, ended: open - underWay })}</p>
      <Panel title={say('treatment')}>
        <p className="small soft">{say('treatmentDo')}</p>
        <dl className="rates">
          {RATES.map((name) => (
            <div key={name}>
              <dt>{say(name)}</dt>
              <dd className="figure">{percent(care[name].rate)}</dd>
              <dd className="small soft">
                {care[name].of ? say('ofN', { count: care[name].count, of: care[name].of }) : say('nobody')}
              </dd>
            </div>
          ))}
        </dl>
        {drawn.length > 0 && (
          <Suspense fallback={<Loading />}>
            <Rates bars={drawn} />
          </Suspense>
        )}
        <p className="small soft">
          {[
            say('finished', { n: care.finished }),
            say('casesAtStart', { n: care.casesAtStart }),
            say('unpaired', { n: care.unpaired }),
          ].join(' · ')}
        </p>
      </Panel>
      <Panel title={say('responses')}>
        <p className="small soft">
          {say('responsesDo')} {say('ofOpen', { n: open })}
        </p>
        {responses.length > 0 && (
          <Suspense fallback={<Loading />}>
            <Answers
              channels={responses.map((one) => ({
                name: say(one.channel),
                answered: one.answered,
                dropped: dropped(one),
                silent: Math.max(0, one.asked - Math.max(one.began, one.answered)),
              }))}
            />
          </Suspense>
        )}
        <Table heads={[say('channel'), say('asked'), say('answered'), say('dropped'), say('rate')]}>
          {responses.map((one) => (
            <tr key={one.channel}>
              <td>{say(one.channel)}</td>
              <td>{one.asked}</td>
              <td>
                <Pill tone="green">{one.answered}</Pill>
              </td>
              <td>
                <Pill tone="amber">{dropped(one)}</Pill>
              </td>
              <td>{percent(one.rate)}</td>
            </tr>
          ))}
        </Table>
      </Panel>
      <div className="two-panels">
        <Panel title={say('safety')} tone={acknowledged.waiting > 0 ? 'red' : undefined}>
          <p className="small soft">{say('ofOpen', { n: open })}</p>
          <dl className="rates">
            <div>
              <dt>{say('median')}</dt>
              <dd className="figure">{span(acknowledged.medianSeconds, language)}</dd>
              <dd className="small soft">{say('seen', { n: acknowledged.count })}</dd>
            </div>
            <div>
              <dt>{say('longest')}</dt>
              <dd className="figure">{span(acknowledged.longestSeconds, language)}</dd>
              <dd>
                {acknowledged.waiting > 0 && (
                  <Pill tone="red">{say('waiting', { n: acknowledged.waiting })}</Pill>
                )}
              </dd>
            </div>
          </dl>
        </Panel>
        <Panel title={say('reviews')}>
          <p className="small soft">{say('ofCurrent', { n: current })}</p>
          <dl className="rates">
            {(['open', 'overdue'] as const).map((name) => (
              <div key={name}>
                <dt>{say(name)}</dt>
                <dd className={name === 'overdue' && reviews.overdue > 0 ? 'figure fault' : 'figure'}>
                  {reviews[name]}
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
        <Panel title={say('track')}>
          <p className="small soft">{say('ofCurrent', { n: current })}</p>
          <dl className="rates">
            {TRACK.map((flag) => (
              <div key={flag}>
                <dt>
                  <Pill tone={flag === 'unknown' ? 'grey' : flag}>{say(flag)}</Pill>
                </dt>
                <dd className="figure">{track[flag]}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </>
  );
}

/** Seconds in the largest unit that says them. */
function span(seconds: number | null, language: string): string {
  if (seconds === null) return '–';
  const [unit, value] =
    seconds < 90
      ? (['second', seconds] as const)
      : seconds < 5400
        ? (['minute', seconds / 60] as const)
        : seconds < 129_600
          ? (['hour', seconds / 3600] as const)
          : (['day', seconds / 86_400] as const);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: unit === 'hour' || unit === 'day' ? 1 : 0,
  }).format(value);
}

function download(
  { outcomes, responses, acknowledged, reviews, track, open, underWay, current }: Outcomes,
  {
    from,
    to,
    pathway,
    team,
    clinician,
  }: Partial<Record<'from' | 'to' | 'pathway' | 'team' | 'clinician', string>>,
  say: Words,
): void {
  const rows = [
    [say('measure'), say('count'), say('of'), say('percent')],
    [say('from'), from ?? '', '', ''],
    [say('to'), to ?? '', '', ''],
    [say('pathway'), pathway ?? say('all'), '', ''],
    [say('team'), team ?? say('allTeams'), '', ''],
    [say('clinician'), clinician ?? say('allClinicians'), '', ''],
    [say('openCourses'), open, '', ''],
    [say('endedCourses'), open - underWay, open, ''],
    [say('underWayCourses'), underWay, open, ''],
    [say('currentCourses'), current, open, ''],
    ...RATES.map((name) => {
      const { count, of, rate } = outcomes[name];
      return [say(name), count, of, rate === null ? null : Math.round(rate * 1000) / 10];
    }),
    ...responses.flatMap((one) => [
      [
        `${say('answered')}: ${say(one.channel)}`,
        one.answered,
        one.asked,
        one.rate === null ? null : Math.round(one.rate * 1000) / 10,
      ],
      [`${say('dropped')}: ${say(one.channel)}`, dropped(one), one.asked, null],
    ]),
    [`${say('safety')}: ${say('median')} (s)`, acknowledged.medianSeconds, acknowledged.count, null],
    [`${say('safety')}: ${say('longest')} (s)`, acknowledged.longestSeconds, acknowledged.count, null],
    [`${say('reviews')}: ${say('overdue')}`, reviews.overdue, reviews.open, null],
    ...TRACK.map((flag) => [`${say('track')}: ${say(flag)}`, track[flag], current, null]),
  ];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv' }));
  link.download = 'outcomes.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
