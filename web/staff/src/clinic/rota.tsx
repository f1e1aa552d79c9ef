import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Loaded } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { dayAndTime } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { Act } from './act.tsx';
import { RowForm } from './form.tsx';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic, useStanding } from './save.tsx';
import { texts } from './texts.ts';

/** Gaps that are shown one by one: of more the number is news enough. */
const MOST_GAPS = 5;
const WEEKS = ['0', '1', '2', '3', '4'];

export function Rota({ clinic }: { clinic: Clinic }) {
  return (
    <>
      <ReadOnly />
      <OnCall clinic={clinic} />
      <Shifts clinic={clinic} />
      <CoverList clinic={clinic} />
    </>
  );
}

function OnCall({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { nameOf } = useStaff();
  const standing = useStanding();
  const zone = clinic.rota?.zone ?? clinic.calendar.zone;
  return (
    <Loaded query={standing}>
      {({ onCall }) => (
        <div className="on-call">
          {onCall.map(({ team, rota, staff, gaps, members }) => (
            <Panel key={team} title={nameOf({ team })} tone={gaps.length > 0 ? 'red' : undefined}>
              {!rota ? (
                <p className="soft">
                  {say('wholeTeam')} ({say('members', { n: members })})
                </p>
              ) : staff ? (
                <p>
                  <span className="soft">{say('onCallNow')}:</span> <strong>{nameOf({ staff })}</strong>
                </p>
              ) : (
                <p className="fault">{say('gapNow')}</p>
              )}
              {rota && gaps.length === 0 && (
                <p className="small soft">
                  <Icon name="check" size={14} /> {say('noGap')}
                </p>
              )}
              {gaps.length > 0 && (
                <div role="alert">
                  <Pill tone="red">{say('gapsFound', { n: gaps.length })}</Pill>
                  <ul className="small">
                    {gaps.slice(0, MOST_GAPS).map(({ from, to }) => (
                      <li key={from}>
                        {dayAndTime(from, language, zone)} – {dayAndTime(to, language, zone)}
                      </li>
                    ))}
                  </ul>
                  <p className="small soft">{say('gapsDo')}</p>
                </div>
              )}
            </Panel>
          ))}
        </div>
      )}
    </Loaded>
  );
}

/** A wall clock, shown as it stands on the wall. */
const onTheWall = (local: string, language: string) => dayAndTime(`${local}:00Z`, language, 'UTC');

function Shifts({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { staff, nameOf } = useStaff();
  const isAdmin = useIsAdmin();
  const rota = clinic.rota ?? { zone: clinic.calendar.zone, shifts: [] };
  const blank = { team: '', staff: '', from: '', to: '', weeks: '1' };
  const [given, give] = useState(blank);
  const save = useSaveClinic(() => give(blank));
  const keep = (shifts: typeof rota.shifts) => save.mutate({ rota: { ...rota, shifts } });
  const often = (weeks: number) => (weeks ? say('everyWeek', { n: weeks }) : say('once'));
  const { team, staff: who, from, to, weeks } = given;
  return (
    <Panel title={say('shifts')}>
      <p className="small soft">{say('shiftsDo', { zone: rota.zone })}</p>
      {rota.shifts.length === 0 ? (
        <p className="soft">{say('noShifts')}</p>
      ) : (
        <Table heads={[say('team'), say('who'), say('from'), say('to'), say('again')]} acts={isAdmin}>
          {rota.shifts.map((shift) => (
            <tr key={JSON.stringify(shift)}>
              <td>{nameOf({ team: shift.team })}</td>
              <td>{nameOf({ staff: shift.staff })}</td>
              <td>{onTheWall(shift.from, language)}</td>
              <td>{onTheWall(shift.to, language)}</td>
              <td>{often(shift.everyWeeks ?? 0)}</td>
              <Act
                word="remove"
                what={`${nameOf({ staff: shift.staff })}, ${onTheWall(shift.from, language)}`}
                onAct={() => keep(rota.shifts.filter((one) => one !== shift))}
              />
            </tr>
          ))}
        </Table>
      )}
      {isAdmin && (
        <RowForm
          onSubmit={() => {
            const again = Number(weeks);
            const shift = { team, staff: who, from, to, ...(again && { everyWeeks: again }) };
            keep([...rota.shifts, shift]);
          }}
        >
          <Select
            label={say('team')}
            value={team}
            onChange={(value) => give({ ...given, team: value ?? '' })}
            data={clinic.teams.map(({ id, title }) => ({ value: id, label: title }))}
          />
          <Select
            label={say('who')}
            searchable
            value={who}
            onChange={(value) => give({ ...given, staff: value ?? '' })}
            data={staff.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextInput
            label={say('from')}
            type="datetime-local"
            value={from}
            onChange={(event) => give({ ...given, from: event.currentTarget.value })}
          />
          <TextInput
            label={say('to')}
            type="datetime-local"
            value={to}
            onChange={(event) => give({ ...given, to: event.currentTarget.value })}
          />
          <Select
            label={say('again')}
            allowDeselect={false}
            value={weeks}
            onChange={(value) => give({ ...given, weeks: value ?? '0' })}
            data={WEEKS.map((value) => ({ value, label: often(Number(value)) }))}
          />
          <Button
            type="submit"
            variant="default"
            loading={save.isPending}
            disabled={!team || !who || !from || !to}
          >
            {say('addShift')}
          </Button>
        </RowForm>
      )}
    </Panel>
  );
}

function CoverList({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { staff, nameOf } = useStaff();
  const isAdmin = useIsAdmin();
  const blank = { staff: '', standIn: '', from: '', to: '' };
  const [given, give] = useState(blank);
  const save = useSaveClinic(() => give(blank));
  const cover = clinic.cover ?? [];
  const people = staff.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }));
  const day = (date: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
  return (
    <Panel title={say('cover')}>
      <p className="small soft">{say('coverDo')}</p>
      {cover.length === 0 && <p className="soft">{say('noCover')}</p>}
      <Table>
        {cover.map((one) => (
          <tr key={JSON.stringify(one)}>
            <td>
              {nameOf({ staff: one.staff })} → <strong>{nameOf({ staff: one.standIn })}</strong>
            </td>
            <td>
              {day(one.from)} – {day(one.to)}
            </td>
            <Act
              word="remove"
              what={`${nameOf({ staff: one.staff })}, ${day(one.from)}`}
              onAct={() => save.mutate({ cover: cover.filter((other) => other !== one) })}
            />
          </tr>
        ))}
      </Table>
      {isAdmin && (
        <RowForm onSubmit={() => save.mutate({ cover: [...cover, given] })}>
          <Select
            label={say('away')}
            searchable
            value={given.staff}
            onChange={(value) => give({ ...given, staff: value ?? '' })}
            data={people}
          />
          <Select
            label={say('standIn')}
            searchable
            value={given.standIn}
            onChange={(value) => give({ ...given, standIn: value ?? '' })}
            data={people}
          />
          <TextInput
            label={say('from')}
            type="date"
            value={given.from}
            onChange={(event) => give({ ...given, from: event.currentTarget.value })}
          />
          <TextInput
            label={say('to')}
            type="date"
            value={given.to}
            onChange={(event) => give({ ...given, to: event.currentTarget.value })}
          />
          <Button
            type="submit"
            variant="default"
            loading={save.isPending}
            disabled={Object.values(given).some((value) => !value)}
          >
            {say('addCover')}
          </Button>
        </RowForm>
      )}
    </Panel>
  );
}
