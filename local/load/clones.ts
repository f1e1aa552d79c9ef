/**
 * Many clients quickly: one is brought through the real care code, and the others are that one with other ids. Each has
 * a log whose chain holds, the chart that the log adds up to, and every item that others find it by; `attune verify`
 * finds nothing wrong with them.
 */
import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Chart } from '../../functions/care/chart.ts';
import type { Zone } from '../../functions/care/schedule.ts';
import type { Instant } from '../../functions/care/time.ts';
import { CHART, chartPk, createCharts } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import { linkHash } from '../../functions/links.ts';
import type { Item } from '../../functions/ports.ts';
import { hashOf, logSk, packed, readLog, stateItem } from '../../functions/store.ts';
import { ANSWERS, CLINIC, must, prepareClient, prepareClinic, tokenOf } from '../bench/prepare.ts';
import { steppedClock } from '../outbox.ts';

/** Stands in the first one's id, name and address, and nowhere else. */
const FIRST = '0000000';
const ENTRIES = 10;

export const clientIdOf = (n: number): string => `client-${String(n).padStart(FIRST.length, '0')}`;

export type Original = {
  /** The clinic, with its staff and pathway. */
  clinic: Item[];
  /** As JSON. */
  chart: string;
  log: { body: string; hash: string }[];
  requestId: string;
};

/**
 * `asked`: has an open PHQ-9, whose message was handed over. `answered`: has answered it, with an item of risk, and the
 * clinician has the urgent task. With ten log entries, the last of them changes of the phone number.
 */
export async function makeOriginal(stage: 'asked' | 'answered', at: Instant, zone?: Zone): Promise<Original> {
  const table = createMemoryTable();
  const clock = steppedClock(at);
  const clinics = createClinics({ table, clock });
  const charts = createCharts({ table, clock, clinics, content });
  const published = await prepareClinic(clinics);
  const { changes } = await table.changes.read(undefined, Number.MAX_SAFE_INTEGER);
  const { clientId, requestId } = await prepareClient(charts, published, FIRST, zone);
  const client = { clinicId: CLINIC, clientId, by: 'load' };
  const { messages } = await charts.get(CLINIC, clientId);
  for (const { id, state } of Object.values(messages)) {
    if (state !== 'CLAIMED') continue;
    const outcome = { sent: 'accepted' as const, providerId: `accepted-${FIRST}` };
    await must(charts.run(client, { do: 'settle-message', messageId: id, outcome }));
  }
  if (stage === 'answered') {
    const responses = [{ instrument: 'phq-9', answers: ANSWERS, complete: true }];
    await must(charts.run(client, { do: 'answer', requestId, responses }));
  }
  let chart = await charts.get(CLINIC, clientId);
  while (chart.version < ENTRIES) {
    const phone = `+1202555${String(1000 + chart.version)}`;
    const changed = await must(
      charts.run(client, { do: 'change-client', changes: { phone }, why: 'a new number' }),
    );
    chart = changed.state;
  }
  const log: Original['log'] = [];
  for await (const { body, hash } of readLog(table, chartPk(CLINIC, clientId))) log.push({ body, hash });
  return { clinic: standing(changes), chart: JSON.stringify(chart), log, requestId };
}

function standing(changes: { before?: Item; after?: Item }[]): Item[] {
  const items = new Map<string, Item>();
  for (const { before, after } of changes) {
    const { pk, sk } = (after ?? before)!;
    if (after) items.set(`${pk}\n${sk}`, after);
    else items.delete(`${pk}\n${sk}`);
  }
  return [...items.values()];
}

/** The `n`th client of this kind, from 1 on: all its items. */
export function cloneOf({ chart, log }: Original, n: number): Item[] {
  const clientId = clientIdOf(n);
  const pk = chartPk(CLINIC, clientId);
  const hashes = new Map([[linkHash(tokenOf(clientIdOf(0))), linkHash(tokenOf(clientId))]]);
  const as = (text: string) => {
    let own = text.replaceAll(FIRST, clientId.slice(-FIRST.length));
    for (const [from, to] of hashes) own = own.replaceAll(from, to);
    return own;
  };
  const entries = log.map(({ body, hash }, at): Item => {
    const own = as(body);
    // The next entry names this one by its hash.
    hashes.clear();
    hashes.set(linkHash(tokenOf(clientIdOf(0))), linkHash(tokenOf(clientId))).set(hash, hashOf(own));
    return { pk, sk: logSk(at + 1), body: own, hash: hashOf(own) };
  });
  const state = JSON.parse(as(chart)) as Chart;
  return [...entries, ...[stateItem(CHART, pk, state), ...CHART.items(state)].map(packed)];
}

/** When the first thing of each clone is due. */
export const dueOf = (original: Original): Instant =>
  String(cloneOf(original, 1).find(({ dueSk }) => dueSk)!.dueSk) as Instant;
