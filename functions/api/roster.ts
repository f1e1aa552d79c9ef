import { setImmediate as others } from 'node:timers/promises';
import { type Client, identityOf } from '../care/client.ts';
import type { Instant } from '../care/time.ts';
import { DATE_PATTERN, type DateOrder, dateOrder, decode, type Row, split } from './roster-cells.ts';
import {
  DATES,
  FIELDS,
  HEADERS,
  type Mapping,
  type Places,
  type RosterDefaults,
  type RosterField,
} from './roster-fields.ts';
import { type Faulty, readClient } from './roster-row.ts';

/** A clinic's whole caseload fits; what is larger is some other file, or to be sent in parts. */
const MOST_ROWS = 10_000;

/** `line` counts from 1, where the row begins; `column` is the clinic's own header, empty for the whole row. */
export type RosterFault = { line: number; column: string; fault: string; mend: string };

/**
 * `rows` go in; a row with any of the `faults` does not. `warnings` are about rows that go in, `notes` about how the
 * file was read. No sentence repeats what a cell says, for sentences end up in logs.
 */
export type Roster = {
  rows: { line: number; client: Client }[];
  faults: RosterFault[];
  warnings: { line: number; column: string; warning: string }[];
  notes: string[];
  columns: Record<RosterField, string | undefined>;
};

/** Rows after which it is others' turn: read in one go, a whole caseload takes a second, in which nobody is answered. */
const ROWS_IN_A_TURN = 100;

type Sent = [csv: string | Uint8Array, defaults: RosterDefaults, now: Instant];

/** Reads a client list as a clinic's spreadsheet or record system exports it. A bad file gives one fault and no rows. */
export function readRoster(...sent: Sent): Roster {
  const reading = inTurns(...sent);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** The same, while others are answered. */
export async function readRosterInTurns(...sent: Sent): Promise<Roster> {
  const reading = inTurns(...sent);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
    await others();
  }
}

function* inTurns(...[csv, defaults, now]: Sent): Generator<undefined, Roster> {
  const roster: Roster = { rows: [], faults: [], warnings: [], notes: [], columns: columnsAt({}, []) };
  const unreadable = (fault: RosterFault): Roster => ({ ...roster, faults: [fault] });

  const { text, note } = typeof csv === 'string' ? { text: csv } : decode(csv);
  if (note) roster.notes.push(note);
  const file = split(text, MOST_ROWS + 2);
  if ('fault' in file) return unreadable({ ...file, column: '' });
  const [header, ...rows] = file.rows;
  if (!header) {
    return unreadable({
      line: 1,
      column: '',
      fault: 'The file is empty.',
      mend: 'Export the clients again.',
    });
  }
  if (rows.length > MOST_ROWS) {
    const fault = `The file has more than ${MOST_ROWS} rows; none was read.`;
    return unreadable({ line: 1, column: '', fault, mend: 'Send it in parts.' });
  }

  const headers = header.cells.map((cell) => cell.trim());
  while (headers.at(-1) === '') headers.pop();
  const places = placesOf(headers, defaults.mapping ?? {});
  const columns = columnsAt(places, headers);
  roster.columns = columns;
  const lack = lackOf(columns, defaults.mapping ?? {});
  if (lack) return unreadable({ line: header.line, ...lack });
  if (rows.length === 0) {
    const fault = 'There is nobody below the line of column names.';
    return unreadable({ line: header.line, column: '', fault, mend: 'Export the clients again.' });
  }
  const unread = headers.filter((name, at) => name && !Object.values(places).includes(at));
  if (unread.length > 0) roster.notes.push(`Not read: ${unread.map((name) => `“${name}”`).join(', ')}.`);

  const textIn = (row: Row, field: RosterField) => row.cells[places[field] ?? -1]?.trim() ?? '';
  const orders: Partial<Record<RosterField, DateOrder>> = {};
  for (const field of DATES) {
    const column = columns[field];
    if (!column) continue;
    const dates = rows.map((row) => ({ line: row.line, text: textIn(row, field) }));
    const { order, because } = dateOrder(column, dates, defaults.country);
    orders[field] = order;
    if (because) roster.notes.push(because);
  }

  if (columns.consentOn) {
    roster.notes.push(
      `A date in “${columns.consentOn}” was taken as consent to messages by the row’s channel.`,
    );
  }

  const nameFields = nameFieldsOf(columns);
  const lines = new Map<string, number>();
  for (const [at, row] of rows.entries()) {
    if (at % ROWS_IN_A_TURN === 0) yield;
    const { line } = row;
    const faults = new Map<string, RosterFault>();
    const faulty: Faulty = (field, fault, mend) => {
      const column = field && (columns[field] ?? field);
      if (!faults.has(column)) faults.set(column, { line, column, fault, mend });
    };
    const given = (field: RosterField) => textIn(row, field);
    const client = fits(row, headers, faulty)
      ? readClient({ given, faulty, nameFields, orders, defaults, now })
      : undefined;
    if (client && faults.size === 0) {
      for (const identity of identityOf(client)) {
        const earlier = lines.get(identity);
        const field = client.recordNumber ? 'recordNumber' : nameFields[0]!;
        if (earlier)
          faulty(field, `This is the same client as on line ${earlier}.`, 'Keep one of the two rows.');
        lines.set(identity, earlier ?? line);
      }
    }
    roster.faults.push(...faults.values());
    if (!client || faults.size > 0) continue;
    roster.rows.push({ line, client });
    if (client.consents[client.channel]) continue;
    const own = client.channel === 'sms' ? columns.smsConsentOn : columns.emailConsentOn;
    roster.warnings.push({ line, column: columns.consentOn ?? own ?? 'consentOn', warning: NO_CONSENT });
  }
  return roster;
}

