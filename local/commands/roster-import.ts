import { readFile } from 'node:fs/promises';
import { type RosterFault, readRoster } from '../../functions/api/roster.ts';
import { FIELDS } from '../../functions/api/roster-fields.ts';
import type { Table } from '../../functions/ports.ts';
import { type Command, count, Mistake, RUN, show, styled, text, type Values } from './command.ts';
import { clinicOf, operate, withAttune } from './open.ts';
import { type Progress, startProgress } from './progress.ts';

type Imported = {
  added: { line: number; clientId: string }[];
  already: number[];
  faults: RosterFault[];
  warnings: { line: number; column: string; warning: string }[];
  notes: string[];
};

export const rosterImport: Command = {
  name: 'roster import',
  usage: 'FILE.csv [--map FIELD=HEADER …] [--country US] [--zone ZONE] [--language en]',
  summary: 'Takes in a client list; who is here already is left as they are',
  options: {
    map: {
      type: 'string',
      multiple: true,
      value: 'FIELD=HEADER',
      says: `which of your columns holds what, as in dateOfBirth="Born on"; may be given several times. FIELD is one of ${FIELDS.join(', ')}`,
    },
    country: { type: 'string', value: 'US', says: 'where phone numbers without a country code are' },
    zone: { type: 'string', value: 'ZONE', says: 'the clients’ time zone, where the file says none' },
    language: { type: 'string', value: 'en', says: 'the clients’ language, where the file says none' },
  },
  takes: [1, 1],
  async run({ args, values, io }) {
    const file = args[0]!;
    const csv = await readFile(file).catch(() => {
      throw new Mistake(`${file} cannot be read; check its name.`);
    });
    const columns = columnsIn(values);
    let progress: Progress | undefined;
    const imported = await withAttune(
      io,
      async (app) => {
        const clinicId = await clinicOf(app, values);
        const { country, calendar } = await app.clinics.settings(clinicId);
        const given = { country: text(values.country) ?? country, zone: text(values.zone) ?? calendar.zone };
        const { rows } = readRoster(csv, { ...given, language: 'en', mapping: columns }, app.clock());
        progress = startProgress(io, 'Adding clients', rows.length);
        const query = {
          ...given,
          ...(text(values.language) && { language: text(values.language) }),
          ...Object.fromEntries(
            Object.entries(columns).map(([field, header]) => [`column.${field}`, header]),
          ),
        };
        return operate<Imported>(app, clinicId, 'importClients', { query, body: csv });
      },
      (table) => counting(table, (stored) => progress?.to(stored)),
    ).finally(() => progress?.done());

    const { added, already, faults, warnings, notes } = imported;
    const place = ({ line, column }: { line: number; column: string }) =>
      styled(io, 'bold', `line ${line}${column && `, “${column}”`}`);
    show(io, values, imported, () => [
      `${count(added.length, 'client')} added, ${already.length.toLocaleString('en')} here already, ${count(faults.length, 'fault')}.`,
      ...notes.map((note) => `  ${note}`),
      ...faults.map((one) => `  ${place(one)}: ${one.fault} ${one.mend}`),
      ...warnings.map((one) => `  ${place(one)}: ${one.warning}`),
      ...(added.length > 0 ? [`Next: ${RUN} enrol CLIENT`] : []),
    ]);
    if (faults.length > 0) {
      throw new Mistake(
        `${count(new Set(faults.map(({ line }) => line)).size, 'row')} of ${file} did not go in; mend what is listed and import the file again, nobody is added twice.`,
      );
    }
  },
};

function columnsIn(values: Values): Record<string, string> {
  const maps = (values.map as string[] | undefined) ?? [];
  return Object.fromEntries(
    maps.map((map) => {
      const [field, header] = map.split(/=(.*)/s);
      if (!field || !header)
        throw new Mistake(`--map ${map} names no column; write it as dateOfBirth="Born on".`);
      return [field, header];
    }),
  );
}

/** Tells `each` how many clients are stored by now. */
function counting(table: Table, each: (stored: number) => void): Table {
  let stored = 0;
  return {
    ...table,
    async write(writes) {
      const outcome = await table.write(writes);
      if (outcome.done && writes.some((write) => 'put' in write && write.put.sk.startsWith('CLIENT#'))) {
        stored += 1;
        each(stored);
      }
      return outcome;
    },
  };
}
