import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRoster } from '../../functions/api/roster.ts';

const NOW = '2026-03-08T12:00:00.000Z';
const chicago = { country: 'US', zone: 'America/Chicago', language: 'en' };
const london = { country: 'GB', zone: 'Europe/London', language: 'en' };
const file = (name: string) => readFileSync(new URL(`../support/rosters/${name}.csv`, import.meta.url));
const read = (csv: string | Uint8Array, defaults: Parameters<typeof readRoster>[1] = chicago) =>
  readRoster(csv, defaults, NOW);
const names = (csv: string | Uint8Array, defaults = chicago) =>
  read(csv, defaults).rows.map(({ client }) => client.name);

describe('dates that could be read two ways', () => {
  const born = (dates: string[], defaults = chicago) => {
    const { rows, faults, notes } = read(
      ['Name,DOB,Email', ...dates.map((date, n) => `Ann ${'ABCDEF'[n]},${date},ann@example.org`)].join('\n'),
      defaults,
    );
    return {
      dates: rows.map(({ client }) => client.dateOfBirth),
      faults: faults.map(({ line, fault }) => [line, fault]),
      notes,
    };
  };

  it('follow the value that can be read one way only', () => {
    expect(born(['03/04/1984', '25/12/1990'])).toMatchObject({
      dates: ['1984-04-03', '1990-12-25'],
      faults: [],
    });
    expect(born(['03/04/1984', '12/25/1990'], london)).toMatchObject({
      dates: ['1984-03-04', '1990-12-25'],
      faults: [],
    });
  });

  it('follow the country where no value tells, and say so', () => {
    expect(born(['03/04/1984']).dates).toEqual(['1984-03-04']);
    expect(born(['03/04/1984'], london)).toMatchObject({
      dates: ['1984-04-03'],
      notes: [
        'Dates in “DOB” could put the day or the month first; they were read with the day first, as is usual in GB.',
      ],
    });
  });

  it('are refused one by one where a column has it both ways', () => {
    expect(born(['03/04/1984', '25/12/1990', '12/25/1990', '04/04/1984'])).toMatchObject({
      dates: ['1990-12-25', '1990-12-25', '1984-04-04'],
      faults: [
        [2, 'This could be two dates: other dates in this column put now the day, now the month first.'],
      ],
    });
  });

  it.each([
    '1984-03-09',
    '1984/03/09',
    '19840309',
    '9 Mar 1984',
    '09-March-1984',
    'March 9 1984',
    '1984-03-09 00:00:00',
    '1984-03-09T00:00:00Z',
    '03/09/1984 0:00',
  ])('need no guess in %s', (date) => {
    expect(born([date]).dates).toEqual(['1984-03-09']);
  });

  it.each(['9-Mar-84', '3/9/84', '29221', '31/04/1984', '00/00/0000', 'unknown'])(
    'are not made of %s',
    (date) => {
      expect(born([date]).dates).toEqual([]);
    },
  );
});

describe('the columns of a roster', () => {
  it('may be mapped where the clinic calls them otherwise', () => {
    const mapping = { name: 'Klient', dateOfBirth: 'Urodzony', phone: 'Home' };
    const csv = 'Klient,Urodzony,Home,Mobile\nJan Nowak,1990-05-17,415-555-0134,415-555-0135\n';
    const roster = read(csv, { ...chicago, mapping });
    expect(roster.rows[0]!.client).toMatchObject({ name: 'Jan Nowak', phone: '+14155550134' });
    expect(roster.notes).toEqual(['Not read: “Mobile”.']);
  });

  it('are refused where the mapping names one that is not there', () => {
    const roster = read(file('namesakes'), { ...chicago, mapping: { phone: 'Home' } });
    expect(roster).toMatchObject({
      rows: [],
      faults: [{ line: 1, column: 'Home', fault: 'There is no such column.' }],
    });
  });

  it('prefer the mobile number to any other phone', () => {
    expect(
      read('Name,DOB,Phone,Mobile\nAnn Lee,1990-05-17,415-555-0134,415-555-0135').rows[0]!.client.phone,
    ).toBe('+14155550135');
  });

  it('take “Name” for the given names beside a surname, and keep a title behind a comma', () => {
    expect(names('Name,Surname,DOB,Email\nAnn,Lee,1990-05-17,ann@example.org')).toEqual(['Ann Lee']);
    expect(names('Name,DOB,Email\n"Ray Smith, Jr.",1990-05-17,ray@example.org')).toEqual(['Ray Smith, Jr.']);
  });

  it('find a formula in either part of a name', () => {
    const { faults } = read('First,Last,DOB,Email\nAnn,=1+1,1990-05-17,ann@example.org');
    expect(faults).toMatchObject([
      { line: 2, column: 'Last', mend: 'Use a name that does not start with =, +, - or @.' },
    ]);
  });

  it('tell of a letter that an earlier save has lost', () => {
    expect(read('Name,DOB,Email\nMar\uFFFDa Paz,1990-05-17,m@example.org').faults).toMatchObject([
      { line: 2, column: 'Name', fault: 'A letter was lost when the file was saved.' },
    ]);
  });

  it('may bear the names of an object’s own parts', () => {
    expect(names('__proto__,constructor,Name,DOB,Email\n1,2,Ann Lee,1990-05-17,ann@example.org')).toEqual([
      'Ann Lee',
    ]);
  });
});
