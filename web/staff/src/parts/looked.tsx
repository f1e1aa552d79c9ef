import { useTexts } from '../texts.ts';
import { texts } from './looked-texts.ts';

/** What somebody looked at. What a newer or an older version of the API called it stands as it is. */
export function Looked({ at }: { at: string }) {
  const say = useTexts(texts);
  const isKnown = (name: string): name is keyof typeof texts.en => Object.hasOwn(texts.en, name);
  return isKnown(at) ? say(at) : <span lang="en">{at}</span>;
}
