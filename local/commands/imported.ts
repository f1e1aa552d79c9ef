/** The instruments that the command line has taken into a directory, one file each. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Instrument, instrumentSchema } from '../../functions/care/measures/instrument.ts';
import { isRefusal, type Refusal } from '../../functions/care/refusal.ts';
import type { Clinics } from '../../functions/clinics.ts';
import { type Io, Mistake, type Values } from './command.ts';
import { COMMAND_LINE, clinicOf, withAttune } from './open.ts';

const directoryOf = ({ directory }: Pick<Io, 'directory'>) => join(directory, 'instruments');
export const fileOf = (io: Pick<Io, 'directory'>, id: string): string => join(directoryOf(io), `${id}.json`);

/** What answers were scored by never changes under them. `false` where there is one by this id. */
export async function keepImported(io: Io, instrument: Instrument): Promise<boolean> {
  await mkdir(directoryOf(io), { recursive: true });
  const file = fileOf(io, instrument.questionnaire.id);
  try {
    await writeFile(file, `${JSON.stringify(instrument, null, 2)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** By id. @throws Mistake where a file is no instrument any more */
export async function importedIn(io: Pick<Io, 'directory'>): Promise<Record<string, Instrument>> {
  const names = (await readdir(directoryOf(io)).catch(() => [])).filter((name) => name.endsWith('.json'));
  const read = names.map(async (name) => {
    const id = name.slice(0, -'.json'.length);
    const parsed = instrumentSchema.safeParse(JSON.parse(await readFile(fileOf(io, id), 'utf8')));
    if (!parsed.success) throw new Mistake(`${fileOf(io, id)} is no instrument any more; import it again.`);
    return [id, parsed.data] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Where there is a clinic to ask it in; with several, the one that is named. */
export async function ofClinic<T>(
  io: Io,
  values: Values,
  work: (clinics: Clinics, clinicId: string) => Promise<T>,
): Promise<T | undefined> {
  const started = existsSync(join(io.directory, 'attune.db')) || process.env.ATTUNE_DYNAMODB_ENDPOINT;
  if (values.clinic === undefined && !started) return undefined;
  return withAttune(io, async (app) => {
    if (values.clinic === undefined && (await app.clinics.ids()).length !== 1) return undefined;
    return work(app.clinics, await clinicOf(app, values));
  });
}

export const publishImported = async (
  clinics: Clinics,
  clinicId: string,
  instrument: Instrument,
): Promise<Refusal | undefined> => {
  const outcome = await clinics.run(
    { clinicId, by: COMMAND_LINE },
    { do: 'publish-instrument', source: 'imported', version: 1, instrument },
  );
  return isRefusal(outcome) ? outcome : undefined;
};
