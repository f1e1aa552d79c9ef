import type { Chart } from '../care/chart.ts';
import type { Command } from '../care/decide.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { chartPk } from '../charts.ts';
import { keyKey } from '../store.ts';
import { Problem } from './problem.ts';
import type { ApiDeps, StaffCall } from './route.ts';

export const NO_CLIENT = refuse('not-found', 'There is no such client. Check the id.');

type ClientCall = StaffCall<{ clientId: string }>;

/** The chart of a client of the caller's clinic. Another clinic's client is none. */
export async function chartOf(
  deps: ApiDeps,
  { actor, params, chart: seen }: ClientCall,
): Promise<Chart | Refusal> {
  const chart = seen ?? (await deps.charts.get(actor.clinicId, params.clientId));
  return chart.client ? chart : NO_CLIENT;
}

type Keyed = { key: string; of: string | undefined };

/** A repeat is the same person's, of the same operation on the same thing. */
export const keyOf = ({ key, of, operationId, actor, params }: StaffCall): Keyed | undefined =>
  key === undefined
    ? undefined
    : { key: [operationId, ...Object.values(params as object), actor.staffId, key].join('/'), of };

/** Runs a command on the client's chart. A repeat by its key gets the chart as it stands. */
export async function onChart(deps: ApiDeps, call: ClientCall, command: Command): Promise<Chart | Refusal> {
  const { clinicId, staffId: by } = call.actor;
  const { clientId } = call.params;
  const keyed = keyOf(call);
  const outcome = await deps.charts.run({ clinicId, clientId, by, ...keyed }, command);
  if (!isRefusal(outcome)) return outcome.state;
  const chart = await deps.charts.get(clinicId, clientId);
  if (!chart.client) return NO_CLIENT;
  return (await isRepeat(deps, chartPk(clinicId, clientId), keyed)) ? chart : outcome;
}

/**
 * Whether what was refused has been done before by this key: then it was refused because it has.
 * @throws Problem where the key came with something else then: that was done, and this is not
 */
export async function isRepeat({ table }: ApiDeps, pk: string, keyed: Keyed | undefined): Promise<boolean> {
  const done = keyed && (await table.get(keyKey(pk, keyed.key)));
  if (done?.of !== undefined && done.of !== keyed!.of) throw new Problem('invalid', OTHER_REQUEST);
  return done !== undefined;
}

const OTHER_REQUEST = 'This Idempotency-Key came with another request before. Give each request its own.';
