import * as z from 'zod';
import { type Chart, STAGES } from '../care/chart.ts';
import { cannotLand, MOVE_WHEN } from '../care/decide/move.ts';
import { isRefusal, type Refusal } from '../care/refusal.ts';
import type { Send } from '../care/sends-ahead.ts';
import type { Say } from '../care/sentences.ts';
import { type Charts, chartPk } from '../charts.ts';
import { clinicPk, contentOf } from '../clinics.ts';
import { sendSchema } from './caseload.ts';
import { isRepeat, keyOf } from './commands.ts';
import { afterOf, cursorOf, nextSchema } from './pages.ts';
import { NO_PATHWAY, pathwayParams, shelfOf } from './pathways.ts';
import { type ApiDeps, route, type StaffCall } from './route.ts';
import { clientIdSchema } from './schemas.ts';
import { titlesSaid } from './views.ts';

const CLIENT = 'CLIENT#';
/** What a move would send or spare is looked for this far ahead. */
const LOOK_AHEAD = 'P30D';
const MOST_SENDS = 60;
/** Each is a commit of its own, and in a dry run a month lived twice: a request stays well within its time. */
const MOST_IN_PAGE = 25;

const OUTCOMES = ['moved', 'waits', 'refused', 'failed', 'undone', 'here'] as const;

const movedSchema = z.object({
  clientId: clientIdSchema,
  name: z.string(),
  outcome: z
    .enum(OUTCOMES)
    .describe(
      'In a dry run, what would be. `waits`: moves at the next step. `here`: on this version already',
    ),
  from: z.int().describe('The version that the episode is on, before'),
  stage: z.enum(STAGES),
  level: z.string().describe('Its title'),
  because: z.array(z.string()).optional().describe('Why it was refused, or failed'),
  sent: z.array(sendSchema).optional().describe('In a dry run: sent in the next 30 days by the move alone'),
  spared: z.array(sendSchema).optional().describe('In a dry run: not sent in the next 30 days by the move'),
  canUndo: z.boolean().describe('Nothing was asked or sent since it moved, or it has not moved yet'),
});
type Moved = z.infer<typeof movedSchema>;

const paged = {
  limit: z.int().min(1).max(MOST_IN_PAGE).default(MOST_IN_PAGE),
  after: z.string().max(2000).optional(),
};
const replySchema = z.object({ clients: z.array(movedSchema), next: nextSchema });

const idsIn = ({ clients }: z.infer<typeof replySchema>) => clients.map(({ clientId }) => clientId);

type InCare = Chart & { episode: NonNullable<Chart['episode']> };

/** One page of the clinic's clients, of whom those in care on this pathway count. */
async function pageOf(
  deps: ApiDeps,
  place: { clinicId: string; operationId: string },
  { pathwayId, limit, after }: { pathwayId: string; limit: number; after?: string },
): Promise<{ charts: InCare[]; next?: string }> {
  const from = afterOf(place, after);
  const page = await deps.table.query(clinicPk(place.clinicId), {
    prefix: CLIENT,
    after: from && CLIENT + from,
    limit,
  });
  const ids = page.items.map(({ sk }) => sk.slice(CLIENT.length));
  const charts = await Promise.all(ids.map((clientId) => deps.charts.get(place.clinicId, clientId)));
  const inCare = charts.filter(
    (chart): chart is InCare =>
      chart.episode !== undefined && !chart.episode.endedAt && chart.episode.pathway.id === pathwayId,
  );
  return { charts: inCare, next: page.next && cursorOf(place, ids.at(-1)!) };
}

const canUndo = ({ episode }: Chart): boolean => Boolean(episode?.moving ?? episode?.moved);

const lineOf = ({ clientId, client, episode }: InCare, rest: Pick<Moved, 'outcome'> & Partial<Moved>) => ({
  clientId,
  name: client!.name,
  from: episode.pathway.version,
  stage: episode.stage,
  level: episode.level,
  canUndo: false,
  ...rest,
});

const sameSend = (send: Send) => [send.at.slice(0, 16), send.what, send.ask, send.checkIn].join('/');
const without = (sends: Send[], others: Send[]) => {
  const there = new Set(others.map(sameSend));
  return sends.filter((send) => !there.has(sameSend(send)));
};

/** What is refused names every reason, not the first alone. */
async function reasons(
  deps: ApiDeps,
  clinicId: string,
  chart: InCare,
  version: number,
  refusal: Refusal,
): Promise<string[]> {
  if (refusal.refused !== 'wrong-state') return [refusal.because];
  const { id, version: pinned } = chart.episode.pathway;
  const [from, to, { instruments }] = await Promise.all([
    deps.clinics.pathway(clinicId, id, pinned),
    deps.clinics.pathway(clinicId, id, version),
    contentOf(deps, clinicId),
  ]);
  const all = [...cannotLand(chart, { from, to, version }, instruments)];
  return all.includes(refusal.because) ? all : [refusal.because, ...all];
}

type Move = Parameters<Charts['run']>[1] & { do: 'move-episode' };

