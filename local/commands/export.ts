import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bundle } from '../../functions/care/fhir/export.ts';
import { type Command, count, Mistake, say, show, text } from './command.ts';
import { clientOf, clinicOf, operate, withAttune } from './open.ts';

export const exportClient: Command = {
  name: 'export',
  usage: 'CLIENT [--document] [--out FILE]',
  summary: 'One client’s record, as a FHIR R4 bundle or as a page to read and to print',
  options: {
    document: { type: 'boolean', says: 'the page, as HTML, instead of the bundle' },
    out: { type: 'string', value: 'FILE', says: 'where to write it, if not here; for its owner’s eyes only' },
  },
  takes: [1, 1],
  run: ({ args, values, io }) =>
    withAttune(io, async (app) => {
      const clinicId = await clinicOf(app, values);
      const { clientId, client } = await clientOf(app, clinicId, args[0]!);
      const params = { clientId };
      const bundle = values.document
        ? undefined
        : await operate<Bundle>(app, clinicId, 'exportClient', { params });
      const written = bundle
        ? JSON.stringify(bundle, null, 2)
        : await operate<string>(app, clinicId, 'getDocument', { params });
      const out = text(values.out);
      if (out === undefined) return say(io, written);
      const file = resolve(out);
      await writeFile(file, `${written}\n`, { mode: 0o600 }).catch((error: Error) => {
        throw new Mistake(`${out} cannot be written: ${error.message}.`);
      });
      const resources = bundle?.entry.length;
      show(io, values, { clientId, file, resources }, () => [
        `${client!.name}’s record is in ${file}${resources === undefined ? '' : `: ${count(resources, 'resource')}`}.`,
      ]);
    }),
};
