import type { ReactNode } from 'react';

/** A form in a row, under what it adds to. */
export const RowForm = ({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) => (
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
