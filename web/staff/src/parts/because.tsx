import { useLanguage, useTexts } from '../texts.ts';
import { datesSaid } from './dates.ts';
import { type Flag, FlagMark } from './flag.tsx';
import { texts } from './texts.ts';

/** What stands in brackets, with the brackets in it. */
const BRACKETED = /\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g;

/** Why care is on track or not, as the API says it: the sentences, and the sources that they name in brackets. */
export function saidBecause(because: string): { says: string; sources: string[] } {
  const sources = [...because.matchAll(BRACKETED)].flatMap(([, source]) => source!.split('; '));
  return { says: because.replace(BRACKETED, ''), sources: [...new Set(sources)] };
}

export function Because({ flag, because }: { flag: Flag; because: string }) {
  const say = useTexts(texts);
  const { language } = useLanguage();
  const { says, sources } = saidBecause(because);
  return (
    <div className="track">
      <FlagMark flag={flag} />
      <div>
        <p>{datesSaid(says, language)}</p>
        {sources.length > 0 && (
          <details className="small soft">
            <summary>{say('sources')}</summary>
            <ul>
              {sources.map((source) => (
                <li key={source}>{source}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}
