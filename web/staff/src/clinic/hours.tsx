import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Panel, Pill } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic, useStanding } from './save.tsx';
import { texts } from './texts.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** 2024-01-01 was a Monday. */
const dayName = (n: number, language: string) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + n));

export function Hours({ clinic }: { clinic: Clinic }) {
  return (
    <>
      <ReadOnly />
      <Calendar key={JSON.stringify(clinic.calendar)} clinic={clinic} />
      <Messages name={clinic.name} />
    </>
  );
}

function Calendar({ clinic: { calendar } }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const isAdmin = useIsAdmin();
  const [hours, setHours] = useState(calendar.hours);
  const [holiday, setHoliday] = useState('');
  const save = useSaveClinic();
  const date = (day: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
  return (
    <Panel title={say('calendar')}>
      <p className="small soft">
        {say('calendarDo')} {say('zone')}: {calendar.zone}
      </p>
      <div className="table-scroll">
        <table className="table">
          <tbody>
            {DAYS.map((day, n) => {
              const open = hours[day];
              const name = dayName(n, language);
              const at = (which: 0 | 1, label: string) => (
                <TextInput
                  type="time"
                  size="xs"
                  aria-label={`${name}: ${label}`}
                  value={open![which]}
                  disabled={!isAdmin}
                  onChange={(event) => {
                    const { value } = event.currentTarget;
                    setHours({ ...hours, [day]: which === 0 ? [value, open![1]] : [open![0], value] });
                  }}
                />
              );
              return (
                <tr key={day}>
                  <td>
                    <Checkbox
                      label={name}
                      checked={!!open}
                      disabled={!isAdmin}
                      onChange={(event) => {
                        const { [day]: _, ...others } = hours;
                        setHours(
                          event.currentTarget.checked ? { ...others, [day]: ['09:00', '17:00'] } : others,
                        );
                      }}
                    />
                  </td>
                  {open ? (
                    <>
                      <td>{at(0, say('open'))}</td>
                      <td>{at(1, say('close'))}</td>
                    </>
                  ) : (
                    <td colSpan={2} className="soft">
                      {say('closed')}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {isAdmin && (
        <div className="clinic-form">
          <Button
            loading={save.isPending}
            disabled={JSON.stringify(hours) === JSON.stringify(calendar.hours)}
            onClick={() => save.mutate({ calendar: { ...calendar, hours } })}
          >
            {say('save')}
          </Button>
        </div>
      )}
      <h3 className="label holidays">{say('holidays')}</h3>
      {calendar.holidays.length === 0 && <p className="soft">{say('noHolidays')}</p>}
      <div className="clinic-form">
        {calendar.holidays.toSorted().map((day) => (
          <Pill key={day}>
            {date(day)}
            {isAdmin && (
              <button
                type="button"
                className="menu-item"
                aria-label={say('remove', { what: date(day) })}
                onClick={() =>
                  save.mutate({
                    calendar: { ...calendar, holidays: calendar.holidays.filter((one) => one !== day) },
                  })
                }
              >
                ×
              </button>
            )}
          </Pill>
        ))}
      </div>
      {isAdmin && (
        <form
          className="clinic-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({
              calendar: { ...calendar, holidays: [...new Set([...calendar.holidays, holiday])].sort() },
            });
          }}
        >
          <TextInput
            label={say('holiday')}
            type="date"
            value={holiday}
            onChange={(event) => setHoliday(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!holiday}>
            {say('addHoliday')}
          </Button>
        </form>
      )}
    </Panel>
  );
}

function Messages({ name }: { name: string }) {
  const say = useTexts(texts);
  const standing = useStanding();
  return (
    <Loaded query={standing}>
      {({ pathways, wording }) => (
        <>
          <Panel title={say('quiet')}>
            <p className="small soft">{say('quietDo')}</p>
            <table className="table">
              <tbody>
                {pathways.map(({ id, title, quietHours, messagesPerDay, messagesPerWeek }) => (
                  <tr key={id}>
                    <td>{title}</td>
                    <td>{say('quietFrom', quietHours)}</td>
                    <td className="soft">{say('burden', { day: messagesPerDay, week: messagesPerWeek })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
          <Panel title={say('wording')}>
            <p className="small soft">{say('wordingDo')}</p>
            {wording.map(({ language, sms, email }) => (
              <div key={language} className="said" lang={language} dir="auto">
                <Pill>{language}</Pill>
                <div className="small soft">{say('sms')}</div>
                <p className="wording">{sms.replaceAll('{clinic}', name)}</p>
                <div className="small soft">{say('email')}</div>
                <p className="wording">{email.replaceAll('{clinic}', name)}</p>
              </div>
            ))}
          </Panel>
        </>
      )}
    </Loaded>
  );
}
