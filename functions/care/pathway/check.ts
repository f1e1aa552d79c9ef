import { type Fault, faultsOf } from '../faults.ts';
import { languagesOf } from '../measures/instrument.ts';
import {
  batteryFaults,
  instrumentFaults,
  instrumentOf,
  placesOf,
  retestWarnings,
  riskWarnings,
} from './check-instruments.ts';
import { burdenWarnings, escalationFaults, timeFaults } from './check-times.ts';
import { wordingFaults, wordingWarnings } from './check-wording.ts';
import type { Known } from './known.ts';
import { type Pathway, pathwaySchema } from './pathway.ts';
import { COUNTED, conditionFaults, domainIn, type Lookup, readMeasure } from './reach.ts';
import { silenceFaults, silenceWarnings } from './silence.ts';

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
