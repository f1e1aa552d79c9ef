import { type Fault, faultsOf } from '../faults.ts';
import { type Instrument, languagesOf } from '../measures/instrument.ts';
import type { Messages } from '../messages/messages.ts';
import { longer } from '../schedule.ts';
import { burdenWarnings, escalationFaults, type Team, timeFaults } from './check-times.ts';
import { wordingFaults, wordingWarnings } from './check-wording.ts';
import { type Condition, measuresIn } from './condition.ts';
import type { ConditionWords } from './condition-words.ts';
import { type BatteryEntry, type Pathway, pathwaySchema } from './pathway.ts';
import { COUNTED, conditionFaults, domainIn, type Lookup, readMeasure } from './reach.ts';
import { silenceFaults, silenceWarnings } from './silence.ts';

/**
 * `instruments` by id; `messageLanguages` are those with message texts, `messages` the texts themselves, for a pathway
 * that words some itself, and `clinic` the name that stands in them; without `teams`, nothing is said of who is in
 * them; `words` are those that a condition is said in.
 */
export type Known = {
  instruments: Record<string, Instrument>;
  messageLanguages: string[];
  messages?: Record<string, Messages>;
  clinic?: string;
  teams?: Record<string, Team>;
  words?: ConditionWords;
};

/** `pathway` is there where nothing is wrong with it. Warnings come then only, and keep nothing from being published. */
export type Checked = { pathway?: Pathway; faults: Fault[]; warnings: Fault[] };

/** Whether an admin may publish `raw` as a pathway; if not, all that is wrong with it and how to mend it. */
export function checkPathway(raw: unknown, known: Known): Checked {
  const parsed = pathwaySchema.safeParse(raw);
  if (!parsed.success) return { faults: faultsOf(parsed.error, raw), warnings: [] };
  const pathway = parsed.data;
  const faults = [
    ...idFaults(pathway),
    ...instrumentFaults(pathway, known),
    ...batteryFaults(pathway, 'assessment', known),
    ...batteryFaults(pathway, 'reassessment', known),
    ...alertFaults(pathway, known),
    ...trackFaults(pathway, known),
    ...timeFaults(pathway),
    ...escalationFaults(pathway, known.teams),
    ...silenceFaults(pathway),
    ...languageFaults(pathway, known),
    ...wordingFaults(pathway, known),
  ];
  if (faults.length > 0) return { faults, warnings: [] };
  return {
    pathway,
    faults,
    warnings: [
      ...textWarnings(pathway, known),
      ...silenceWarnings(pathway, known.instruments),
      ...retestWarnings(pathway, known),
      ...riskWarnings(pathway, known),
      ...burdenWarnings(pathway),
      ...wordingWarnings(pathway, known),
    ],
  };
}

function* idFaults({ levels, startLevel, checkIns, alerts }: Pathway): Generator<Fault> {
  for (const [name, entries] of Object.entries({ levels, checkIns, alerts }))
    for (const [n, { id }] of entries.entries())
      if (entries.findIndex((entry) => entry.id === id) < n)
        yield { path: `${name}[${n}].id`, fault: `“${id}” is there twice`, mend: 'give each its own id' };
  if (!levels.some(({ id }) => id === startLevel))
    yield {
      path: 'startLevel',
      fault: `there is no level “${startLevel}”`,
      mend: `use one of: ${levels.map(({ id }) => id).join(', ')}`,
    };
}

type Asked = { path: string; id: string; scored: boolean; again: boolean; checkIn?: true };

/** Every place at which the pathway names an instrument; `again` where it is asked more than once in an episode. */
function placesOf({
  intake,
  assessment,
  goals,
  plan,
  checkIns,
  afterSession,
  reassessment,
}: Pathway): Asked[] {
  const form = (path: string, id: string): Asked => ({ path, id, scored: false, again: false });
  const battery = (name: string, entries: BatteryEntry[], again: boolean) =>
    entries.flatMap(({ instrument, shorter }, n): Asked[] => {
      const path = `${name}.battery[${n}]`;
      return [
        { path: `${path}.instrument`, id: instrument, scored: true, again },
        ...(shorter ? [{ path: `${path}.shorter`, id: shorter, scored: true, again }] : []),
      ];
    });
  return [
    form('intake.form', intake.form),
    ...battery('assessment', assessment.battery, false),
    form('goals.form', goals.form),
    form('goals.agreement', goals.agreement),
    form('plan.acknowledgement', plan.acknowledgement),
    ...checkIns.flatMap(({ form: id, shorter }, n): Asked[] => [
      { ...form(`checkIns[${n}].form`, id), checkIn: true },
      ...(shorter ? [{ ...form(`checkIns[${n}].shorter`, shorter), checkIn: true as const }] : []),
    ]),
    ...(afterSession
      ? [{ path: 'afterSession.form', id: afterSession.form, scored: true, again: true }]
      : []),
    ...battery('reassessment', reassessment.battery, true),
  ];
}

