import { Page, Panel, Pill } from '../parts/page.tsx';
import { useClinic, useStaff } from '../parts/people.ts';
import { Loaded } from '../parts/states.tsx';
import { inBoth, useTexts } from '../texts.ts';

const texts = inBoth(
  { clinic: 'Clinic', staff: 'Staff', name: 'Name', roles: 'Roles', teams: 'Teams', left: 'No longer here' },
  {
    clinic: 'Clínica',
    staff: 'Personal',
    name: 'Nombre',
    roles: 'Funciones',
    teams: 'Equipos',
    left: 'Ya no está',
  },
);

export default function Clinic() {
  const say = useTexts(texts);
  const clinic = useClinic();
  const { staff, nameOf } = useStaff();
  return (
    <Page title={say('clinic')}>
      <Loaded query={clinic}>
        {({ name, country, calendar }) => (
          <Panel title={name}>
            <p className="soft">
              {country} · {calendar.zone}
            </p>
          </Panel>
        )}
      </Loaded>
      <Panel title={say('staff')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('roles')}</th>
              <th scope="col">{say('teams')}</th>
            </tr>
          </thead>
          <tbody>
            {staff.map((person) => (
              <tr key={person.id}>
                <td>
                  {person.name} {!person.active && <Pill>{say('left')}</Pill>}
                </td>
                <td>{person.roles.join(', ')}</td>
                <td>{person.teams.map((team) => nameOf({ team })).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </Page>
  );
}
