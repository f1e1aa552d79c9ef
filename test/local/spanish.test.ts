/** Whoever reads Spanish is told all of it in Spanish: whole lives are told, and nothing may be left in English. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { content, sentencesFor } from '../../functions/adapters/content.ts';
import { comingUp } from '../../functions/care/coming-up.ts';
import { howToReach } from '../../functions/care/decide/urgent.ts';
import { goalHints } from '../../functions/care/plans/goals.ts';
import { planDifference } from '../../functions/care/plans/plan-difference.ts';
import { whySafetyReview } from '../../functions/care/plans/safety-plan.ts';
import type { Weekday } from '../../functions/care/schedule.ts';
import { sayIn } from '../../functions/care/sentences.ts';
import { type Line, sayLine } from '../../functions/care/timeline/line.ts';
import { narrator } from '../../functions/care/timeline.ts';
import { PERSONAS } from '../../local/people/personas.ts';
import { STORIES } from '../../local/people/stories.ts';
import { walk } from '../../local/walkthrough.ts';
import { kim, MONDAY } from '../support/people.ts';

const unknown = new Set<string>();
const say = sayIn(sentencesFor('es'), (english) => {
  if (/\p{L}/u.test(english)) unknown.add(english);
});

/** Cited as they are called, in any language. */
const SOURCES = new Set(
  globSync('workflows/{instruments,pathways}/*.json').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"source": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, source]) => JSON.parse(source!) as string,
    ),
  ),
);
const leftInEnglish = () => [...unknown].filter((one) => !SOURCES.has(one));

const ISO = /\d{4}-\d{2}-\d{2}/;

type Walk = Awaited<ReturnType<typeof walk>>;

async function toldInSpanish({ app, clientId }: Walk): Promise<Line[]> {
  const clinicId = 'riverside';
  const clinic = await app.clinics.settings(clinicId);
  const narrate = narrator({ clinic, instruments: content.instruments, language: 'es' });
  const lines: Line[] = [];
  let before: Parameters<typeof planDifference>[0] | undefined;
  for await (const { entry } of app.charts.log(clinicId, clientId)) {
    lines.push(...narrate(entry).map((line) => sayLine(say, line)));
    for (const event of entry.events) {
      if (event.type === 'task.opened') {
        const { title, findings, brief } = event.task;
        const { note, playbook = [], track, measures = [] } = brief;
        const said = [title, note, track?.because, ...findings.map(({ what }) => what)];
        for (const one of [...said, ...playbook.map(({ says }) => says), ...measures.map(({ band }) => band)])
          say(one ?? '');
      } else if (event.type === 'plan.drafted') {
        if (before) planDifference(before, event.plan).map(say);
        before = event.plan;
      }
    }
  }
  const ahead = comingUp(await app.charts.get(clinicId, clientId)).map((line) => sayLine(say, line));
  return [...lines, ...ahead];
}

describe('a client’s story in Spanish', () => {
  it.each<[string, () => Promise<Walk>]>([
    ['who gets better, and is at risk on the way', () => walk()],
    ['who never answers', () => walk(PERSONAS.silent)],
    ['who is in danger', () => walk(PERSONAS.atRisk)],
    ['who pauses', () => walk(PERSONAS.pauser)],
    ...Object.values(STORIES).map(
      (story) => [`on ${story.pathway}`, () => walk(undefined, story)] as [string, () => Promise<Walk>],
    ),
  ])('of one %s has no line left in English', async (_, living) => {
    unknown.clear();
    const lines = await toldInSpanish(await living());
    expect(leftInEnglish()).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
    // The log's own way to write a day is nobody's.
    const asComputersDo = lines.flatMap(({ what, why = '' }) => [what, why]).filter((one) => ISO.test(one));
    expect(asComputersDo).toEqual([]);
  });

  it('has each day as Spanish writes it, and one from an older log as it stands', () => {
    expect(say('The client paused care until 3 March 2026')).toBe(
      'El paciente puso la atención en pausa hasta el 3 de marzo de 2026',
    );
    expect(say('nobody has acknowledged it since 5 January 2026, 10:00')).toBe(
      'nadie ha acusado recibo desde el 5 de enero de 2026, 10:00',
    );
    expect(say('Light: session of 1 December 2026')).toBe('Light: sesión del 1 de diciembre de 2026');
    expect(say('The client paused care until 2026-03-03')).toBe(
      'El paciente puso la atención en pausa hasta el 2026-03-03',
    );
  });

  it('is told in a moment, fifty lines at a time', async () => {
    const { lines } = await walk();
    lines.map((line) => sayLine(say, line));
    const began = performance.now();
    lines.map((line) => sayLine(say, line));
    expect((50 * (performance.now() - began)) / lines.length).toBeLessThan(100);
  });
});

