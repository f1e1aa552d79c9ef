import { comingUp } from '../../functions/care/coming-up.ts';
import { wallClock } from '../../functions/care/schedule.ts';
import { instant, milliseconds } from '../../functions/care/time.ts';
import { DUE_SHARDS } from '../../functions/charts.ts';
import type { App } from '../app.ts';
import { type Command, count, Mistake, show, styled, text } from './command.ts';
import { clinicOf, withAttune } from './open.ts';
import { dayOf, table } from './paper.ts';

const DAY = 86_400_000;
const USUAL_DAYS = 7;

export const due: Command = {
  name: 'due',
  usage: '[--days N]',
  summary: 'What happens by itself in the next days, for all clients',
  options: { days: { type: 'string', value: 'N', says: `how many days ahead; ${USUAL_DAYS} if left out` } },
  run: ({ values, io }) =>
    withAttune(io, async (app) => {
      const days = Number(text(values.days) ?? USUAL_DAYS);
      if (!Number.isInteger(days) || days < 1 || days > 366) {
        throw new Mistake('Give --days as a whole number from 1 to 366.');
      }
      const clinicId = await clinicOf(app, values);
      const until = instant(milliseconds(app.clock()) + days * DAY);
      const { zone } = (await app.clinics.settings(clinicId)).calendar;
      const found = (await dueCharts(app, clinicId, until))
        .flatMap((chart) =>
          comingUp(chart)
            .filter(({ at, why }) => at <= until && why === undefined)
            .map(({ at, what }) => ({ at, clientId: chart.clientId, client: chart.client!.name, what })),
        )
        .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.client.localeCompare(b.client)));
      show(io, values, { clinicId, until, due: found }, () => {
        if (found.length === 0) return [`Nothing is due in ${clinicId} in the next ${count(days, 'day')}.`];
        const rows = table(
          found.map(({ at, client, what }) => [wallClock(at, zone).slice(11), client, what]),
        );
        const dayAt = (at: number) => dayOf(found[at]!.at, zone);
        return [
          `${count(found.length, 'thing')} in the next ${count(days, 'day')}, times in ${zone}`,
          ...rows.flatMap((row, at) => [
            ...(at === 0 || dayAt(at) !== dayAt(at - 1) ? ['', styled(io, 'bold', dayAt(at))] : []),
            `  ${row}`,
          ]),
        ];
      });
    }),
};

/** The charts whose earliest timer rings by `until`: the index holds no other. */
async function dueCharts({ table, charts }: App, clinicId: string, until: string) {
  const found = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    let after: string | undefined;
    do {
      const page = await table.queryIndex('due', `DUE#${shard}`, { upTo: until, after });
      const clients = page.items.map(({ pk }) => pk.split('#')).filter(([clinic]) => clinic === clinicId);
      found.push(...(await Promise.all(clients.map(([, clientId]) => charts.get(clinicId, clientId!)))));
      after = page.next;
    } while (after);
  }
  return found;
}
