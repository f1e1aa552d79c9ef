import { content } from '../../../functions/adapters/content.ts';
import { scoreOf } from '../../../functions/care/measures/score.ts';
import { type Invariant, invariant, type Seen } from '../invariant.ts';

const responsesOf = (seen: Seen, pk: string) =>
  (seen.said.get(pk) ?? []).filter((event) => event.type === 'response.received');

const wordsOf = (seen: Seen, pk: string) =>
  (seen.said.get(pk) ?? []).filter((event) => event.type === 'words.received');

const pkOf = ({ clinicId, clientId }: { clinicId: string; clientId: string }) => `${clinicId}#${clientId}`;

export const ANSWERS: Invariant[] = [
  invariant(8, 'what was acknowledged is kept', (seen, fails, meets) => {
    const held = new Map<string, Set<string>>();
    return {
      answered(client, { requestId, instrument, answers }, reply) {
        if (reply.status !== 200) return;
        if (seen.world.faulty()) meets();
        const kept = responsesOf(seen, pkOf(client)).some(
          (one) =>
            one.requestId === requestId &&
            one.instrument === instrument &&
            Object.entries(answers).every(
              ([linkId, answer]) => JSON.stringify(one.answers[linkId]) === JSON.stringify(answer),
            ),
        );
        if (!kept) fails(`the answers to ${instrument} were acknowledged, and are nowhere`);
      },
      texted(client, { at, words }, outcome) {
        if ('held' in outcome) held.set(client.clinicId, (held.get(client.clinicId) ?? new Set()).add(words));
        if (!('received' in outcome)) return;
        // From a number that is shared, it is of the one who was asked.
        const kept = seen.clients
          .filter(({ phone }) => phone === client.phone)
          .some((one) =>
            wordsOf(seen, pkOf(one)).some((event) => event.sentAt === at && event.words === words),
          );
        if (!kept) fails('a text was taken, and its words are nowhere');
      },
      async ended() {
        for (const [clinicId, texts] of held) {
          const waiting = new Set((await seen.world.held(clinicId)).map(({ words }) => words));
          for (const { clientId } of seen.clients)
            for (const { words } of wordsOf(seen, pkOf({ clinicId, clientId }))) waiting.add(words);
          for (const words of texts)
            if (!waiting.has(words)) fails(`a text to ${clinicId} was held, and is nowhere`);
        }
      },
    };
  }),

  invariant(9, 'each complete form has one score, the one that its answers add up to', (_, fails, meets) => {
    const complete = new Map<string, string>();
    return {
      committed({ pk, entry, chart }, before) {
        for (const event of entry.events) {
          if (event.type !== 'response.received' || !event.complete) continue;
          const instrument = content.instruments[event.instrument];
          const isScored = instrument && instrument.scoring.kind !== 'form';
          const again = isScored ? scoreOf(instrument, event.answers).total : undefined;
          if (isScored) meets();
          if (isScored && again !== event.score?.total) fails(`${event.instrument} was scored otherwise`);
          if (event.late) continue;
          const key = `${pk}/${event.requestId}/${event.instrument}`;
          const corrected = complete.get(key);
          if (corrected === event.digest) fails(`${event.instrument} was handed in twice`);
          complete.set(key, event.digest);
          const measure = event.score?.measure ?? '';
          if (corrected && chart.measures[measure]?.count !== before?.measures[measure]?.count)
            fails(`a correction of ${event.instrument} counts as another measurement`);
          if (again === undefined || again === null || chart.episode?.endedAt) continue;
          const [was, is] = [before?.measures[measure], chart.measures[measure]];
          if (is?.last.value !== again || (!corrected && is?.count !== (was?.count ?? 0) + 1))
            fails(`a total of ${again} stands as measurement ${is?.count} of ${measure}, ${is?.last.value}`);
          if (!corrected && was && is?.baseline.value !== was.baseline.value)
            fails(`a later measurement of ${measure} moved where care began`);
        }
      },
    };
  }),

  invariant(10, 'what a client wrote is never written over', (_, fails, meets) => ({
    committed: ({ entry }) => void (entry.events.some(({ type }) => type === 'response.received') && meets()),
    logChanged: (pk, sk) => fails(`${sk} of ${pk} was written over`),
  })),

  invariant(11, 'an answer stands in the chart of whoever was asked', (seen, fails, meets) => {
    const asked = new Map<string, string[]>();
    /** What was written by whoever had been asked something by text. */
    const inThread = new Set<string>();
    return {
      committed({ pk, entry }, before) {
        for (const event of entry.events) {
          if (event.type === 'words.received' && Object.keys(before?.threads ?? {}).length > 0)
            inThread.add(`${pk}/${event.sentAt}`);
          const form = (requestId: string) => `${pk}/${requestId}`;
          if (event.type === 'request.opened')
            asked.set(
              form(event.request.id),
              event.request.forms.map(({ instrument }) => instrument),
            );
          else if (event.type === 'request.extended')
            asked.get(form(event.requestId))?.push(event.form.instrument);
          else if (event.type === 'request.swapped') asked.get(form(event.requestId))?.push(event.to);
          else if (event.type === 'response.received') {
            if (!asked.get(form(event.requestId))?.includes(event.instrument))
              fails(`${event.instrument} was taken as the answer to what did not ask for it`);
          }
        }
      },
      answered(client, { requestId, answers }, reply) {
        if (reply.status !== 200 || !JSON.stringify(answers).includes(client.secret)) return;
        const own = pkOf(client);
        for (const pk of seen.said.keys())
          if (
            pk !== own &&
            responsesOf(seen, pk).some((event) => JSON.stringify(event.answers).includes(client.secret))
          )
            fails(`an answer to ${requestId} stands in another client's chart`);
      },
      texted(client, { at, words, channel }, outcome) {
        const sharers = seen.clients.filter(({ phone }) => phone === client.phone);
        if (channel === 'email') return;
        if ('held' in outcome && outcome.held === 'shared-address') {
          meets();
          if (sharers.length === 1) fails('a text was held as from a number that is shared, and is not');
        }
        if (
          'received' in outcome &&
          sharers.length > 1 &&
          !sharers.some((one) => inThread.has(`${pkOf(one)}/${at}`))
        )
          fails('a text from a number that is shared was taken for one of those who share it');
        const others = [...seen.said.keys()].filter(
          (pk) =>
            seen.clientOf(pk).phone !== client.phone &&
            wordsOf(seen, pk).some((event) => event.sentAt === at && event.words === words),
        );
        if (others.length > 0) fails('a text stands in the chart of somebody who has another number');
      },
    };
  }),

  invariant(12, 'an answer that comes too late is kept and said to be late', (seen, fails, meets) => {
    const over = new Set<string>();
    return {
      committed({ pk, entry, chart }) {
        for (const event of entry.events) {
          if (event.type === 'request.ended') over.add(`${pk}/${event.requestId}`);
          if (event.type !== 'response.received') continue;
          const late = over.has(`${pk}/${event.requestId}`);
          if (late !== event.late)
            fails(`an answer that was ${late ? '' : 'not '}late is said to be otherwise`);
          if (!late) continue;
          const told = Object.values(chart.tasks).some(
            ({ kind, findings }) =>
              kind === 'urgent' ||
              kind === 'words' ||
              findings.some(({ rule }) => rule === `late/${event.requestId}`),
          );
          if (!told) fails(`nobody is told of a late answer to ${event.instrument}`);
        }
      },
      answered(client, { requestId, instrument, answers }, reply) {
        const chart = seen.charts.get(pkOf(client))!;
        if (
          reply.status !== 410 ||
          chart.ended[requestId]?.outcome !== 'expired' ||
          Object.keys(answers).length === 0
        )
          return;
        meets();
        const kept = responsesOf(seen, pkOf(client)).some(
          (one) => one.requestId === requestId && one.instrument === instrument,
        );
        if (!kept) fails(`a late answer to ${instrument} was not kept`);
      },
    };
  }),
];
