import { Button, Radio, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api.ts';
import { Panel, Pill } from '../parts/page.tsx';
import { useRefused } from '../parts/refused.tsx';
import { Empty } from '../parts/states.tsx';
import { texts as parts } from '../parts/texts.ts';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import type { Client, Progress } from './data.ts';
import { Spark } from './spark.tsx';
import { texts } from './texts.ts';

type Goals = NonNullable<NonNullable<Client['care']>['goals']>;
type Goal = Goals['goals'][number];
type Level = NonNullable<Goal['level']>;

const LEVELS = [2, 1, 0, -1, -2] as const;
const saidLevel = (level: number) => (level > 0 ? `+${level}` : String(level).replace('-', '−'));

export function GoalsPanel({ client, progress }: { client: Client; progress: Progress | undefined }) {
  const say = useTexts(texts);
  const [rating, rate] = useState(false);
  const goals = client.care?.goals;
  if (!goals)
    return (
      <Panel title={say('goals')}>
        <Empty title={say('noGoals')}>{say('noGoalsDo')}</Empty>
      </Panel>
    );
  const stand = goals.state === 'agreed' || goals.state === 'disagreement-recorded';
  const canRate = stand && !rating && goals.goals.some(({ scale }) => scale);
  const { attainment, clientWords, disagreement } = goals;
  return (
    <Panel
      title={say('goals')}
      actions={
        <>
          {canRate && (
            <Button size="compact-xs" variant="default" onClick={() => rate(true)}>
              {say('rateGoals')}
            </Button>
          )}
          <Pill>{say(`goals.${goals.state}`)}</Pill>
        </>
      }
    >
      {attainment && (
        <p className="attainment">
          <strong>{say('attainment', { t: Math.round(attainment.t) })}</strong>{' '}
          <span className="small soft">{say('attainmentAbout', { n: attainment.rated })}</span>
        </p>
      )}
      {rating ? (
        <Rate clientId={client.clientId} goals={goals.goals} onDone={() => rate(false)} />
      ) : (
        <ul className="goals">
          {goals.goals.map((goal) => (
            <One
              key={goal.id}
              goal={goal}
              ratings={progress?.goals.find((one) => one.words === goal.words)?.ratings ?? []}
            />
          ))}
        </ul>
      )}
      {clientWords && <p className="small soft quoted">“{clientWords}”</p>}
      {disagreement && (
        <p className="small quoted">
          <span className="soft">{say('disagreement')}</span> “{disagreement}”
        </p>
      )}
    </Panel>
  );
}

function One({ goal, ratings }: { goal: Goal; ratings: Progress['goals'][number]['ratings'] }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { words, statement, rating, target, due, measure, scale, level, leveledAt } = goal;
  const followed = [
    target && say('goalTarget', { target }),
    measure && say('goalMeasure', { measure }),
    due && say('goalDue', { day: day(`${due}T12:00:00Z`, language, 'UTC') }),
  ].filter(Boolean);
  return (
    <li>
      <p className="goal-words">“{words}”</p>
      {statement && <p className="small soft">{statement}</p>}
      {followed.length > 0 && <p className="small soft">{followed.join(' · ')}</p>}
      <p className="goal-rating">
        {rating === undefined ? (
          <span className="small soft">{say('noRating')}</span>
        ) : (
          <>
            <meter min={0} max={10} value={rating} aria-label={words} />
            <span className="small">{say('rating', { n: rating })}</span>
            <Spark values={ratings.map((one) => one.rating)} />
          </>
        )}
      </p>
      {scale && (
        <p className="small">
          <Pill tone={level === undefined ? 'grey' : level >= 0 ? 'green' : 'amber'}>
            {level === undefined ? say('noLevel') : saidLevel(level)}
          </Pill>{' '}
          {level !== undefined && scale[String(level)]}{' '}
          {leveledAt && <span className="soft">{day(leveledAt, language)}</span>}
        </p>
      )}
    </li>
  );
}

/** Against the scale that was agreed on, in its own words. */
function Rate({ clientId, goals, onDone }: { clientId: string; goals: Goal[]; onDone: () => void }) {
  const sayParts = useTexts(parts);
  const refused = useRefused();
  const queries = useQueryClient();
  const scaled = goals.filter(({ scale }) => scale);
  const [levels, setLevels] = useState<Record<string, Level>>({});
  const save = useMutation({
    mutationFn: () =>
      call('POST /clients/{clientId}/goals/ratings', {
        params: { clientId },
        body: { ratings: Object.entries(levels).map(([goal, level]) => ({ goal, level })) },
      }),
    onSuccess: () => {
      onDone();
      return queries.invalidateQueries({ queryKey: ['client', clientId] });
    },
    onError: refused,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        {scaled.map(({ id, words, scale }) => (
          <Radio.Group
            key={id}
            label={`“${words}”`}
            value={String(levels[id] ?? '')}
            onChange={(to) => setLevels({ ...levels, [id]: Number(to) as Level })}
          >
            <Stack gap={6} mt={6}>
              {LEVELS.map((level) => (
                <Radio
                  key={level}
                  value={String(level)}
                  label={`${saidLevel(level)}: ${scale![String(level)]}`}
                />
              ))}
            </Stack>
          </Radio.Group>
        ))}
        <div className="cadence-row">
          <Button
            type="submit"
            size="xs"
            loading={save.isPending}
            disabled={Object.keys(levels).length === 0}
          >
            {sayParts('save')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {sayParts('cancel')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