const instrumentOf = (id: string, { instruments }: Known): Instrument | undefined =>
  Object.hasOwn(instruments, id) ? instruments[id] : undefined;

function* instrumentFaults(pathway: Pathway, known: Known): Generator<Fault> {
  for (const { path, id, scored, checkIn } of placesOf(pathway)) {
    const instrument = instrumentOf(id, known);
    if (!instrument) {
      yield {
        path,
        fault: `there is no instrument “${id}”`,
        mend: `use one of: ${Object.keys(known.instruments).join(', ')}`,
      };
      continue;
    }
    const { scoring, questionnaire } = instrument;
    if (scored && scoring.kind !== 'total')
      yield {
        path,
        fault: `“${id}” is a form, and here a score is needed`,
        mend: 'use an instrument with a score',
      };
    if (!scored && scoring.kind !== 'form' && !(checkIn && scoring.use === 'monitor'))
      yield {
        path,
        fault: `“${id}” is scored, and here a form is asked`,
        mend: checkIn
          ? 'use a form, or an instrument that is for monitoring'
          : 'use a form, and put instruments into a battery',
      };
    if (scoring.licence.status === 'restricted')
      yield {
        path,
        fault: `“${id}” has no text to show: its licence forbids that`,
        mend: `get the right to use it (${scoring.licence.ask ?? `ask ${scoring.licence.holder}`}) and add its wording (PUT /instruments/${id}/wording), or use another`,
      };
    if (questionnaire.status === 'retired')
      yield { path, fault: `“${id}” is retired`, mend: 'use the instrument that took its place' };
  }
}

function* batteryFaults(
  pathway: Pathway,
  name: 'assessment' | 'reassessment',
  known: Known,
): Generator<Fault> {
  const { battery } = pathway[name];
  const earliest = (measure: string) =>
    battery.findIndex(
      ({ instrument }) =>
        instrumentOf(instrument, known)?.scoring.measure === readMeasure(measure).instrument,
    );
  /** What must have held for the earlier entries that a condition draws on to be asked at all. */
  const givenFor = (when: Condition, before: number): Condition[] =>
    [...new Set(measuresIn(when).map(earliest))].flatMap((n) => {
      const condition = n < before ? battery[n]?.when : undefined;
      return condition ? [condition, ...givenFor(condition, n)] : [];
    });

  for (const [n, { instrument, when }] of battery.entries()) {
    const path = `${name}.battery[${n}]`;
    if (battery.findIndex((entry) => entry.instrument === instrument) < n)
      yield {
        path: `${path}.instrument`,
        fault: `“${instrument}” is there twice`,
        mend: 'take one of the two out',
      };
    if (!when) continue;
    const lookup: Lookup = (measure) => {
      const at = earliest(measure);
      const source = instrumentOf(battery[at]?.instrument ?? '', known);
      if (!source || at >= n)
        return {
          fault: `${measure} is not asked before this in the battery`,
          mend: 'put what it measures earlier, without a condition or with its own',
        };
      const { before, isNew, fromUsual } = readMeasure(measure);
      if (before || isNew || fromUsual)
        return {
          fault: `${measure}: a battery looks at its own answers alone`,
          mend: 'compare the total or the item, or make it a rule of the alerts',
        };
      if (readMeasure(measure).change && name === 'assessment')
        return {
          fault: `${measure}: there is no change before the first reassessment`,
          mend: 'compare the total',
        };
      return domainIn(source, measure);
    };
    const readable = (condition: Condition) =>
      measuresIn(condition).every((measure) => !('fault' in lookup(measure)));
    yield* conditionFaults(when, `${path}.when`, lookup, givenFor(when, n).filter(readable), known.words);
  }
}

