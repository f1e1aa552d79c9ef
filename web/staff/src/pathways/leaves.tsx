import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useContext } from 'react';
import { Holidays, type Hours, WeekHours } from '../parts/calendar.tsx';
import { texts as taskTexts } from '../tasks/texts.ts';
import { useTexts } from '../texts.ts';
import { ConditionFields } from './condition-fields.tsx';
import { type Change, KnownContext, useFault } from './known.ts';
import { type Kind, PLAYS } from './shape.ts';
import { texts } from './texts.ts';
import { Days, Duration, Durations, type Given } from './times.tsx';
import { WordingFields } from './wording.tsx';

const ZONES = () => Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

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
  const sayTask = useTexts(taskTexts);
  const { instruments, teams, levels, languages } = useContext(KnownContext);
  const error = useFault(path, true);
  const text = String(value ?? '');
  const given = { label, error, path, onChange };
  const choose = (data: Choice[], chosen = text, change = onChange) => (
    <Choose {...given} value={chosen} data={data} onChange={change} />
  );
  const grouped = (inside: React.ReactNode) => (
    <fieldset className="field-group" id={path}>
      <legend>{label}</legend>
      {error && <p className="field-fault">{error}</p>}
      {inside}
    </fieldset>
  );
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
      return <Duration {...given} value={text} />;
    case 'durations':
      return <Durations {...given} value={(value ?? []) as string[]} />;
    case 'days':
      return <Days {...given} value={(value ?? []) as string[]} />;
    case 'hours':
      return grouped(<WeekHours value={(value ?? {}) as Hours} onChange={onChange} />);
    case 'dates':
      return grouped(<Holidays value={(value ?? []) as string[]} onChange={onChange} />);
    case 'languages':
      return (
        <TagsInput
          id={path}
          label={label}
          error={error}
          description={say('languagesDo')}
          data={languages}
          value={(value ?? []) as string[]}
          onChange={onChange}
        />
      );
    case 'instrument':
      return choose(
        instruments.map(({ id, title, askable }) => ({
          value: id,
          label: askable ? `${title} (${id})` : `${title} (${id}): ${say('notAskable')}`,
        })),
      );
    case 'priority':
      return choose((['urgent', 'routine'] as const).map((one) => ({ value: one, label: say(one) })));
    case 'play':
      return choose(PLAYS.map((one) => ({ value: one, label: sayTask(`outcome.${one}`) })));
    case 'team':
      return choose(teams);
    case 'level':
      return choose(levels);
    case 'zone':
      return choose(ZONES());
    case 'owner': {
      const { team } = (value ?? {}) as { team?: string };
      return choose(
        [
          { value: '', label: say('clinician') },
          ...teams.map((one) => ({ ...one, label: say('teamOf', { name: one.label }) })),
        ],
        team ?? '',
        (to) => onChange(to === '' ? 'clinician' : { team: to }),
      );
    }
    case 'condition':
      return <ConditionFields {...given} value={value as never} />;
    case 'wording':
      return <WordingFields {...given} value={value as never} />;
    default:
      return (
        <TextInput
          id={path}
          type={kind === 'time' ? 'time' : undefined}
          label={label}
          error={error}
          w={kind === 'time' ? 130 : undefined}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      );
  }
}

type Choice = { value: string; label: string };

/** One of what there is; what a draft names and the clinic has not stays to be seen. */
function Choose({ label, error, path, value, data, onChange }: Given<string> & { data: Choice[] }) {
  const there = data.some((one) => one.value === value) ? data : [{ value, label: value }, ...data];
  return (
    <NativeSelect
      id={path}
      label={label}
      error={error}
      value={value}
      data={there}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  );
}
