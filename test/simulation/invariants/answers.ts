import { content } from '../../../functions/adapters/content.ts';
import { scoreOf } from '../../../functions/care/measures/score.ts';
import { type Invariant, invariant, type Seen } from '../invariant.ts';

const responsesOf = (seen: Seen, pk: string) =>
  (seen.said.get(pk) ?? []).filter((event) => event.type === 'response.received');

const wordsOf = (seen: Seen, pk: string) =>
  (seen.said.get(pk) ?? []).filter((event) => event.type === 'words.received');

const pkOf = ({ clinicId, clientId }: { clinicId: string; clientId: string }) => `${clinicId}#${clientId}`;

export const ANSWERS: Invariant[] = [
  invariant(8, 'what was acknowledged is kept', (seen, fails, meets) => ({
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
      if (!('received' in outcome)) return;
      const kept = wordsOf(seen, pkOf(client)).some((one) => one.sentAt === at && one.words === words);
      if (!kept) fails('a text was taken, and its words are nowhere');
    },
  })),

  invariant(9, 'each complete form has one score, the one that its answers add up to', (_, fails, meets) => {
    const complete = new Map<string, string>();
    return {
      committed({ pk, entry, chart }, before) {
        for (const event of entry.events) {
          if (event.type !== 'response.received' || !event.complete || event.late) continue;
          const key = `${pk}/${event.requestId}/${event.instrument}`;
          const corrected = complete.get(key);
          if (corrected === event.digest) fails(`${event.instrument} was handed in twice`);
          complete.set(key, event.digest);
          const measure = event.score?.measure ?? '';
          if (corrected && chart.measures[measure]?.count !== before?.measures[measure]?.count)
            fails(`a correction of ${event.instrument} counts as another measurement`);
          const instrument = content.instruments[event.instrument];
          if (!instrument || instrument.scoring.kind === 'form') continue;
          meets();
          const again = scoreOf(instrument, event.answers);
          if (JSON.stringify(again.total) !== JSON.stringify(event.score?.total))
            fails(`${event.instrument} was scored otherwise`);
        }
      },
    };
  }),

  invariant(10, 'what a client wrote is never written over', (_, fails, meets) => ({
    committed: ({ entry }) => void (entry.events.some(({ type }) => type === 'response.received') && meets()),
    logChanged: (pk, sk) => fails(`${sk} of ${pk} was written over`),
  })),

  invariant(11, 'an answer stands in the chart of whoever was asked', (seen, fails, meets) => ({
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
    texted(client, { at, words }, outcome) {
      if ('held' in outcome && outcome.held === 'shared-address') {
        meets();
        if (seen.clients.filter(({ phone }) => phone === client.phone).length === 1)
          fails('a text was held as from a number that is shared, and is not');
      }
      const others = [...seen.said.keys()].filter(
        (pk) =>
          seen.clientOf(pk).phone !== client.phone &&
          wordsOf(seen, pk).some((event) => event.sentAt === at && event.words === words),
      );
      if (others.length > 0) fails('a text stands in the chart of somebody who has another number');
    },
  })),

  invariant(12, 'an answer that comes too late is kept and said to be late', (seen, fails, meets) => ({
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
  })),
];
