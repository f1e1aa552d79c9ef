import { Button } from '@mantine/core';
import { useTexts } from '../texts.ts';
import { texts } from './texts.ts';

/** `what` says in words, to whoever does not see where the button stands, what it is for. */
export function Add({ what, disabled, onAdd }: { what: string; disabled?: boolean; onAdd: () => void }) {
  const say = useTexts(texts);
  return (
    <Button
      variant="default"
      size="compact-sm"
      disabled={disabled}
      aria-label={`${say('add')}: ${what}`}
      onClick={onAdd}
    >
      {say('add')}
    </Button>
  );
}

export function Remove({ what, onRemove }: { what: string; onRemove: () => void }) {
  const say = useTexts(texts);
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      aria-label={`${say('remove')}: ${what}`}
      onClick={onRemove}
    >
      {say('remove')}
    </Button>
  );
}
