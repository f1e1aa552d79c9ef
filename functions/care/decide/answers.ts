import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { digestKey, type EndedRequest, type Form, type Request } from '../chart.ts';
import { answerTo } from '../measures/instrument/questionnaire.ts';
import { type Answers, checkInWithGoals, type Instrument, readWhatCan } from '../measures/instrument.ts';
import { type Facts, factsOf, type Score, scoreOf } from '../measures/score.ts';
import { holds, measuresIn } from '../pathway/condition.ts';
import type { BatteryEntry } from '../pathway/pathway.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import type { Turn } from '../turn.ts';
import { watchRedLine } from './aftercare.ts';
import { watchTrack } from './off-track.ts';
import { conclude, decisionIn } from './plan.ts';
import { endRequest } from './requests.ts';
import { isKnownRisk, raise, watchRiskItems, watchRules } from './safety.ts';
import { takeBack } from './silence.ts';

export type Answer = {
  do: 'answer';
  requestId: string;
  /** By instrument; `complete` false saves what there is and keeps the form open. */
  responses: { instrument: string; answers: unknown; complete: boolean }[];
};

/** Of one request: a person who changes their mind sends a few, a page left open some dozens. */
export const MOST_LATE = 60;

const digestOf = (answers: Answers): string =>
  createHash('sha256')
    .update(canonicalize(answers) ?? '')
    .digest('base64url')
    .slice(0, 22);

/**
 * The client answers. What can be read is kept, even where something in it can't; a repeat changes nothing;
 * an answer that comes after the request ended is kept as late and watched for risk like any other.
 */
export function answer(turn: Turn, { requestId, responses }: Answer): Refusal | undefined {
  const open = turn.chart.requests[requestId];
  const ended = turn.chart.ended[requestId];
  const request = open ?? ended;
  if (!request) return refuse('not-found', 'There is no such request.');
  for (const { instrument } of responses) if (open) takeBack(turn, open, instrument);
  const asked = new Set(
    open
      ? turn.chart.requests[requestId]!.forms.map((form) => form.instrument)
      : (ended as EndedRequest).instruments,
  );
  const read: Record<string, Answers> = {};
  let refusal: Refusal | undefined;
  for (const response of responses) {
    const received = asked.has(response.instrument)
      ? receive(turn, requestId, request, response)
      : refuse('invalid', `This request does not ask for ${response.instrument}.`);
    if (isRefusal(received)) refusal ??= received;
    else read[response.instrument] = received;
  }
  if (!turn.events.some(({ type }) => type === 'response.received'))
    return refusal ?? refuse('duplicate', 'These answers are here already. Thank you.');
  const still = turn.chart.requests[requestId];
  if (still) goOn(turn, still, read);
}

/** A check-in also asks how close each agreed goal is. */
export const formOf = (instrument: Instrument, goals: Request['goals']): Instrument =>
  goals ? checkInWithGoals(instrument, goals) : instrument;

function receive(
  turn: Turn,
  requestId: string,
  request: Request | EndedRequest,
  { instrument: id, answers: raw, complete }: Answer['responses'][number],
): Refusal | Answers {
  const known = turn.world.instruments[id];
  if (!known) return refuse('invalid', `There is no instrument ${id}.`);
  const instrument = formOf(known, request.goals);
  const form = turn.chart.requests[requestId]?.forms.find((one) => one.instrument === id);
  const saved = form?.partial;
  const read = readWhatCan(instrument, raw, saved);
  if (read.nothing)
    return refuse('invalid', `None of the answers to ${id} could be read. Please answer again.`);
  const digest = digestOf(read.answers);
  const late = !turn.chart.requests[requestId];
  const isRepeat = (late: boolean) =>
    turn.chart.digests[digestKey({ requestId, instrument: id, late })] === digest;
  if (isRepeat(false) && !(complete && form && !form.done)) return read.answers;
  if (late && isRepeat(true)) return refuse('wrong-state', 'These answers came too late, and are kept.');
  const done = complete && read.missing.length === 0;
  const score = scoreOf(instrument, read.answers);
  const given = { instrument, answers: read.answers, responseId: `${requestId}/${id}` };
  const isTooMany = late && ((request as EndedRequest).late ?? 0) >= MOST_LATE;
  // A used link in the wrong hands must not fill a log. What means danger is heard however many came.
  if (isTooMany && isKnownRisk(turn, { ...given, score }))
    return refuse('wrong-state', 'Too many answers came after the end. Call the clinic, please.');
  const own = factsOf(instrument, read.answers, score);
  const facts =
    done && !late
      ? {
          ...own,
          ...comparedFacts(turn, instrument, read.answers, { own, score, corrects: form?.done === true }),
        }
      : {};
  const responseId = turn.id('response');
  turn.emit({
    type: 'response.received',
    responseId,
    requestId,
    instrument: id,
    instrumentVersion: instrument.questionnaire.version,
    answers: read.answers,
    digest,
    complete: done,
    late,
    score,
    facts,
  });
  // What was saved before has been seen to: it does not come back with the next page, even where its task has ended.
  const isNews = (linkId: string) => saved?.[linkId] !== read.answers[linkId];
  const risks = { ...score, positiveRiskItems: score.positiveRiskItems.filter(isNews) };
  watchRiskItems(turn, { ...given, score: risks });
  if (done && !late) {
    const rated = request.goals?.some(({ id }) => read.answers[`goal-${id}`] !== undefined);
    const ratings = rated ? ['goals.lowest-rating'] : [];
    watchRules(turn, [...Object.keys(facts), `${score.measure}.change`, ...ratings], responseId);
    watchTrack(turn);
    watchRedLine(turn, request, score);
  }
  return read.answers;
}

