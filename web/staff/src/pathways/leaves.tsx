import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useContext, useState } from 'react';
import { useTexts } from '../texts.ts';
import { ConditionFields } from './condition-fields.tsx';
import { type Change, KnownContext, useFault, type Values } from './known.ts';
import type { Kind } from './shape.ts';
import { texts } from './texts.ts';

const PLAYBOOK = [
  'step-up',
  'add-module',
  'change-cadence',
  'consult',
  'review-plan',
  'reassess-now',
  'carry-on',
];

export function Leaf({
  kind,
  label,
  value,
  path,
  onChange,
}: {
  kind: Kind;
  label: string;
  value: unknown;
  path: string;
  onChange: Change;
}) {
  const say = useTexts(texts);
  const { instruments } = useContext(KnownContext);
  const error = useFault(path, true);
  const text = String(value ?? '');
  switch (kind) {
    case 'number':
      return (
        <NumberInput
          id={path}
          label={label}
          error={error}
          w={160}
          value={value as number}
          onChange={(n) => onChange(n === '' ? undefined : n)}
        />
      );
    case 'duration':
      return <Duration label={label} error={error} path={path} value={text} onChange={onChange} />;
    case 'durations':
    case 'words':
      return (
        <Listed
          label={label}
          error={error}
          path={path}
          value={(value ?? []) as string[]}
          onChange={onChange}
        />
      );
    case 'time':
      return (
        <TextInput
          id={path}
          type="time"
          label={label}
          error={error}
          w={130}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'instrument': {
      const data = instruments.map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));
      const there = data.some((one) => one.value === text) ? data : [{ value: text, label: text }, ...data];
      return (
        <NativeSelect
          id={path}
          label={label}
          error={error}
          value={text}
          data={there}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    }
    case 'priority':
      return (
        <NativeSelect
          id={path}
          label={label}
          error={error}
          value={text}
          data={(['urgent', 'routine'] as const).map((one) => ({ value: one, label: say(one) }))}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          id={path}
          label={label}
          error={error}
          value={text}
          data={PLAYBOOK}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
    case 'owner': {
      const team = (value as { team?: string })?.team;
      return (
        <TextInput
          id={path}
          label={label}
          description={say('clinician')}
          error={error}
          value={team ?? 'clinician'}
          onChange={({ currentTarget: { value: to } }) => onChange(to === 'clinician' ? to : { team: to })}
        />
      );
    }
    case 'condition':
      return (
        <ConditionFields label={label} error={error} path={path} value={value as never} onChange={onChange} />
      );
    case 'cadence':
      return <Cadence label={label} error={error} path={path} value={value as Values} onChange={onChange} />;
    case 'json':
      return <Json label={label} error={error} path={path} value={value} onChange={onChange} />;
    default:
      return (
        <TextInput
          id={path}
          label={label}
          error={error}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
  }
}

type Given<T> = { label: string; error?: string; path: string; value: T; onChange: Change };

const UNITS = { 'PT#M': 'minute', 'PT#H': 'hour', 'P#D': 'day', 'P#W': 'week', 'P#M': 'month' } as const;

/** A number and a unit; what has more than one part is shown as it is written. */
function Duration({ label, error, path, value, onChange }: Given<string>) {
  const say = useTexts(texts);
  const count = /^P(?:T?)(\d+)[A-Z]$/.exec(value)?.[1];
  const unit = value.replace(/\d+/, '#');
  if (count === undefined || !(unit in UNITS))
    return (
      <TextInput
        id={path}
        label={label}
        error={error}
        value={value}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
    );
  return (
    <div className="duration">
      <NumberInput
        id={path}
        label={label}
        error={error}
        w={110}
        min={0}
        value={Number(count)}
        onChange={(n) => onChange(unit.replace('#', String(Number(n) || 0)))}
      />
      <NativeSelect
        aria-label={`${label}, ${say('is')}`}
        value={unit}
        data={Object.entries(UNITS).map(([one, word]) => ({ value: one, label: say(word) }))}
        onChange={(e) => onChange(e.currentTarget.value.replace('#', count))}
      />
    </div>
  );
}

function Listed({ label, error, path, value, onChange }: Given<string[]>) {
  const [written, write] = useState(value.join(', '));
  return (
    <TextInput
      id={path}
      label={label}
      error={error}
      value={written}
      onChange={({ currentTarget: { value: now } }) => {
        write(now);
        onChange(now.split(/[\s,]+/).filter(Boolean));
      }}
    />
  );
}

function Cadence({ label, error, path, value, onChange }: Given<Values>) {
  const say = useTexts(texts);
  const {
    phases = [],
    at = '',
    days = [],
  } = value as { phases?: { every: string; times?: number }[]; at?: string; days?: string[] };
  return (
    <fieldset className="field-group" id={path}>
      <legend>{label}</legend>
      {error && <p className="field-fault">{error}</p>}
      {phases.map((phase, n) => (
        <div key={n} className="field-row">
          <Duration
            label={say(n === 0 ? 'every' : 'phases')}
            path={`${path}.phases[${n}].every`}
            value={phase.every}
            onChange={(every) =>
              onChange({ ...value, phases: phases.with(n, { ...phase, every: String(every) }) })
            }
          />
          <NumberInput
            label={say('times')}
            w={90}
            value={phase.times ?? ''}
            onChange={(times) =>
              onChange({
                ...value,
                phases: phases.with(
                  n,
                  times === '' ? { every: phase.every } : { ...phase, times: Number(times) },
                ),
              })
            }
          />
        </div>
      ))}
      <div className="field-row">
        <TextInput
          type="time"
          label={say('at')}
          w={130}
          value={at}
          onChange={(e) => onChange({ ...value, at: e.currentTarget.value })}
        />
        <TextInput
          label={say('day')}
          defaultValue={days.join(', ')}
          onChange={({ currentTarget }) => {
            const { days: _, ...rest } = value;
            const named = currentTarget.value.split(/[\s,]+/).filter(Boolean);
            onChange(named.length > 0 ? { ...rest, days: named } : rest);
          }}
        />
      </div>
    </fieldset>
  );
}

function Json({ label, error, path, value, onChange }: Given<unknown>) {
  const say = useTexts(texts);
  const [written, write] = useState(JSON.stringify(value, null, 2));
  const [bad, setBad] = useState(false);
  return (
    <Textarea
      id={path}
      label={label}
      error={bad ? say('notJson') : error}
      autosize
      minRows={3}
      maxRows={16}
      value={written}
      onChange={({ currentTarget: { value: now } }) => {
        write(now);
        try {
          onChange(JSON.parse(now));
          setBad(false);
        } catch {
          setBad(true);
        }
      }}
    />
  );
}
