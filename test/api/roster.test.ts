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

describe('a roster from a record system in the United States', () => {
  const roster = read(file('us-record-system'));

  it('goes in with every row, by the line on which each begins', () => {
    expect(roster.faults).toEqual([]);
    expect(roster.rows.map(({ line, client }) => [line, client.name])).toEqual([
      [2, 'Ana María López'],
      [5, 'Walter Okafor'],
      [7, 'Mei Chen'],
      [8, 'Kofi Mensah'],
    ]);
  });

  it('becomes clients whose consent holds from the first moment of its day where they live', () => {
    expect(roster.rows[0]!.client).toEqual({
      name: 'Ana María López',
      dateOfBirth: '1984-03-25',
      phone: '+14155550134',
      email: 'Ana.Lopez@example.org',
      zone: 'America/Los_Angeles',
      language: 'es',
      country: 'US',
      channel: 'sms',
      consents: { sms: { at: '2026-03-02T08:00:00.000Z' } },
      recordNumber: 'MRN-0042',
    });
    expect(roster.rows[2]!.client).toMatchObject({
      dateOfBirth: '1999-11-02',
      language: 'zh-TW',
      channel: 'email',
      consents: { email: { at: '2026-01-05T05:00:00.000Z' } },
    });
  });

  it('fills an empty zone, language and country with the clinic’s', () => {
    expect(roster.rows[1]!.client).toMatchObject(chicago);
  });

  it('takes a client without consent, and warns that nothing will be sent', () => {
    expect(roster.rows[3]!.client.consents).toEqual({});
    expect(roster.warnings).toEqual([
      {
        line: 8,
        column: 'Consent given on',
        warning: 'No consent date: nothing will be sent until consent is recorded.',
      },
    ]);
  });

  it('says which columns were taken for what, and how', () => {
    expect(roster.columns).toMatchObject({
      givenName: 'First Name',
      dateOfBirth: 'DOB',
      phone: 'Mobile',
      zone: 'Time zone',
    });
    expect(roster.notes).toEqual([
      'Not read: “Notes”.',
      'Dates in “DOB” put the month first, as line 2 shows.',
      'Dates in “Consent given on” put the month first, as line 5 shows.',
      'A date in “Consent given on” was taken as consent to messages by the row’s channel.',
    ]);
  });
});

describe('a roster from a spreadsheet', () => {
  it('is read with semicolons, days first and in Windows-1252', () => {
    const roster = read(file('uk-excel-windows-1252'), london);
    expect(roster.faults).toEqual([]);
    expect(
      roster.rows.map(({ line, client }) => [line, client.name, client.dateOfBirth, client.channel]),
    ).toEqual([
      [3, 'Siân O’Brien', '1979-03-14', 'sms'],
      [4, 'Renée Zoë-Smith', '1988-06-05', 'email'],
      [5, 'Jörg Müller', '1990-12-09', 'email'],
    ]);
    expect(roster.notes[0]).toBe('The file is not UTF-8; it was read as Windows-1252. Look at the accents.');
  });

  it('is read in UTF-16 of either order, with its mark and without', () => {
    const little = file('mx-excel-unicode-text');
    const big = Buffer.from(little).swap16();
    const expected = ['Itzel García Núñez', 'José Hernández'];
    for (const bytes of [little, big, little.subarray(2), big.subarray(2)])
      expect(names(bytes)).toEqual(expected);
  });

  it('puts the day first where the header says so', () => {
    const { rows, notes } = read(file('mx-excel-unicode-text'));
    expect(rows.map(({ client }) => client.dateOfBirth)).toEqual(['1992-04-03', '1975-11-10']);
    expect(notes[0]).toBe('Dates in “Fecha de nacimiento (DD/MM/AAAA)” were read as the header says.');
    expect(rows[0]!.client).toMatchObject({ language: 'es', country: 'MX', phone: '+525512345678' });
  });

  it('may mix line ends, pad cells after the separator and leave a mark in text', () => {
    expect(
      names(
        '\uFEFFsep=,\r\nName, DOB, Mobile\r\n"Ann Lee", "1990-05-17", 4155550134\nBo Lee,1991-05-17,4155550135\rCy Lee,1992-05-17,4155550136',
      ),
    ).toEqual(['Ann Lee', 'Bo Lee', 'Cy Lee']);
  });
});

