import './clinic.css';
import type { ComponentType } from 'react';
import { Link, useParams } from 'wouter';
import { Page } from '../parts/page.tsx';
import { useClinic, usePeople } from '../parts/people.ts';
import { Loaded } from '../parts/states.tsx';
import { useTexts } from '../texts.ts';
import { Access } from './access.tsx';
import { Groups } from './groups.tsx';
import { Hours } from './hours.tsx';
import { People } from './people.tsx';
import { Privacy } from './privacy.tsx';
import { Roster } from './roster.tsx';
import { Rota } from './rota.tsx';
import { Safety } from './safety.tsx';
import type { Clinic as Shown } from './save.tsx';
import { texts } from './texts.ts';

const PARTS = {
  people: People,
  rota: Rota,
  hours: Hours,
  safety: Safety,
  privacy: Privacy,
  groups: Groups,
  roster: Roster,
  access: Access,
} satisfies Record<string, ComponentType<{ clinic: Shown }>>;
type Part = keyof typeof PARTS;

export default function Clinic() {
  const say = useTexts(texts);
  const clinic = useClinic();
  const people = usePeople();
  const { part } = useParams<{ part?: string }>();
  const chosen = part && Object.hasOwn(PARTS, part) ? (part as Part) : 'people';
  const Shows = PARTS[chosen];
  return (
    <Page title={say('clinic')} beside={clinic.data && <span className="soft">{clinic.data.name}</span>}>
      <nav className="parts" aria-label={say('parts')}>
        {(Object.keys(PARTS) as Part[]).map((name) => (
          <Link
            key={name}
            href={name === 'people' ? '/clinic' : `/clinic/${name}`}
            aria-current={name === chosen ? 'page' : undefined}
          >
            {say(name)}
          </Link>
        ))}
      </nav>
      <Loaded query={clinic}>
        {(shown) => <Loaded query={people}>{() => <Shows clinic={shown} />}</Loaded>}
      </Loaded>
    </Page>
  );
}
