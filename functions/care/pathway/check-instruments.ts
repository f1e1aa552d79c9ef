import type { Fault } from '../faults.ts';
import type { Instrument } from '../measures/instrument.ts';
import { longer } from '../schedule.ts';
import { type Condition, measuresIn } from './condition.ts';
import type { Known } from './known.ts';
import type { BatteryEntry, Pathway } from './pathway.ts';
import { conditionFaults, domainIn, type Lookup, readMeasure } from './reach.ts';

type Asked = { path: string; id: string; scored: boolean; again: boolean; checkIn?: true };

/** Every place at which the pathway names an instrument; `again` where it is asked more than once in an episode. */
export function placesOf({
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

export const instrumentOf = (id: string, { instruments }: Known): Instrument | undefined =>
  Object.hasOwn(instruments, id) ? instruments[id] : undefined;

export function* instrumentFaults(pathway: Pathway, known: Known): Generator<Fault> {
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

export function* batteryFaults(
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

/** Where a danger is asked about of some only, whoever set that up has thought of the others. */
export function* riskWarnings(pathway: Pathway, known: Known): Generator<Fault> {
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

export function* retestWarnings({ reassessment }: Pathway, known: Known): Generator<Fault> {
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
