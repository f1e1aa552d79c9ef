import { Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts as parts } from '../parts/texts.ts';
import { useTexts } from '../texts.ts';

type Given = { onSubmit: () => void; children: ReactNode };

/** A form in a row, under what it adds to. */
export const RowForm = ({ onSubmit, children }: Given) => (
  <form
    className="clinic-form"
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    {children}
  </form>
);

/** A form in a dialog of its own. */
export function DialogForm({
  title,
  onClose,
  onSubmit,
  children,
}: Given & { title: string; onClose: () => void }) {
  const close = useTexts(parts)('close');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': close }}>
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