describe('in Spanish as well', () => {
  const told = (sentences: string[]) => {
    unknown.clear();
    const said = sentences.map(say);
    expect(leftInEnglish()).toEqual([]);
    return said;
  };
  const cadence = (every: string, days?: Weekday[], times?: number) => ({
    phases: [...(times ? [{ every: 'P1W', times }] : []), { every }],
    ...(days && { days }),
    at: '10:00',
  });
  const checkIn = { form: 'attune-check-in', window: 'P1D', expiresAfter: 'P3D', reminders: ['P1D', 'P2D'] };
  const plan = { version: 1, draftedBy: 'ada', reassessEvery: 'P6W' };
  const before = {
    ...plan,
    summary: 'CBT each week',
    interventions: [{ title: 'CBT', frequency: 'weekly' }, { title: 'A walk' }],
    checkIns: [
      { ...checkIn, id: 'mood', cadence: cadence('P1W', ['mon']) },
      { ...checkIn, id: 'sleep', cadence: cadence('P1D') },
    ],
  };
  const after = {
    ...plan,
    reassessEvery: 'P1M',
    summary: 'CBT and the reassessment',
    interventions: [
      { title: 'CBT', frequency: 'twice a week', detail: 'by video' },
      { title: 'TMS', course: { title: 'TMS', sessions: [cadence('P2W', ['tue', 'fri'], 4)], checks: [] } },
    ],
    checkIns: [
      {
        ...checkIn,
        id: 'mood',
        cadence: cadence('P2W', ['tue'], 4),
        form: 'phq-2',
        reminders: [],
        expiresAfter: 'P1DT4H',
        window: 'PT12H',
      },
      { ...checkIn, id: 'pain', cadence: cadence('P1M15D') },
    ],
  };

  it('is what changes in a plan, with what people wrote in it as they wrote it', () => {
    expect(told(planDifference(before as never, after as never))).toEqual([
      'El resumen dice ahora: «CBT and the reassessment». Antes: «CBT each week».',
      'Se añade: TMS.',
      'TMS, sesiones: cada semana 4 veces, luego cada 2 semanas, los martes y viernes a las 10:00.',
      'Se quita: A walk.',
      'CBT, cada cuánto: ahora twice a week, antes: weekly.',
      'CBT, en qué consiste: by video.',
      'El seguimiento «pain» es nuevo: cada mes y 15 días a las 10:00.',
      'El seguimiento «sleep» termina; era cada día a las 10:00.',
      'Seguimiento «mood»: ahora cada semana 4 veces, luego cada 2 semanas, los martes a las 10:00, antes: cada semana, los lunes a las 10:00.',
      'Seguimiento «mood», formulario: ahora phq-2, antes: attune-check-in.',
      'Seguimiento «mood», recordatorios: ahora ninguno, antes: tras 1 día y 2 días.',
      'Seguimiento «mood», abierto durante: ahora 1 día y 4 horas, antes: 3 días.',
      'Seguimiento «mood», puede empezar con un retraso de: ahora 12 horas, antes: 1 día.',
      'Reevaluación: ahora cada mes, antes: cada 6 semanas.',
    ]);
  });

  it('is what would help a goal, why a safety plan is looked at, and how a client can be reached', () => {
    const lines = { signs: ['x'], alone: [], places: [], people: [], professionals: [], surroundings: [] };
    const written = { version: 1, at: MONDAY, by: 'ada', why: '', plan: lines };
    const seen = { ...written, reviewed: { at: MONDAY, by: 'ada' } };
    const { phone: _, email: __, ...unreached } = kim;
    const reach = (client: object, minors: object) =>
      howToReach({
        client,
        now: MONDAY,
        zone: kim.zone,
        world: { clinic: { jurisdiction: { minors } } },
      } as never);
    const contacts = [
      { name: 'Rosa Rivera', relation: 'guardian', phone: '+1' },
      { name: 'Luis Rivera', relation: 'emergency', phone: '+2' },
    ];
    const sentences = [
      ...goalHints({}, false),
      ...goalHints({ measure: 'phq-9' }, true),
      whySafetyReview([], MONDAY),
      whySafetyReview([written]),
      whySafetyReview([seen], '2026-02-05T15:00:00.000Z'),
      whySafetyReview([seen]),
      reach({ ...unreached, dateOfBirth: '2012-01-01' }, { under: 18, guardian: 'told' }),
      reach({ ...unreached, email: 'k@example.org', contacts }, { under: 99, guardian: 'ask' }),
      reach(kim, { under: 18, guardian: 'told' }),
    ];
    const said = told(sentences.map(String));
    expect(said).toHaveLength(14);
    expect(said.at(-3)).toBe(
      'No consta ningún teléfono del paciente. Tampoco una dirección de correo. El paciente tiene 14 años. Según la norma de la clínica, una persona informa a un padre, madre o tutor. No consta quién tiene la tutela: averígüelo. Tampoco consta nadie más: siga el plan de la clínica para quien no se puede localizar.',
    );
  });
});
