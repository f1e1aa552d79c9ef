import { Button, Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call, type Reply } from '../api.ts';
import { DialogForm } from '../parts/dialog-form.tsx';
import { Panel, Pill } from '../parts/page.tsx';
import { useStaff } from '../parts/people.ts';
import { Refused } from '../parts/refused.tsx';
import { faultsAt } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useTexts } from '../texts.ts';
import { Act } from './act.tsx';
import { RowForm } from './form.tsx';
import { type Clinic, ReadOnly, useIsAdmin, useSaveClinic, useSaving } from './save.tsx';
import { texts } from './texts.ts';

type Person = Reply<'GET /staff'>['staff'][number];
const ROLES = ['admin', 'clinician'] as const;
type GivenRole = (typeof ROLES)[number];

export function People({ clinic }: { clinic: Clinic }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const { staff, nameOf } = useStaff();
  const [editing, edit] = useState<Person | 'new'>();
  return (
    <>
      <ReadOnly />
      <Panel
        title={say('staff')}
        actions={
          isAdmin && (
            <Button size="xs" onClick={() => edit('new')}>
              {say('addPerson')}
            </Button>
          )
        }
      >
        <Table heads={[say('name'), say('roles'), say('teams')]} acts={isAdmin}>
          {staff.map((person) => (
            <tr key={person.id}>
              <td>
                {person.name} {!person.active && <Pill>{say('left')}</Pill>}
                <div className="small soft">{person.email}</div>
              </td>
              <td>{person.roles.map((role) => say(role)).join(', ')}</td>
              <td>{person.teams.map((team) => nameOf({ team })).join(', ')}</td>
              <Act word="change" what={person.name} onAct={() => edit(person)} />
            </tr>
          ))}
        </Table>
      </Panel>
      <Teams clinic={clinic} staff={staff} />
      {editing && (
        <Edit
          clinic={clinic}
          person={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
        />
      )}
    </>
  );
}

function Edit({ clinic, person, onClose }: { clinic: Clinic; person?: Person; onClose: () => void }) {
  const say = useTexts(texts);
  const [given, give] = useState({
    id: person?.id ?? '',
    name: person?.name ?? '',
    email: person?.email ?? '',
    phone: person?.phone ?? '',
    roles: ROLES.filter((role) => (person?.roles ?? ['clinician']).includes(role)) as GivenRole[],
    teams: person?.teams ?? [],
    active: person?.active ?? true,
  });
  const save = useSaving(
    () => {
      const { id, active, phone, ...rest } = given;
      const body = { ...rest, ...(phone.trim() && { phone: phone.trim() }) };
      return person
        ? call('PATCH /staff/{staffId}', { params: { staffId: person.id }, body: { ...body, active } })
        : call('POST /staff', { body: { id: id.trim(), ...body } });
    },
    onClose,
    true,
  );
  const { faultAt } = faultsAt(save.error);
  const text = (name: 'id' | 'name' | 'email' | 'phone') => ({
    label: say(name),
    value: given[name],
    error: faultAt(name),
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) =>
      give({ ...given, [name]: event.currentTarget.value }),
  });
  return (
    <DialogForm
      title={person?.name ?? say('newPerson')}
      onClose={onClose}
      onSubmit={() => save.mutate(undefined)}
    >
      {!person && <TextInput {...text('id')} description={say('idDo')} required />}
      <TextInput {...text('name')} required />
      <TextInput
        {...text('email')}
        type="email"
        required
        description={say(person ? 'emailChangeDo' : 'emailDo')}
      />
      <TextInput {...text('phone')} type="tel" />
      <MultiSelect
        label={say('roles')}
        data={ROLES.map((role) => ({ value: role, label: say(role) }))}
        value={given.roles}
        onChange={(roles) => give({ ...given, roles: roles as GivenRole[] })}
      />
      <MultiSelect
        label={say('teams')}
        data={clinic.teams.map(({ id, title }) => ({ value: id, label: title }))}
        value={given.teams}
        onChange={(teams) => give({ ...given, teams })}
      />
      {person && (
        <Checkbox
          label={say('active')}
          description={say('activeDo')}
          checked={given.active}
          onChange={(event) => give({ ...given, active: event.currentTarget.checked })}
        />
      )}
      <Refused error={save.error} />
      <Button type="submit" loading={save.isPending} disabled={given.roles.length === 0}>
        {say('save')}
      </Button>
    </DialogForm>
  );
}

function Teams({ clinic, staff }: { clinic: Clinic; staff: Person[] }) {
  const say = useTexts(texts);
  const isAdmin = useIsAdmin();
  const [title, setTitle] = useState('');
  const [id, setId] = useState('');
  const save = useSaveClinic(() => {
    setTitle('');
    setId('');
  });
  const count = (team: string) =>
    staff.filter((person) => person.active && person.teams.includes(team)).length;
  return (
    <Panel title={say('teams')}>
      <Table>
        {clinic.teams.map((team) => (
          <tr key={team.id}>
            <td>{team.title}</td>
            <td>
              {count(team.id) === 0 ? (
                <Pill tone="red">{say('members', { n: 0 })}</Pill>
              ) : (
                say('members', { n: count(team.id) })
              )}
            </td>
            <Act
              word="remove"
              what={team.title}
              disabled={clinic.teams.length === 1}
              onAct={() => save.mutate({ teams: clinic.teams.filter((one) => one !== team) })}
            />
          </tr>
        ))}
      </Table>
      {isAdmin && (
        <RowForm
          onSubmit={() => save.mutate({ teams: [...clinic.teams, { id: id.trim(), title: title.trim() }] })}
        >
          <TextInput
            label={say('teamTitle')}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            label={say('teamId')}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!title.trim() || !id.trim()}>
            {say('addTeam')}
          </Button>
        </RowForm>
      )}
    </Panel>
  );
}