function* alertFaults(pathway: Pathway, known: Known): Generator<Fault> {
  const places = placesOf(pathway).map((place) => ({ ...place, instrument: instrumentOf(place.id, known) }));
  const lookup: Lookup = (measure) => {
    const counted = COUNTED.get(measure);
    if (measure === 'check-ins.missed-in-a-row' && pathway.checkIns.length === 0)
      return { fault: 'this pathway has no check-ins to miss', mend: 'add a check-in, or take the rule out' };
    if (counted) return counted;
    const { instrument: name, before, isNew, change, fromUsual } = readMeasure(measure);
    const asked = places.filter(({ instrument }) => instrument?.scoring.measure === name);
    const source = asked[0]?.instrument;
    if (!source)
      return Object.values(known.instruments).some(({ scoring }) => scoring.measure === name)
        ? { fault: `this pathway never asks ${name}`, mend: 'add it to a battery, or take the rule out' }
        : {
            fault: `there is no measure “${measure}”`,
            mend: `use a measure that is asked, or one of: ${[...COUNTED.keys()].join(', ')}`,
          };
    if (fromUsual && !asked.some(({ path }) => path === 'afterSession.form'))
      return {
        fault: `${name} is not asked after sessions, and of nothing else a usual is kept`,
        mend: 'ask it there, or compare its change',
      };
    if ((before || isNew) && !asked.some(({ again, checkIn }) => again || checkIn))
      return {
        fault: `${name} is asked only once, so there is no answer before`,
        mend: 'ask it in a check-in, or compare the answer',
      };
    if (change && !asked.some(({ again }) => again))
      return {
        fault: `${name} is asked only once, so it never changes`,
        mend: 'add it to the reassessment, or compare the total',
      };
    return domainIn(source, measure);
  };
  for (const [n, { when }] of pathway.alerts.entries())
    yield* conditionFaults(when, `alerts[${n}].when`, lookup, [], known.words);
}

function* trackFaults({ track }: Pathway, known: Known): Generator<Fault> {
  for (const [n, { instrument }] of (track?.marks ?? []).entries())
    if (instrumentOf(instrument, known)?.scoring.kind !== 'total')
      yield {
        path: `track.marks[${n}].instrument`,
        fault: `there is no instrument “${instrument}” that has a total`,
        mend: 'correct its spelling, or take the mark out',
      };
}

/** As messages and questions choose their language: `es` serves `es-MX`. */
const serves = (offered: string[], wanted: string) =>
  offered.includes(wanted) || offered.includes(wanted.split('-')[0]!);

function* languageFaults({ languages }: Pathway, { messageLanguages }: Known): Generator<Fault> {
  for (const [n, language] of languages.entries())
    if (!serves(messageLanguages, language))
      yield {
        path: `languages[${n}]`,
        fault: `there are no message texts in “${language}”`,
        mend: `write them first, or use one of: ${messageLanguages.join(', ')}`,
      };
}

function* textWarnings(pathway: Pathway, known: Known): Generator<Fault> {
  for (const { path, id } of placesOf(pathway)) {
    const offered = languagesOf(instrumentOf(id, known)!);
    for (const language of pathway.languages.filter((wanted) => !serves(offered, wanted)))
      yield {
        path,
        fault: `“${id}” has no text in “${language}”, so that it is shown in “${offered[0]}”`,
        mend: 'use a validated translation, where there is one',
      };
  }
}

/** Where a danger is asked about of some only, whoever set that up has thought of the others. */
function* riskWarnings(pathway: Pathway, known: Known): Generator<Fault> {
  for (const name of ['assessment', 'reassessment'] as const) {
    const watched = [...pathway[name].battery.entries()].filter(
      ([, { instrument }]) => (instrumentOf(instrument, known)?.scoring.riskItems.length ?? 0) > 0,
    );
    if (watched.some(([, { when }]) => !when)) continue;
    for (const [n, { instrument }] of watched)
      yield {
        path: `${name}.battery[${n}].when`,
        fault: `“${instrument}” asks about danger, and whoever does not meet this condition is asked nothing of the kind`,
        mend: 'ask it of everybody, or see that a person asks',
      };
  }
}

function* retestWarnings({ reassessment }: Pathway, known: Known): Generator<Fault> {
  for (const [n, { instrument }] of reassessment.battery.entries()) {
    const least = instrumentOf(instrument, known)?.scoring.leastRetestDays ?? 0;
    if (longer(reassessment.every, `P${least}D`) < 0)
      yield {
        path: `reassessment.battery[${n}].instrument`,
        fault: `“${instrument}” is to be asked again after ${least} days at the earliest, and here it comes every ${reassessment.every}`,
        mend: 'reassess less often',
      };
  }
}
