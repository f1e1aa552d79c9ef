import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import type { Client } from '../client/data.ts';
import { useTexts } from '../texts.ts';
import { Drop } from './editors.tsx';
import { texts } from './texts.ts';

const LEVELS = ['-2', '-1', '0', '1', '2'] as const;

export type GoalDraft = {
  words: string;
  statement: string;
  measure?: string;
  target?: string;
  due?: string;
  weight?: number;
  scale?: Record<string, string>;
};

const MOST_GOALS = 6;

type Standing = NonNullable<NonNullable<Client['care']>['goals']>['goals'];

/** As they stand: what they are followed by is kept, unless it is changed. */
export const goalsFrom = (goals: Standing = []): GoalDraft[] =>
  goals.map(({ words, statement = '', measure, target, due, weight, scale }) => ({
    words,
    statement,
    ...bare({ measure, target, due, weight, scale }),
  }));

/** Without what was left empty. */
export const bare = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));

/** Of a scale, all five steps are said, or none. */
export const isWholeGoal = ({ words, scale }: GoalDraft): boolean =>
  words.trim() !== '' && (!scale || LEVELS.every((level) => scale[level]?.trim()));

export function GoalsEditor({
  goals,
  onChange,
}: {
  goals: GoalDraft[];
  onChange: (goals: GoalDraft[]) => void;
}) {
  const say = useTexts(texts);
  const change = (at: number, fields: Partial<GoalDraft>) =>
    onChange(goals.map((goal, n) => (n === at ? { ...goal, ...fields } : goal)));
  return (
    <fieldset className="fieldset">
      <legend>{say('goals')}</legend>
      {goals.map((goal, at) => (
        <div key={at} className="entry">
          <TextInput
            label={say('words')}
            value={goal.words}
            maxLength={300}
            onChange={({ currentTarget: { value } }) => change(at, { words: value })}
          />
          <Textarea
            label={say('statement')}
            value={goal.statement}
            maxLength={600}
            autosize={false}
            rows={2}
            onChange={({ currentTarget: { value } }) => change(at, { statement: value })}
          />
          <details>
            <summary className="small soft">{say('followed')}</summary>
            <Followed goal={goal} onChange={(fields) => change(at, fields)} />
          </details>
          <Drop
            label={say('dropGoal', { what: goal.words })}
            onClick={() => onChange(goals.filter((_, n) => n !== at))}
          />
        </div>
      ))}
      {goals.length < MOST_GOALS && (
        <Button
          size="xs"
          variant="default"
          onClick={() => onChange([...goals, { words: '', statement: '' }])}
        >
          {say('addGoal')}
        </Button>
      )}
    </fieldset>
  );
}

function Followed({ goal, onChange }: { goal: GoalDraft; onChange: (fields: Partial<GoalDraft>) => void }) {
  const say = useTexts(texts);
  const { data } = useQuery({ queryKey: ['instruments'], queryFn: () => call('GET /instruments') });
  const { scale = {} } = goal;
  return (
    <div className="followed">
      <Select
        label={say('measure')}
        description={say('measureHint')}
        searchable
        clearable
        value={goal.measure ?? null}
        data={(data?.instruments ?? [])
          .filter(({ askable }) => askable)
          .map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(to) => onChange({ measure: to ?? undefined })}
      />
      <TextInput
        label={say('target')}
        value={goal.target ?? ''}
        maxLength={200}
        onChange={({ currentTarget: { value } }) => onChange({ target: value })}
      />
      <TextInput
        type="date"
        label={say('lookBack')}
        value={goal.due ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ due: value })}
      />
      <NumberInput
        label={say('weight')}
        description={say('weightHint')}
        min={0}
        max={10}
        value={goal.weight ?? ''}
        onChange={(to) => onChange({ weight: typeof to === 'number' ? to : undefined })}
      />
      <fieldset className="fieldset">
        <legend>{say('scaled')}</legend>
        <p className="small soft">{say('scaledHint')}</p>
        {LEVELS.map((level) => (
          <TextInput
            key={level}
            label={say(`level.${level}`)}
            value={scale[level] ?? ''}
            maxLength={300}
            onChange={({ currentTarget: { value } }) => {
              const to = bare({ ...scale, [level]: value });
              onChange({ scale: Object.keys(to).length > 0 ? to : undefined });
            }}
          />
        ))}
      </fieldset>
    </div>
  );
}
