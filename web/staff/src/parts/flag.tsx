import type { Reply } from '../api.ts';
import { texts } from '../caseload/texts.ts';
import { useTexts } from '../texts.ts';
import type { Tone } from './page.tsx';

export type Flag = Reply<'GET /caseload'>['cases'][number]['track']['flag'];

/** Told by its letter as much as by its colour. */
export function FlagMark({ flag }: { flag: Flag }) {
  const say = useTexts(texts);
  const letter = { red: '!', amber: '–', green: '✓', grey: '?' }[flag];
  return (
    <span className={`flag-mark pill ${flag satisfies Tone}`} title={say(flag)}>
      <span aria-hidden>{letter}</span>
      <span className="unseen">{say(flag)}</span>
    </span>
  );
}
