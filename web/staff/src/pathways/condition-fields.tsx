import { Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core';
import { useContext } from 'react';
import { COMPARISONS } from '../../../../functions/care/pathway/comparisons.ts';
import type { Condition } from '../../../../functions/care/pathway/condition.ts';
import { conditionWords } from '../../../../functions/care/pathway/condition-words.ts';
import { useLanguage, useTexts } from '../texts.ts';
import { KnownContext } from './known.ts';
import { texts } from './texts.ts';

const START: Condition = { measure: 'phq-9', is: 'at least', value: 20 };
type Form = 'one' | 'all' | 'any' | 'not';
const formOf = (condition: Condition): Form =>
  'all' in condition ? 'all' : 'any' in condition ? 'any' : 'not' in condition ? 'not' : 'one';
const partsOf = (condition: Condition): Condition[] =>
  'all' in condition
    ? condition.all
    : 'any' in condition
      ? condition.any
      : 'not' in condition
        ? [condition.not]
        : [condition];
const inForm = (form: Form, parts: Condition[]): Condition => {
  const [one = START] = parts;
  return form === 'all'
    ? { all: parts }
    : form === 'any'
      ? { any: parts }
      : form === 'not'
        ? { not: one }
        : one;
};
/** `20`, `yes` as true and `no` as false only where they are written so; anything else is text. */
const read = (written: string): number | string | boolean =>
  written === 'true'
    ? true
    : written === 'false'
      ? false
      : written.trim() !== '' && !Number.isNaN(Number(written))
        ? Number(written)
        : written;

/** A comparison, or several of them joined; as deep as the schema lets them nest. */
export function ConditionFields({
  label,
  error,
  path,
  value,
  onChange,
}: {
  label: string;
  error?: string;
  path: string;
  value: Condition;
  onChange: (value: Condition) => void;
}) {
  const say = useTexts(texts);
  const { instruments } = useContext(KnownContext);
  const words = conditionWords(useLanguage().language);
  const measures = [...Object.keys(words.counted), ...instruments.map(({ id }) => id)];
  const form = formOf(value);
  const parts = partsOf(value);
  return (
    <fieldset className="field-group condition" id={path}>
      <legend>{label}</legend>
      {error && <p className="field-fault">{error}</p>}
      <NativeSelect
        aria-label={label}
        value={form}
        data={(['one', 'all', 'any', 'not'] as const).map((one) => ({ value: one, label: say(one) }))}
        onChange={({ currentTarget }) => onChange(inForm(currentTarget.value as Form, parts))}
      />
      {'measure' in value ? (
        <div className="field-row">
          <Autocomplete
            label={say('measure')}
            value={value.measure}
            data={measures}
            onChange={(measure) => onChange({ ...value, measure })}
          />
          <NativeSelect
            label={say('is')}
            value={value.is}
            data={COMPARISONS.map((one) => ({ value: one, label: words.is[one] }))}
            onChange={({ currentTarget }) =>
              onChange({ ...value, is: currentTarget.value as typeof value.is })
            }
          />
          <TextInput
            label={say('value')}
            w={110}
            value={String(value.value)}
            onChange={({ currentTarget }) => onChange({ ...value, value: read(currentTarget.value) })}
          />
        </div>
      ) : (
        <>
          {parts.map((part, n) => (
            <ConditionFields
              key={n}
              label={`${say(form)} ${n + 1}`}
              path={form === 'not' ? `${path}.not` : `${path}.${form}[${n}]`}
              value={part}
              onChange={(next) => onChange(inForm(form, parts.with(n, next)))}
            />
          ))}
          {form !== 'not' && (
            <div className="field-row">
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onChange(inForm(form, [...parts, START]))}
              >
                {say('add')}
              </Button>
              {parts.length > 1 && (
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  onClick={() => onChange(inForm(form, parts.slice(0, -1)))}
                >
                  {say('remove')}
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </fieldset>
  );
}
