import type { Chart } from '../care/chart.ts';
import type { Command } from '../care/decide.ts';
import { isRefusal, type Refusal, refuse } from '../care/refusal.ts';
import { chartPk } from '../charts.ts';
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

/** A repeat is the same person's, of the same operation on the same thing. */
export const keyOf = ({ key, operationId, actor, params }: StaffCall): string | undefined =>
  key && [operationId, ...Object.values(params as object), actor.staffId, key].join('/');

/** Runs a command on the client's chart. A repeat by its key gets the chart as it stands. */
export async function onChart(deps: ApiDeps, call: ClientCall, command: Command): Promise<Chart | Refusal> {
  const { clinicId, staffId: by } = call.actor;
  const { clientId } = call.params;
  const key = keyOf(call);
  const outcome = await deps.charts.run({ clinicId, clientId, by, key }, command);
  if (!isRefusal(outcome)) return outcome.state;
  const chart = await deps.charts.get(clinicId, clientId);
  if (!chart.client) return NO_CLIENT;
  return (await isRepeat(deps, chartPk(clinicId, clientId), key)) ? chart : outcome;
}

/** Whether what was refused has been done before by this key: then it was refused because it has. */
export const isRepeat = async ({ table }: ApiDeps, pk: string, key: string | undefined): Promise<boolean> =>
  key !== undefined && (await table.get({ pk, sk: `KEY#${key}` })) !== undefined;