const NO_CONSENT = 'No consent date: nothing will be sent until consent is recorded.';

const columnsAt = (places: Places, headers: string[]) =>
  Object.fromEntries(FIELDS.map((field) => [field, headers[places[field] ?? -1]])) as Roster['columns'];

/** A mapped header comes first; of several for one field the surest, then the first. */
function placesOf(headers: string[], mapping: Mapping): Places {
  const keys = headers.map(headerKey);
  const places: Places = {};
  const take = (field: RosterField, sought: string) => {
    const taken = Object.values(places);
    const at = keys.findIndex((key, at) => key === sought && !taken.includes(at));
    if (at >= 0) places[field] ??= at;
  };
  for (const field of FIELDS) if (mapping[field]) take(field, headerKey(mapping[field]));
  for (const field of FIELDS)
    if (!mapping[field]) for (const known of HEADERS[field].split(' ')) take(field, known);
  return places;
}

/** “E-mail” → `email`, “DOB (MM/DD/YYYY)” → `dob`, “Teléfono” → `telefono`. */
const headerKey = (header: string) =>
  header
    .replace(DATE_PATTERN, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The columns that make up a name, as it is said. Beside a column of family names, “Name” holds the given ones. */
function nameFieldsOf(columns: Roster['columns']): RosterField[] {
  const parts = (['givenName', 'familyName'] as const).filter((field) => columns[field]);
  if (!columns.name || parts.length === 2) return parts;
  return parts[0] === 'familyName' ? ['name', 'familyName'] : ['name'];
}

/** What the first line lacks for the file to be read at all. */
function lackOf(columns: Roster['columns'], mapping: Mapping): Omit<RosterFault, 'line'> | undefined {
  const lost = FIELDS.find((field) => mapping[field] && !columns[field]);
  if (lost) {
    return {
      column: mapping[lost]!,
      fault: 'There is no such column.',
      mend: 'Correct the mapping of columns.',
    };
  }
  const mend =
    'Begin the file with a line of column names, such as First name, Last name and Date of birth, or map them.';
  if (nameFieldsOf(columns).length === 0)
    return { column: 'name', fault: 'No column is known to hold the name.', mend };
  if (columns.dateOfBirth) return undefined;
  return { column: 'dateOfBirth', fault: 'No column is known to hold the date of birth.', mend };
}

/** Spreadsheets leave empty cells behind the last; a cell too few or one that says something is a slipped row. */
function fits({ cells }: Row, headers: string[], faulty: Faulty): boolean {
  if (cells.length >= headers.length && !cells.slice(headers.length).some((cell) => cell.trim())) return true;
  faulty(
    '',
    `The row has ${cells.length} cells, the first line ${headers.length}.`,
    'Look for a missing or extra separator, and put text that holds one in quotation marks.',
  );
  return false;
}
