import * as z from 'zod';
import type { Chart } from '../care/chart.ts';
import type { Content } from '../care/content.ts';
import type { LogEntry } from '../care/events.ts';
import { readHistory } from '../care/fhir/export/history.ts';
import type { History } from '../care/fhir/export/records.ts';
import { measuring } from '../care/measures/measuring.ts';
import { goalsSoFar, measuresSoFar } from '../care/measures/series.ts';
import { crisisReply } from '../care/messages/crisis.ts';
import { closestLanguage } from '../care/messages/render.ts';
import { folded } from '../care/messages/reply/plain.ts';
import { sayPlannedFor } from '../care/plans/option-said.ts';
import { safetyPlanIn } from '../care/plans/safety-plan.ts';
import { isRefusal } from '../care/refusal.ts';
import { contentOf } from '../clinics.ts';
import { codeHash, linkHash, linkKey } from '../links.ts';
import { byClient, type Followed, follow, hashOf } from './follow.ts';
import { crisisSchema, preferencesSchema, sessionSchema, tokenSchema } from './link-schemas.ts';
import { preferencesOf } from './preferences.ts';
import { Problem } from './problem.ts';
import { type LinkDeps, type Route, route } from './route.ts';

const readingSchema = z.object({
  title: z.string(),
  language: z.string(),
  paragraphs: z.array(z.string()),
  level: z
    .object({ grade: z.number(), words: z.int(), sentences: z.int() })
    .optional()
    .describe('The school grade that it reads at (English texts alone)'),
});

const ownSchema = z.object({
  language: z.string(),
  crisis: crisisSchema,
  preferences: preferencesSchema,
  goals: z.array(
    z.object({
      words: z.string(),
      statement: z.string().optional(),
      ratings: z.array(z.object({ at: z.string(), rating: z.number() })).describe('0 to 10, oldest first'),
    }),
  ),
  safetyPlan: z
    .object({
      title: z.string(),
      language: z.string().describe('Of its headings; its lines are in the client’s words'),
      sections: z.array(z.object({ heading: z.string(), lines: z.array(z.string()) })),
    })
    .optional(),
  plan: z
    .object({
      since: z.string().optional(),
      summary: z.string(),
      interventions: z.array(
        z.object({
          title: z.string(),
          detail: z.string().optional(),
          frequency: z.string().optional(),
          reading: readingSchema.optional(),
        }),
      ),
    })
    .optional()
    .describe('The one in force'),
  measures: z.array(
    z.object({
      title: z.string(),
      from: z.number(),
      to: z.number(),
      better: z.enum(['lower', 'higher']).optional(),
      series: z.array(z.object({ at: z.string(), total: z.number() })).describe('Oldest first'),
    }),
  ),
});

/** One answer for every code that opens nothing: wrong, used, too late, too many, or of a link that never was. */
const NOT_OPENED =
  'This code is not right, or it has run out. Ask for a new one, or wait an hour and try again.';

export const OWN: Route[] = [
  route({
    operationId: 'askCode',
    method: 'POST',
    path: '/link/code',
    who: 'link',
    summary:
      'Sends a code of six digits to where the link went, if it is a link and may be. The reply never tells whether',
    body: z.strictObject({ token: tokenSchema }),
    reply: z.object({}),
    async handle(deps, { body }) {
      const found = await follow(deps, body.token);
      const link = hashOf(body.token);
      const asked = found && (await deps.charts.run(byClient(found), { do: 'ask-code', link }));
      // A write that writes nothing, in place of the one that was not made: the time tells no more than the reply.
      if (!asked || isRefusal(asked))
        await deps.table.write([{ delete: { ...linkKey(link), sk: 'NONE' }, when: 'present' }]);
      return {};
    },
  }),
  route({
    operationId: 'openOwnPage',
    method: 'POST',
    path: '/link/own',
    who: 'link',
    summary:
      'What is the client’s own: goals, plan, safety plan and scores. The first time in a session with the code that was sent',
    body: z.strictObject({
      token: tokenSchema,
      session: sessionSchema,
      code: z.string().max(20).optional(),
    }),
    reply: ownSchema,
    async handle(deps, { body }) {
      const { token, session, code } = body;
      // Before anything is looked up, so that a link that never was takes as long as one that is.
      const digits = code === undefined ? undefined : digitsIn(code);
      const given = digits && (await codeHash(hashOf(token), digits, deps.codeCost));
      let found = await follow(deps, token, session);
      if (found && !found.own && given) {
        const { hash: link } = found;
        const command = { do: 'give-code', link, code: given, session: linkHash(session) } as const;
        const outcome = await deps.charts.run(byClient(found), command);
        if (!isRefusal(outcome) || outcome.refused === 'duplicate')
          found = await follow(deps, token, session);
      }
      if (!found?.own) throw new Problem('not-allowed', NOT_OPENED);
      return ownPage(deps, found);
    },
  }),
];

