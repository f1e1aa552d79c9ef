import { expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import type { Instrument } from '../../../functions/care/measures/instrument.ts';
import { measuring } from '../../../functions/care/measures/measuring.ts';

const phq9 = content.instruments['phq-9']!;

it('a measure is found by its instrument’s id, and nothing else of what ships is read', () => {
  const instruments = {
    get asrm(): Instrument {
      throw new Error('another was read');
    },
    'phq-9': phq9,
  };
  expect(measuring(instruments, 'phq-9')).toEqual(['phq-9', phq9]);
});

it('a clinic’s own form that scores a measure of another name is found, too', () => {
  const own = { 'our-mood-form': phq9, 'phq-9': content.instruments['gad-7']! };
  expect(measuring(own, 'phq-9')).toEqual(['our-mood-form', phq9]);
});

it('a measure of no instrument is none, whatever it is called', () => {
  expect(['phq-8', 'constructor'].map((name) => measuring(content.instruments, name))).toEqual([
    undefined,
    undefined,
  ]);
});
