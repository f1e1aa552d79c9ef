import { Button } from '@mantine/core';
import { useState } from 'react';
import { Holidays, type Hours as Week, WeekHours } from '../parts/calendar.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useTexts } from '../texts.ts';
import { Basics } from './basics.tsx';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic, useStanding } from './save.tsx';
import { texts } from './texts.ts';

export function Hours({ clinic }: { clinic: Clinic }) {
  return (
    <>
      <ReadOnly />
      <Basics key={`${clinic.name}/${clinic.country}/${clinic.calendar.zone}`} clinic={clinic} />
      <Calendar key={JSON.stringify(clinic.calendar)} clinic={clinic} />
      <Messages name={clinic.name} />
    </>
  );
}

function Calendar({ clinic: { calendar } }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const [hours, setHours] = useState<Week>(calendar.hours);
  const save = useSaveClinic();
  return (
    <Panel title={say('calendar')}>
      <p className="small soft">
        {say('calendarDo')} {say('zone')}: {calendar.zone}
      </p>
      <WeekHours value={hours} disabled={!isAdmin} onChange={setHours} />
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
      <Holidays
        value={calendar.holidays}
        disabled={!isAdmin}
        onChange={(holidays) => save.mutate({ calendar: { ...calendar, holidays } })}
      />
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
            <Table>
              {pathways.map(({ id, title, quietHours, messagesPerDay, messagesPerWeek }) => (
                <tr key={id}>
                  <td>{title}</td>
                  <td>{say('quietFrom', quietHours)}</td>
                  <td className="soft">{say('burden', { day: messagesPerDay, week: messagesPerWeek })}</td>
                </tr>
              ))}
            </Table>
          </Panel>
          <Panel title={say('wording')}>
            <p className="small soft">{say('wordingDo')}</p>
            {wording.map(({ language, pathway, sms, email }) => (
              <div key={`${language} ${pathway}`} className="said" lang={language} dir="auto">
                <Pill>{pathway ? `${language} · ${pathway}` : language}</Pill>
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
