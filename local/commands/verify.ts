import { type Command, count, Mistake, show, text } from './command.ts';
import { clientsOf, clinicOf, withAttune } from './open.ts';
import { startProgress } from './progress.ts';

/** Charts read at once: each waits for the table most of its time. */
const AT_ONCE = 8;

export const verify: Command = {
  name: 'verify',
  usage: '',
  summary: 'Recomputes every log’s chain of hashes, and compares every chart with what its log adds up to',
  run: ({ values, io }) =>
    withAttune(io, async (app) => {
      const clinics = text(values.clinic) ? [await clinicOf(app, values)] : await app.clinics.ids();
      const logs = [];
      for (const clinicId of clinics) {
        logs.push({
          check: () => app.clinics.verify(clinicId),
          version: async () => (await app.clinics.get(clinicId)).version,
        });
        for (const { clientId } of await clientsOf(app, clinicId)) {
          logs.push({
            check: () => app.charts.verify(clinicId, clientId),
            version: async () => (await app.charts.get(clinicId, clientId)).version,
          });
        }
      }

      const progress = startProgress(io, 'Verifying', logs.length);
      let [entries, checked, first]: [number, number, string | undefined] = [0, 0, undefined];
      const waiting = logs.values();
      const worker = async () => {
        for (const { check, version } of waiting) {
          const difference = await check();
          first ??= difference;
          if (first) return;
          // Awaited first: the others count meanwhile.
          const read = await version();
          entries += read;
          checked += 1;
          progress.to(checked);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      progress.done();

      if (first)
        throw new Mistake(
          `Not as it was written: ${first}. Keep a copy of ${io.directory} before anything else.`,
        );
      const charts = logs.length - clinics.length;
      show(io, values, { clinics: clinics.length, charts, entries }, () => [
        `All is as it was written: ${count(entries, 'log entry', 'log entries')} in ${count(charts, 'chart')} of ${count(clinics.length, 'clinic')}.`,
      ]);
    }),
};
