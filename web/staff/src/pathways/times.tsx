import { Chip, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { DAYS, dayName } from '../parts/calendar.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { Add, Remove } from './add-remove.tsx';
import type { Change } from './known.ts';
import { texts } from './texts.ts';

export type Given<T> = { label: string; error?: string; path: string; value: T; onChange: Change };

const UNITS = { 'PT#M': 'minute', 'PT#H': 'hour', 'P#D': 'day', 'P#W': 'week', 'P#M': 'month' } as const;

/** A number and a unit; what has more than one part is shown as it is written. */
export function Duration({
  label,
  error,
  path,
  value,
  onChange,
  bare,
}: Given<string> & {
  /** In a list that is named already. */
  bare?: boolean;
}) {
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
        {...(bare ? { 'aria-label': label } : { label })}
        error={error}
        w={110}
        min={0}
        value={Number(count)}
        onChange={(n) => onChange(unit.replace('#', String(Number(n) || 0)))}
      />
      <NativeSelect
        aria-label={`${label}, ${say('unit')}`}
        value={unit}
        data={Object.entries(UNITS).map(([one, word]) => ({ value: one, label: say(word) }))}
        onChange={(e) => onChange(e.currentTarget.value.replace('#', count))}
      />
    </div>
  );
}

export function Durations({ label, error, path, value, onChange }: Given<string[]>) {
  return (
    <fieldset className="field-group" id={path}>
      <legend>{label}</legend>
      {error && <p className="field-fault">{error}</p>}
      {value.map((one, n) => (
        <div key={n} className="duration">
          <Duration
            bare
            label={`${label} ${n + 1}`}
            path={`${path}[${n}]`}
            value={one}
            onChange={(next) => onChange(value.with(n, String(next)))}
          />
          <Remove what={`${label} ${n + 1}`} onRemove={() => onChange(value.filter((_, at) => at !== n))} />
        </div>
      ))}
      <div>
        <Add what={label} onAdd={() => onChange([...value, value.at(-1) ?? 'P2D'])} />
      </div>
    </fieldset>
  );
}

export function Days({ label, error, path, value, onChange }: Given<string[]>) {
  const { language } = useLanguage();
  return (
    <fieldset className="field-group" id={path}>
      <legend>{label}</legend>
      {error && <p className="field-fault">{error}</p>}
      <Chip.Group
        multiple
        value={value}
        onChange={(days) => onChange(DAYS.filter((day) => days.includes(day)))}
      >
        <div className="field-row">
          {DAYS.map((day) => (
            <Chip key={day} value={day} size="xs">
              {dayName(day, language)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </fieldset>
  );
}
