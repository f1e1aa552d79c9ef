import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLanguage, useTexts } from '../texts.ts';
import { Pill } from './page.tsx';
import { Table } from './table.tsx';
import { texts } from './texts.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];
export type Hours = Partial<Record<Day, [string, string]>>;

/** 2024-01-01 was a Monday. */
export const dayName = (day: Day, language: string) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + DAYS.indexOf(day)),
  );

type Given<T> = { value: T; disabled?: boolean; onChange: (value: T) => void };

export function WeekHours({ value: hours, disabled, onChange }: Given<Hours>) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  return (
    <Table>
      {DAYS.map((day) => {
        const open = hours[day];
        const name = dayName(day, language);
        const at = (which: 0 | 1, label: string) => (
          <TextInput
            type="time"
            size="xs"
            aria-label={`${name}: ${label}`}
            value={open![which]}
            disabled={disabled}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...hours, [day]: which === 0 ? [value, open![1]] : [open![0], value] })
            }
          />
        );
        return (
          <tr key={day}>
            <td>
              <Checkbox
                label={name}
                checked={!!open}
                disabled={disabled}
                onChange={({ currentTarget: { checked } }) => {
                  const { [day]: _, ...others } = hours;
                  onChange(checked ? { ...others, [day]: ['09:00', '17:00'] } : others);
                }}
              />
            </td>
            {open ? (
              <>
                <td>{at(0, say('opens'))}</td>
                <td>{at(1, say('closes'))}</td>
              </>
            ) : (
              <td colSpan={2} className="soft">
                {say('closed')}
              </td>
            )}
          </tr>
        );
      })}
    </Table>
  );
}

export function Holidays({ value: holidays, disabled, onChange }: Given<string[]>) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const [holiday, setHoliday] = useState('');
  const date = (day: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
  return (
    <div>
      {holidays.length === 0 && <p className="soft">{say('noHolidays')}</p>}
      <div className="dates">
        {holidays.toSorted().map((day) => (
          <Pill key={day}>
            {date(day)}
            {!disabled && (
              <button
                type="button"
                className="menu-item"
                aria-label={say('removeDay', { day: date(day) })}
                onClick={() => onChange(holidays.filter((one) => one !== day))}
              >
                ×
              </button>
            )}
          </Pill>
        ))}
      </div>
      {!disabled && (
        <div className="dates">
          <TextInput
            label={say('holiday')}
            type="date"
            value={holiday}
            onChange={({ currentTarget: { value } }) => setHoliday(value)}
          />
          <Button
            variant="default"
            disabled={!holiday}
            onClick={() => {
              onChange([...new Set([...holidays, holiday])].sort());
              setHoliday('');
            }}
          >
            {say('addHoliday')}
          </Button>
        </div>
      )}
    </div>
  );
}