/** What comes late by the page counts in no measure: a person is told to look at it, where none is called already. */
export function tellOfLate(turn: Turn, { requestId }: Answer): undefined {
  const { world, chart, events } = turn;
  const received = events.flatMap((event) =>
    event.type === 'response.received' && event.late ? [event] : [],
  );
  const isCalled = Object.values(chart.tasks).some(({ kind }) => kind === 'urgent');
  const isByStaff = Object.hasOwn(world.clinic.staff, turn.by);
  if (received.length === 0 || isCalled || isByStaff || !world.pathway) return;
  const titles = received.map(({ instrument }) => world.instruments[instrument]!.questionnaire.title);
  const many = (chart.ended[requestId]?.late ?? 0) >= MOST_LATE;
  raise(turn, 'routine', {
    at: turn.now,
    rule: `late/${requestId}`,
    responseId: `late/${requestId}`,
    what: many
      ? `${MOST_LATE} answers came to a request that had ended, and no more are kept: ask the client whether they are theirs`
      : `Answers to ${titles.join(' and ')} came after the request had ended: they are kept, and count in no measure`,
  });
}

/** What rules may ask of an answer beside those before it; a correction is compared with what came before its first version. */
function comparedFacts(
  turn: Turn,
  instrument: Instrument,
  answers: Answers,
  { own, score, corrects }: { own: Facts; score: Score; corrects: boolean },
): Facts {
  const { chart, world } = turn;
  const { measure, total } = score;
  const facts: Facts = {};
  for (const asked of corrects ? [] : (world.pathway?.alerts ?? []).flatMap(({ when }) => measuresIn(when))) {
    const item = asked.replace(/\.before$/, '');
    const before = chart.facts[item];
    if (asked !== item && own[item] !== undefined && before !== undefined) facts[asked] = before;
  }
  Object.assign(facts, corrects ? {} : newChoices(turn, instrument, answers));
  const measured = chart.measures[measure];
  if (world.pathway?.afterSession?.form !== measure || total === null || !measured) return facts;
  const known = chart.facts[`${measure}.usual`];
  const { last, count } = measured;
  // The mean of all earlier totals goes on from the mean of those before the last.
  const mean = typeof known === 'number' ? (known * (count - 1) + last.value) / count : last.value;
  const usual = corrects ? known : mean;
  if (typeof usual !== 'number') return facts;
  return { ...facts, [`${measure}.usual`]: usual, [`${measure}.from-usual`]: total - usual };
}

/** Of items with several choices that a rule asks of: what is chosen, and how much of it was not the last time. */
function newChoices({ chart, world }: Turn, instrument: Instrument, answers: Answers): Facts {
  const facts: Facts = {};
  const { measure } = instrument.scoring;
  for (const asked of (world.pathway?.alerts ?? []).flatMap(({ when }) => measuresIn(when))) {
    const [, linkId] = /^.+#(.+)\.new$/.exec(asked) ?? [];
    if (!linkId || asked !== `${measure}#${linkId}.new`) continue;
    const given = answerTo(answers, linkId);
    const chosen = Array.isArray(given) ? given.toSorted() : [];
    const before = String(chart.facts[`${measure}#${linkId}.chosen`] ?? '').split(' ');
    facts[asked] = chosen.filter((code) => !before.includes(code)).length;
    facts[`${measure}#${linkId}.chosen`] = chosen.join(' ');
  }
  return facts;
}

/** A battery may call for more; when nothing is left to answer, the request has its answer. */
function goOn(turn: Turn, request: Request, read: Record<string, Answers>): void {
  const battery = batteryOf(turn, request);
  const answered = request.forms.filter((form) => form.done).map((form) => form.instrument);
  for (const entry of battery) {
    const isThere = ({ instrument, insteadOf }: Form) => [instrument, insteadOf].includes(entry.instrument);
    if (!entry.when || request.forms.some(isThere)) continue;
    const from = measuresIn(entry.when).map((measure) => measure.split(/[#.]/)[0]!);
    if (!from.every((instrument) => answered.includes(instrument)) || !holds(entry.when, turn.chart.facts))
      continue;
    turn.emit({
      type: 'request.extended',
      requestId: request.id,
      form: { instrument: entry.instrument, done: false },
      why: `the answers so far call for ${entry.instrument}`,
    });
  }
  if (request.forms.some((form) => !form.done)) return;
  endRequest(turn, request, 'answered', 'the client has answered', decisionIn(request, read));
  conclude(turn, request, read);
}

function batteryOf({ pathway }: Turn, { ask }: Request): BatteryEntry[] {
  if (ask === 'packet') return pathway.assessment.battery;
  return ask === 'reassessment' ? pathway.reassessment.battery : [];
}
