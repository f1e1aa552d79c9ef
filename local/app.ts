import { suggesting } from '../functions/adapters/catalogue.ts';
import { content } from '../functions/adapters/content.ts';
import { createApi } from '../functions/api/api.ts';
import type { ApiDeps } from '../functions/api/route.ts';
import type { CodeCost } from '../functions/links.ts';
import type { Chance, ChangeFeed, Clock, Identity, Sender, Table } from '../functions/ports.ts';
import { createEventList, type EventList } from './event-list.ts';
import { createHost, type Host } from './host.ts';
import { createOutbox } from './outbox.ts';
import { createRehearsals } from './rehearsal/threads.ts';

export type App = Host & {
  table: Table;
  clock: Clock;
  chance: Chance;
  api: ReturnType<typeof createApi>;
  outbox: ReturnType<typeof createOutbox>;
  events: EventList;
};

/** A terminal is for its reader: what went wrong here, not every request or refusal. */
const quiet: ApiDeps['logger'] = { info: () => {}, warn: () => {}, error: console.error };

/** Attune, whole, on any table and clock: what `npm start`, the demo and the walkthrough run alike. */
export function createApp(deps: {
  table: Table;
  changes: ChangeFeed;
  clock: Clock;
  chance: Chance;
  identity: Identity;
  /** Where clients and staff reach it, without a path. */
  url: string;
  /** Where requests are logged; where it is left out, only what went wrong is told. */
  logger?: ApiDeps['logger'];
  /** Less, where nobody's code is at stake. */
  codeCost?: CodeCost;
  /** What takes messages in the outbox's place. */
  sends?: (outbox: App['outbox']) => Sender;
}): App {
  const { table, clock, chance, identity, logger = quiet, codeCost, sends } = deps;
  const outbox = createOutbox({ table, clock });
  const events = createEventList();
  const host = createHost({
    ...deps,
    content,
    sender: sends?.(outbox) ?? outbox,
    bus: events,
    linkBase: `${deps.url}/c`,
  });
  const { charts, clinics } = host;
  const rehearsals = createRehearsals({ table, clinics, clock });
  const api = createApi({
    rehearsals,
    charts,
    clinics,
    table,
    identity,
    content,
    suggesting,
    clock,
    chance,
    logger,
    codeCost,
  });
  return { ...host, table, clock, chance, api, outbox, events };
}
