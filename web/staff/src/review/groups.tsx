/** What the clinic and the client’s own past have beside the catalogue: support groups, and what was done before. */
import type { Reply } from '../api.ts';
import { Pill } from '../parts/page.tsx';
import { day } from '../parts/when.tsx';
import { useLanguage, useTexts } from '../texts.ts';
import { texts } from './texts.ts';

type Found = Reply<'GET /clients/{clientId}/suggestions'>;

export function Groups({ groups }: Pick<Found, 'groups'>) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  if (groups.length === 0) return null;
  return (
    <section className="beside">
      <h3>{say('groups')}</h3>
      <p className="small soft">{say('groupsAbout')}</p>
      <ul className="lines">
        {groups.map(({ group, matches, misses, fits }) => (
          <li key={group.id} className="group">
            <span>
              <strong>{group.title}</strong> {fits && <Pill tone="green">{say('fits')}</Pill>}
              <span className="small soft group-line">
                {[group.when, ...group.formats.map((one) => say(`format.${one}`)), group.contact].join(' · ')}
              </span>
              <span className="small group-line">
                {[...matches, ...misses.map((what) => say('misses', { what }))].join(' · ')}
              </span>
              <span className="small soft group-line">
                {group.topics.join(', ')} ·{' '}
                {say('verified', { day: day(`${group.verifiedOn}T12:00:00Z`, language, 'UTC') })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Earlier({ earlier }: Pick<Found, 'earlier'>) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  if (earlier.length === 0) return null;
  return (
    <section className="beside">
      <h3>{say('earlier')}</h3>
      <p className="small soft">{say('earlierAbout')}</p>
      <ul className="lines">
        {earlier.map(({ title, episodeId, version, from, until }) => (
          <li key={`${episodeId}/${version}/${title}`}>
            <span>{title}</span>
            <span className="small soft line-end">
              {until
                ? say('fromUntil', { from: day(from, language), until: day(until, language) })
                : day(from, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
