import { Link } from 'wouter';
import { Pill } from '../parts/page.tsx';
import { Table } from '../parts/table.tsx';
import { useMe } from '../session.ts';
import { useTexts } from '../texts.ts';
import type { InstrumentShelf } from './known.ts';
import { isLicensed } from './licensed.ts';
import { texts as licensedTexts } from './licensed-texts.ts';
import { sectionOf } from './shape.ts';
import { texts, type Word } from './texts.ts';

const NAMES = new Set(['form', 'instrument', 'shorter', 'agreement', 'acknowledgement']);

/** The instruments that a draft names, and in which parts of it. */
export function usedIn(draft: unknown): Map<string, Set<Word>> {
  const found = new Map<string, Set<Word>>();
  const look = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, one] of Object.entries(value)) {
      if (NAMES.has(key) && typeof one === 'string')
        found.set(one, (found.get(one) ?? new Set<Word>()).add(sectionOf(path)));
      look(one, path || key);
    }
  };
  look(draft, '');
  return found;
}

/** What may be asked, whose it is, and how to get the right to it. */
export function InstrumentTable({
  instruments,
  used,
  onOpen,
}: {
  instruments: InstrumentShelf[];
  used?: Map<string, Set<Word>>;
  onOpen?: (section: Word) => void;
}) {
  const say = useTexts(texts);
  const sayLicence = useTexts(licensedTexts);
  const isAdmin = useMe().roles.includes('admin');
  return (
    <Table heads={[say('title'), say('inVersion'), say('languages'), used && say('askedIn'), say('licence')]}>
      {instruments.map(({ id, title, version, own, languages, askable, licence, source }) => (
        <tr key={id}>
          <td>
            {title} <span className="soft small">{id}</span>
          </td>
          <td>{own ? say('ownVersion', { n: own.published }) : version}</td>
          <td>{languages.join(', ')}</td>
          {used && (
            <td>
              {[...(used.get(id) ?? [])].map((section) => (
                <div key={section}>
                  <button type="button" className="linkish" onClick={() => onOpen?.(section)}>
                    {say(section)}
                  </button>
                </div>
              ))}
            </td>
          )}
          <td>
            <Pill tone={askable ? 'green' : 'amber'}>{say(askable ? 'askable' : 'notAskable')}</Pill>{' '}
            {say(`licence.${licence.status}` as 'licence.free')} · {licence.holder}
            <div className="soft small">
              {licence.permission ?? (askable ? licence.terms : (licence.ask ?? licence.terms))}
            </div>
            {isAdmin && isLicensed({ licence, source }) && (
              <Link
                href={`/instruments/${id}/wording`}
                aria-label={sayLicence('openOf', { what: title })}
                className="small"
              >
                {sayLicence('open')}
              </Link>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
