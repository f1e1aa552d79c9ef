import type { ReactNode } from 'react';

/** A number in a sentence as it is written for dialling: `+14155550123`. */
const NUMBER = /(\+\d{7,15})/;

/** A sentence whose phone numbers can be called from where they stand. */
export const Phones = ({ text }: { text: string }): ReactNode =>
  text.split(NUMBER).map((part, n) =>
    n % 2 ? (
      <a key={`${part}/${n}`} href={`tel:${part}`} className="phone">
        {part}
      </a>
    ) : (
      part
    ),
  );