/** As it was typed or pasted: `123 456`, and the digits of other scripts. */
const digitsIn = (code: string): string => folded(code).replace(/\D/g, '');

async function ownPage(
  deps: LinkDeps,
  { clinicId, clientId, chart }: Followed,
): Promise<z.input<typeof ownSchema>> {
  const { country, language } = chart.client!;
  const { crisisLines, messages } = deps.content;
  const log: { entry: LogEntry; hash: string }[] = [];
  for await (const logged of deps.charts.log(clinicId, clientId)) log.push(logged);
  const history = readHistory(log);
  return {
    language,
    crisis: crisisReply(crisisLines, messages, country, language, {
      clinic: await deps.clinics.settings(clinicId),
    }),
    preferences: await preferencesOf(deps, chart),
    safetyPlan: chart.safetyPlan && safetyPlanIn(chart.safetyPlan.plan, language),
    goals: goalsSoFar({ chart, history }),
    plan: planOf(deps, chart),
    measures: scoresOf(
      await contentOf(deps, clinicId),
      (await deps.clinics.settings(clinicId)).hiddenFromClients,
      chart,
      history,
    ),
  };
}

function planOf(
  { suggesting, content }: LinkDeps,
  { plan, client }: Chart,
): z.input<typeof ownSchema>['plan'] {
  if (!plan) return undefined;
  const { catalogue, readings } = suggesting;
  const inTheirs = sayPlannedFor(catalogue, content, client!.language);
  return {
    since: plan.activatedAt,
    summary: plan.summary,
    interventions: plan.interventions.map(inTheirs).map(({ title, detail, frequency, option: id }) => {
      const option = catalogue.options.find(
        (one) => one.id === id || one.title.toLowerCase() === title.trim().toLowerCase(),
      );
      const texts = readings.filter(({ id }) => id === option?.reading);
      const language = texts.length
        ? closestLanguage(
            texts.map((one) => one.language),
            client!.language,
          )
        : undefined;
      const reading = texts.find((one) => one.language === language);
      return { title, detail, frequency, ...(reading && { reading }) };
    }),
  };
}

/** What is meant to be taken again and again: a screen's one score is for the clinician to talk over. */
function scoresOf(
  { instruments }: Content,
  hidden: readonly string[] = [],
  chart: Chart,
  history: History,
): z.input<typeof ownSchema>['measures'] {
  return measuresSoFar({ chart, history, instruments, language: chart.client!.language }).flatMap(
    ({ measure, title, series }) => {
      const scoring = measuring(instruments, measure)?.[1].scoring;
      if (hidden.includes(measure) || scoring?.kind !== 'total' || scoring.use !== 'monitor') return [];
      const { range, direction } = scoring;
      const better = {
        'lower-is-better': 'lower',
        'higher-is-better': 'higher',
        unstated: undefined,
      } as const;
      return [
        {
          title,
          from: range.from,
          to: range.to,
          better: better[direction],
          series: series.filter(({ late }) => !late).map(({ at, total }) => ({ at, total })),
        },
      ];
    },
  );
}
