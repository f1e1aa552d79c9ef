import { Chip, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLanguage, useTexts } from '../texts.ts';
import { type CheckIn, partsOf, saidDay, WEEK } from './cadence.ts';
import { texts } from './change-texts.ts';

const LETTERS = { day: 'D', week: 'W', month: 'M' } as const;
type Unit = keyof typeof LETTERS;
const DAYS = [...WEEK.slice(1), WEEK[0]!] as NonNullable<CheckIn['cadence']['days']>;

/** A cadence as the sentence it is said in: every 2 weeks, on Tuesday, at 10:00, reminders after 2 and 5 days. */
export function CadenceFields({
  checkIn,
  onChange,
}: {
  checkIn: CheckIn;
  onChange: (checkIn: CheckIn) => void;
}) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { cadence, reminders } = checkIn;
  const [{ count = 1, unit = 'week' } = {}] = partsOf(cadence.phases[0]!.every);
  const step = unit in LETTERS ? (unit as Unit) : 'week';
  const [nudges, setNudges] = useState(reminders.map((one) => partsOf(one)[0]?.count).join(', '));
  const every = (n: number, unit: Unit) =>
    onChange({
      ...checkIn,
      cadence: {
        phases: [{ every: `P${n}${LETTERS[unit]}` }],
        at: cadence.at,
        // Weekdays are counted in weeks alone.
        ...(unit === 'week' && cadence.days?.length && { days: cadence.days }),
      },
    });
  return (
    <div className="cadence">
      <div className="cadence-row">
        <NumberInput
          label={say('every')}
          w={80}
          min={1}
          max={52}
          value={count}
          onChange={(n) => typeof n === 'number' && n >= 1 && every(n, step)}
        />
        <Select
          label={say('unit')}
          w={120}
          allowDeselect={false}
          value={step}
          onChange={(to) => every(count, to as Unit)}
          data={(Object.keys(LETTERS) as Unit[]).map((value) => ({ value, label: say(value) }))}
        />
        <TextInput
          label={say('at')}
          type="time"
          w={120}
          value={cadence.at}
          onChange={({ currentTarget: { value } }) =>
            value && onChange({ ...checkIn, cadence: { ...cadence, at: value } })
          }
        />
      </div>
      {step === 'week' && (
        <div>
          <div className="label">{say('on')}</div>
          <Chip.Group
            multiple
            value={cadence.days ?? []}
            onChange={(days) => {
              const { days: _, ...rest } = cadence;
              onChange({
                ...checkIn,
                cadence: { ...rest, ...(days.length > 0 && { days: days as typeof DAYS }) },
              });
            }}
          >
            <div className="chips">
              {DAYS.map((value) => (
                <Chip key={value} value={value} size="xs">
                  {saidDay(value, language)}
                </Chip>
              ))}
            </div>
          </Chip.Group>
        </div>
      )}
      <TextInput
        label={say('reminders')}
        description={say('remindersHint')}
        value={nudges}
        onChange={({ currentTarget: { value } }) => {
          setNudges(value);
          const days = value.split(/[^\d]+/).filter(Boolean);
          onChange({ ...checkIn, reminders: days.map((days) => `P${Number(days)}D`) });
        }}
      />
    </div>
  );
}
