import { describe, expect, it } from 'vitest';
import { csvCell, csvOf } from '../../web/staff/src/outcomes/csv.ts';

describe('a table that leaves the console', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('runs no formula: %j is text', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });

  it('leaves numbers as they are, also those below zero', () => {
    expect(csvCell(-4.5)).toBe('-4.5');
    expect(csvCell(null)).toBe('');
  });

  it('quotes what would part cells or rows, the apostrophe inside', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
    expect(
      csvOf([
        ['a', 1],
        ['two\nlines', 2],
      ]),
    ).toBe('\uFEFFa,1\r\n"two\nlines",2\r\n');
  });
});
