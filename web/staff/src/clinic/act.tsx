import { Button } from '@mantine/core';
import { useTexts } from '../texts.ts';
import { useIsAdmin } from './save.tsx';
import { texts } from './texts.ts';

/** The last cell of a row: what an admin can do to what it names; nobody else has the cell. */
export function Act({
  word,
  what,
  disabled,
  onAct,
}: {
  word: 'change' | 'confirm' | 'remove';
  what: string;
  disabled?: boolean;
  onAct: () => void;
}) {
  const say = useTexts(texts);
  if (!useIsAdmin()) return null;
  return (
    <td className="act">
      <Button
        size="xs"
        variant="default"
        aria-label={say(word, { what })}
        disabled={disabled}
        onClick={onAct}
      >
        {say(word, { what: '' }).trim()}
      </Button>
    </td>
  );
}
