import type { Chart } from '../care/chart.ts';
import { isRefusal } from '../care/refusal.ts';
import type { Send } from '../care/sends-ahead.ts';
import { Problem } from './problem.ts';
import type { ApiDeps } from './route.ts';

/** A request that carries it as `yes` is decided and changes nothing. */
export const PREVIEW_HEADER = 'attune-preview';

/** `sends`: what the client would be sent next. `reply`: what would have been answered. */
export type Preview<Reply = unknown> = { sends: Send[]; reply: Reply };

/** The same routes on these write nothing: a command is decided by its rules, and anything else that writes is refused. */
export function dryRun(deps: ApiDeps): { deps: ApiDeps; sends(): Promise<Send[]> } {
  let after: Chart | undefined;
  const refused = () => {
    throw new Problem(
      'wrong-state',
      'Only what changes one client’s care can be previewed. Send it without.',
    );
  };
  return {
    deps: {
      ...deps,
      charts: {
        ...deps.charts,
        async run(at, command) {
          const outcome = await deps.charts.preview(at, command);
          if (!isRefusal(outcome)) after = structuredClone(outcome.state);
          return outcome;
        },
      },
      clinics: { ...deps.clinics, run: async () => refused() },
      table: { ...deps.table, write: async () => refused() },
    },
    sends: async () => (after ? deps.charts.sends(after) : refused()),
  };
}