describe('the traps of a roster', () => {
  const roster = read(file('traps'));
  const fault = (line: number) =>
    roster.faults.filter((fault) => fault.line === line).map(({ column, fault }) => `${column}: ${fault}`);

  it.each([
    [3, 'a formula for a name, with a comma in it', 'Name: This cannot be used.'],
    [4, 'a name that turns its letters around', 'Name: This cannot be used.'],
    [5, 'a year of two digits', 'DOB: The year has two digits, which fit two centuries.'],
    [6, 'a birth still to come', 'DOB: This lies in the future.'],
    [7, 'the 1 January 1900 of a system that does not know', 'DOB: This is more than 120 years ago.'],
    [8, 'a leap day of a common year', 'DOB: There is no such date.'],
    [9, 'an extension', 'Phone: A number with an extension cannot receive text messages.'],
    [
      10,
      'a premium number',
      'Phone: The number cannot receive text messages: it is a landline, a premium or free number, or nobody’s.',
    ],
    [12, 'a zone without summer time', 'Zone: This is no known time zone.'],
    [13, 'an invented language', 'Language: This is no known language.'],
    [14, 'an invented country', 'Country: This is no known country.'],
    [15, 'a channel that Attune has not', 'Channel: Attune writes by text message or by email.'],
    [16, 'email as channel without an address', 'Email: This is missing.'],
    [17, 'no contact at all', 'Phone: This is missing.'],
    [18, 'consent given tomorrow', 'Consent date: This lies in the future.'],
    [19, 'a cell too few', ': The row has 9 cells, the first line 10.'],
    [20, 'a cell too many', ': The row has 11 cells, the first line 10.'],
    [21, 'a record number that came before', 'Client ID: This is the same client as on line 2.'],
    [22, 'no name', 'Name: This is missing.'],
    [23, 'no date of birth', 'DOB: This is missing.'],
  ])('on line %i: %s', (line, _, expected) => {
    expect(fault(line)).toEqual([expected]);
  });

  it('are told all at once, where a row has two', () => {
    expect(fault(11)).toEqual([
      'Phone: The phone number has too few or too many digits.',
      'Email: This cannot be used.',
    ]);
  });

  it('do not keep the good rows out', () => {
    expect(roster.rows.map(({ line, client }) => [line, client.name])).toEqual([
      [2, 'Tomás Reyes'],
      [24, 'Sam Yes'],
      [25, 'Zed Trailing'],
    ]);
  });

  it('include a “yes” without a date, which is no consent', () => {
    expect(roster.rows[1]!.client.consents).toEqual({});
    expect(roster.warnings.map(({ line }) => line)).toEqual([24]);
  });

  it('each come with what to do, and none repeats what the cell says', () => {
    const said = roster.faults.flatMap(({ fault, mend }) => [fault, mend]).join('\n');
    expect(roster.faults.every(({ mend }) => /^[A-Z].*\.$/.test(mend))).toBe(true);
    for (const word of ['HYPERLINK', 'Bea', '17/05/90', '555-0118', 'Klingon', 'Atlantis', 'fax', 'hal@']) {
      expect(said).not.toContain(word);
    }
  });
});

describe('one person twice in a roster', () => {
  it('goes in once, and the later rows name the first', () => {
    const roster = read(file('namesakes'));
    expect(roster.rows.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(roster.faults.map(({ line, fault }) => [line, fault])).toEqual([
      [4, 'This is the same client as on line 2.'],
      [6, 'This is the same client as on line 2.'],
    ]);
  });

  it('goes in by the later row where the first has a fault', () => {
    const roster = read(
      'Name,DOB,Mobile,Contact by\nAnn Lee,1990-05-17,4155550134,fax\nAnn Lee,1990-05-17,4155550134,sms\n',
    );
    expect(roster.rows.map(({ line }) => line)).toEqual([3]);
    expect(roster.faults.map(({ line }) => line)).toEqual([2]);
  });
});

describe('a file that is no roster', () => {
  it.each([
    ['is empty', '', { line: 1, fault: 'The file is empty.' }],
    ['holds blank lines alone', '\n \n,,\n', { line: 1, fault: 'The file is empty.' }],
    [
      'has no line of column names',
      'Ann Lee,1990-05-17,415-555-0134\n',
      { line: 1, fault: 'No column is known to hold the name.' },
    ],
    [
      'has no birthdays',
      '\nName,Mobile\nAnn Lee,415-555-0134\n',
      { line: 2, fault: 'No column is known to hold the date of birth.' },
    ],
    [
      'never closes a quotation mark',
      'Name,DOB,Email\nAnn Lee,1990-05-17,ann@example.org\nBo Lee,"1991-05-17,bo@example.org\n',
      { line: 3, fault: 'A quotation mark opens here and never closes: nothing was read.' },
    ],
  ])('%s', (_, csv, fault) => {
    expect(read(csv)).toMatchObject({ rows: [], faults: [fault] });
  });

  const many = (rows: number) =>
    ['Name,DOB,Mobile,Email,Time zone,Language,Consent date,MRN']
      .concat(
        Array.from({ length: rows }, (_, n) => {
          const four = String(n).padStart(5, '0');
          return `Client Nº ${n},${1950 + (n % 50)}-05-17,+1415555${four.slice(1)},c${n}@example.org,America/Denver,Spanish,2026-01-15,M${n}`;
        }),
      )
      .join('\n');

  it('has more than ten thousand rows', () => {
    expect(read(many(10_001))).toMatchObject({
      rows: [],
      faults: [{ line: 1, fault: 'The file has more than 10000 rows; none was read.' }],
    });
  });

  it('has not just ten thousand, which are read within two seconds', () => {
    const csv = many(10_000);
    const took = [1, 2].map(() => {
      const begun = process.cpuUsage();
      const roster = read(csv);
      expect([roster.rows.length, roster.faults]).toEqual([10_000, []]);
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1_000;
    });
    // The processor's time and the better of two: a busy machine is not a slow reader.
    expect(Math.min(...took)).toBeLessThan(2_000);
  });
});
