import { Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../texts.ts';
import { GivesBackFocus } from './gives-back-focus.tsx';
import { texts } from './texts.ts';

/** A form in a dialog of its own. */
export function DialogForm({
  title,
  onClose,
  onSubmit,
  children,
}: {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const say = useTexts(texts);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': say('close') }}>
      <GivesBackFocus />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack>{children}</Stack>
      </form>
    </Modal>
  );
}