async function wouldMove(deps: ApiDeps, clinicId: string, chart: InCare, command: Move, by: string) {
  const { clientId } = chart;
  const outcome = await deps.charts.preview({ clinicId, clientId, by }, command);
  if (isRefusal(outcome))
    return lineOf(chart, {
      outcome: 'refused',
      because: await reasons(deps, clinicId, chart, command.version, outcome),
    });
  const [before, after] = await Promise.all([
    deps.charts.sends(chart, MOST_SENDS, LOOK_AHEAD),
    deps.charts.sends(outcome.state, MOST_SENDS, LOOK_AHEAD),
  ]);
  return lineOf(chart, {
    outcome: outcome.state.episode?.moving ? 'waits' : 'moved',
    sent: without(after, before),
    spared: without(before, after),
  });
}

export const MOVES = [
  route({
    operationId: 'moveEpisodes',
    method: 'POST',
    path: '/pathways/{pathwayId}/versions/{version}/moves',
    who: ['admin'],
    shows: idsIn,
    summary:
      'Moves clients in care to this version, a page of the clinic’s clients at a time; or says what would be',
    params: pathwayParams.extend({ version: z.coerce.number().int().min(1).max(9999) }),
    body: z.strictObject({
      when: z.enum(MOVE_WHEN),
      dryRun: z.boolean().default(false),
      why: z.string().trim().min(1).max(500).default('the pathway has a new version'),
      ...paged,
    }),
    reply: replySchema,
    async handle(deps, call) {
      const { clinicId, staffId: by } = call.actor;
      const { pathwayId, version } = call.params;
      const { when, dryRun, why, limit, after } = call.body;
      const shelf = shelfOf(await deps.clinics.get(clinicId), pathwayId);
      if (!shelf || version > shelf.published) return NO_PATHWAY;
      const place = { clinicId, operationId: call.operationId };
      const { charts, next } = await pageOf(deps, place, { pathwayId, limit, after });
      const command: Move = { do: 'move-episode', version, when, why };
      const keyed = keyOf(call);
      const clients: Moved[] = [];
      for (const chart of charts) {
        const { clientId } = chart;
        const line = await settled(chart, async () => {
          const { moving, pathway } = chart.episode;
          if (pathway.version === version) return lineOf(chart, { outcome: 'here', canUndo: canUndo(chart) });
          if (moving?.to === version && when === 'next-step')
            return lineOf(chart, { outcome: 'waits', canUndo: true });
          if (dryRun) return wouldMove(deps, clinicId, chart, command, by);
          const outcome = await deps.charts.run({ clinicId, clientId, by, ...keyed }, command);
          if (isRefusal(outcome))
            return lineOf(chart, {
              outcome: 'refused',
              because: await reasons(deps, clinicId, chart, version, outcome),
            });
          return lineOf(chart, {
            outcome: outcome.state.episode?.moving ? 'waits' : 'moved',
            canUndo: canUndo(outcome.state),
          });
        });
        clients.push(line);
      }
      return { clients: await inWords(deps, call, clients), next };
    },
  }),
  route({
    operationId: 'undoMoves',
    method: 'POST',
    path: '/pathways/{pathwayId}/moves/undo',
    who: ['admin'],
    shows: idsIn,
    summary: 'Takes moves of these clients back, each while nothing was asked or sent since',
    params: pathwayParams,
    body: z.strictObject({
      clientIds: z.array(clientIdSchema).min(1).max(MOST_IN_PAGE),
      why: z.string().trim().min(1).max(500).default('the move was taken back'),
    }),
    reply: replySchema,
    async handle(deps, call) {
      const { clinicId, staffId: by } = call.actor;
      if (!shelfOf(await deps.clinics.get(clinicId), call.params.pathwayId)) return NO_PATHWAY;
      const keyed = keyOf(call);
      const clients: Moved[] = [];
      for (const clientId of new Set(call.body.clientIds)) {
        const chart = await deps.charts.get(clinicId, clientId);
        if (!isOn(chart, call.params.pathwayId)) continue;
        const line = await settled(chart, async () => {
          const at = { clinicId, clientId, by, ...keyed };
          const outcome = await deps.charts.run(at, { do: 'undo-move', why: call.body.why });
          if (!isRefusal(outcome)) return lineOf(chart, { outcome: 'undone' });
          return (await isRepeat(deps, chartPk(clinicId, clientId), keyed))
            ? lineOf(chart, { outcome: 'undone' })
            : lineOf(chart, { outcome: 'refused', because: [outcome.because] });
        });
        clients.push(line);
      }
      return { clients: await inWords(deps, call, clients) };
    },
  }),
];

/** Reasons in the reader's language, and levels by their titles, in the version that each client was on. */
const inWords = (
  { clinics }: ApiDeps,
  { actor, params, say }: { actor: StaffCall['actor']; params: { pathwayId: string }; say: Say },
  lines: Moved[],
): Promise<Moved[]> =>
  Promise.all(
    lines.map(async (line) => {
      const { levels } = titlesSaid(say, await clinics.pathway(actor.clinicId, params.pathwayId, line.from));
      const level = levels.find(({ id }) => id === line.level)?.title ?? line.level;
      return { ...line, level, because: line.because?.map(say) };
    }),
  );

const isOn = (chart: Chart, pathwayId: string): chart is InCare =>
  chart.episode?.pathway.id === pathwayId && !chart.episode.endedAt;

/** One client’s failure keeps no other from being moved; it is told by their name. */
async function settled(chart: InCare, move: () => Promise<Moved>): Promise<Moved> {
  try {
    return await move();
  } catch {
    return lineOf(chart, { outcome: 'failed', because: ['Something went wrong. Try again.'] });
  }
}
