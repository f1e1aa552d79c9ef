import { expect, it } from 'vitest';
import { datesSaid } from '../../web/staff/src/parts/dates.ts';

it('dates stand as the reader writes them, with the hour where there is one', () => {
  const told = 'nobody acknowledged it since 2026-11-17 15:25';
  expect(datesSaid(told, 'en')).toBe('nobody acknowledged it since Nov 17, 2026, 15:25');
  expect(datesSaid('abierta desde 2026-11-22.', 'es')).toBe('abierta desde 22 nov 2026.');
});

it('what somebody is quoted with stands as they wrote it', () => {
  const words = 'A text came: “see you on 2026-11-17”; the client wishes for «antes del 2026-12-01»';
  expect(datesSaid(words, 'en')).toBe(words);
});
