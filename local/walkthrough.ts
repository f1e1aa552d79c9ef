/** One client's twenty-four weeks, lived in memory in a moment: every stage of care, told as a clinician would read it. */
import { createMemoryTable } from '../functions/adapters/table-memory.ts';
import type { Event } from '../functions/care/events.ts';
import { after, wallClock } from '../functions/care/schedule.ts';
import type { Line } from '../functions/care/timeline/line.ts';
import type { InboxTask } from '../functions/charts.ts';
import { type App, createApp } from './app.ts';
import { count, type Io, say, styled } from './commands/command.ts';
import { setLines } from './commands/paper.ts';
import { linesOf } from './commands/timeline.ts';
import { makeClinic } from './first-start.ts';
import { DIRECTORY } from './machine.ts';
import { steppedClock } from './outbox.ts';
import { BESIDE_THE_INBOX, SCALE } from './people/beside.ts';
import { ADMIN, CLINICIANS, emailOf, ZONE } from './people/cast.ts';
import { seededChance } from './people/chance.ts';
import { simulateClient } from './people/client.ts';
import { simulateStaff } from './people/clinician.ts';
import { type Decide, type Decision, decideAsUsual, weekly } from './people/decisions.ts';
import { clientDoor, quietLogger, Refused, staffDoor, trustingIdentity } from './people/doors.ts';
import type { Persona } from './people/personas.ts';
import { milestones, STAGES } from './people/stages.ts';
import { STORIES, type Story } from './people/stories.ts';
import { live } from './people.ts';

const FROM = '2026-01-05T15:00:00.000Z';
const WEEKS = 24;
const CLINIC = 'riverside';
const PHONE = '+14155550134';
const ROSTER = `First name,Last name,Date of birth,Mobile,Time zone,Consent\nKim,Sample,1990-04-12,${PHONE},America/Chicago,2026-01-02`;

/** Whom the walkthrough follows: better only after the second plan, and at risk once on the way. */
export const KIM: Persona = {
  hours: [0.5, 4],
  severity: (week) => (week < 9 ? 16 : week < 15 ? 8 : 3),
  risk: (week) => (week > 5 && week < 9 ? 1 : 0),
  habit: (asked, n) =>
    asked === 'check-in'
      ? (({ 2: 'after-reminder', 3: 'never', 4: 'late' } as const)[n] ?? 'on-time')
      : 'on-time',
  sideEffects: (week) =>
    week > 7 && week < 15
      ? { burden: week > 9 && week < 11 ? 'severe' : 'mild', kinds: ['stomach'] }
      : undefined,
  changesWanted: 1,
};

/** What each review decides, and the plan that follows it. */
const REVIEWS = ['adjust', 'step-down', 'discharge'] as const;
const REASONS = {
  adjust: 'No change yet, and thoughts of death: closer steps.',
  'step-down': 'Half the symptoms are gone; fewer sessions are enough.',
  discharge: 'In remission, the goals are reached, and a plan for hard days is written.',
};
const PLANS = {
  adjust: { summary: 'Weekly therapy with activation, and a check-in on Thursdays', every: 'P1W' },
  'step-down': { summary: 'Guided self-help with a check-in every other week', every: 'P2W' },
};

function kimsClinician(): Decide {
  const usual = decideAsUsual;
  let reviews = 0;
  return (task) => {
    if (task.kind === 'review') {
      const outcome = REVIEWS[reviews] ?? 'discharge';
      reviews += 1;
      return { outcome, reason: REASONS[outcome] };
    }
    const plan = PLANS[REVIEWS[reviews - 1] as keyof typeof PLANS];
    if (task.kind === 'shape-goals') return scaled(usual(task));
    if (task.kind === 'draft-plan' && !plan) return withAccepted(usual(task), task);
    if (task.kind !== 'draft-plan' || !plan) return usual(task);
    const { summary, every } = plan;
    const detail = { summary, checkIns: [weekly(every, 'thu')], reassessEvery: 'P5W' };
    return { outcome: 'draft', reason: '', detail };
  };
}

/** Each goal with its measure, its weight and the scale that it is rated against. */
function scaled(decision: Decision): Decision {
  const { goals } = decision.detail as { goals: { words: string }[] };
  const detail = { goals: goals.map((goal) => ({ ...goal, measure: 'phq-9', weight: 2, scale: SCALE })) };
  return { ...decision, detail };
}

/** The plan with what was accepted of the suggestions, for the first of the goals. */
function withAccepted(decision: Decision, { brief }: InboxTask): Decision {
  const { interventions, ...plan } = decision.detail as { interventions: object[] };
  const accepted = (brief.accepted ?? []).map((one) => ({ ...one, goals: ['1'] }));
  return { ...decision, detail: { ...plan, interventions: [...interventions, ...accepted] } };
}

/** Where life went another way, as in a story in which the client never answers, it is not done. */
async function unlessRefused(acting: Promise<unknown>): Promise<void> {
  try {
    await acting;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

export type Walk = { app: App; clientId: string; lines: Line[]; missed: string[]; summary: string[] };

/** On the first shipped pathway, or on that of a story; the persona is the story's unless another is given. */
export async function walk(given?: Persona, story?: Story): Promise<Walk> {
  const persona = given ?? story?.persona ?? KIM;
  const table = createMemoryTable();
  const clock = steppedClock(FROM);
  const app = createApp({
    table,
    changes: table.changes,
    clock,
    chance: seededChance('walkthrough'),
    identity: trustingIdentity,
    url: 'http://localhost:4180',
    logger: quietLogger,
  });
  const admin = { ...ADMIN, email: emailOf(ADMIN.id, CLINIC) };
  const { clinic } = await makeClinic(
    app.clinics,
    { id: CLINIC, name: 'Riverside Counseling', zone: ZONE, country: 'US' },
    admin,
  );
  const [{ id, name, teams }] = CLINICIANS;
  const maya = { id, name, email: emailOf(id, CLINIC), teams: [...teams] };
  const office = staffDoor(app.api, `${CLINIC}/${ADMIN.id}`);
  await office.call({ method: 'POST', path: '/staff', json: { ...maya, roles: ['clinician'] } });
  const { added } = await office.call<{ added: { clientId: string }[] }>({
    method: 'POST',
    path: '/clients/import',
    csv: ROSTER,
  });
  const { clientId } = added[0]!;
  const door = staffDoor(app.api, `${CLINIC}/${id}`);
  const [first] = Object.keys((await app.clinics.get(CLINIC)).pathways);
  const pathway = story?.pathway ?? first;
  if (story) {
    const path = `/pathways/${pathway}`;
    const { draftedAt } = await office.call<{ draftedAt: number }>({ method: 'GET', path: `${path}/draft` });
    await office.call({ method: 'POST', path: `${path}/publish`, json: { draftedAt } });
  }
  await door.call({
    method: 'POST',
    path: `/clients/${clientId}/episodes`,
    json: { pathway: { id: pathway }, clinician: id },
  });

  const words = {
    reason: 'I hardly sleep and everything is too much.',
    goals: ['Sleep through four nights a week', 'Cook for friends again'],
    change: 'Go outside every day',
  };
  const kim = { address: PHONE, zone: 'America/Chicago', persona, words, from: FROM };
  const { calendar } = clinic!;
  const decide = story?.decide() ?? kimsClinician();
  const clinician = simulateStaff({ ...maya, onCall: true, calendar, decide }, door, 'walkthrough');
  if (!story)
    for (const { at, act } of BESIDE_THE_INBOX) clinician.plan(at, () => unlessRefused(act(door, clientId)));
  await live(app, clock, {
    clinicId: CLINIC,
    agents: [clinician, simulateClient(kim, clientDoor(app.api), 'walkthrough')],
    until: after(FROM, `P${story?.weeks ?? WEEKS}W`, ZONE),
  });

  const events: (Event & { at: string })[] = [];
  for await (const { entry } of app.charts.log(CLINIC, clientId)) {
    events.push(...entry.events.map((event) => ({ ...event, at: entry.at })));
  }
  const reached = milestones(events);
  const missed = story
    ? Object.entries(story.milestones).flatMap(([says, holds]) => (holds(events) ? [] : [says]))
    : STAGES.filter((stage) => !reached.has(stage));
  return {
    app,
    clientId,
    lines: await linesOf(app, CLINIC, clientId),
    missed,
    summary: await summaryOf(app, clientId, events),
  };
}

async function summaryOf(app: App, clientId: string, events: (Event & { at: string })[]): Promise<string[]> {
  const { version, plan, measures, episode, client } = await app.charts.get(CLINIC, clientId);
  const sent = (to: string) => (message: { to: string }) => message.to === to;
  const messages = await app.outbox.read(CLINIC);
  const all = <T extends Event['type']>(type: T) => events.filter((event) => event.type === type);
  const phq9 = measures['phq-9'];
  const last = episode?.endedAt;
  return [
    `${count(version, 'log entry', 'log entries')}, ${count(messages.filter(sent(PHONE)).length, 'message')} to the client, ${count(all('task.opened').length, 'task')} for the clinician`,
    `${count(plan?.version ?? 0, 'version')} of the plan; ${count(all('response.received').length, 'form')} answered`,
    `PHQ-9 from ${phq9?.baseline.value ?? 'unknown'} to ${phq9?.last.value ?? 'unknown'}`,
    last
      ? `discharged on ${wallClock(last, client!.zone).slice(0, 10)}`
      : `still in care (${episode?.stage})`,
  ];
}

/** Prints the story, and gives the exit code: 1 where a stage was missed. */
export async function walkthrough(io: Io, persona?: Persona, story?: Story): Promise<number> {
  const { app, clientId, lines, missed, summary } = await walk(persona, story);
  const stages = story ? Object.keys(story.milestones).length : STAGES.length;
  const { client } = await app.charts.get(CLINIC, clientId);
  say(io, [
    styled(
      io,
      'bold',
      `${story ? `${story.weeks} weeks on ${story.pathway}` : 'Twenty-four weeks'} with ${client!.name}`,
    ),
    `An invented person, at ${CLINIC}; times in ${client!.zone}`,
    ...setLines(io, lines, client!.zone),
    '',
    styled(io, 'bold', 'In short'),
    ...summary.map((line) => `  ${line}`),
    `  ${stages - missed.length} of ${stages} stages of care reached`,
  ]);
  if (missed.length > 0) io.err.write(`Not reached: ${missed.join('; ')}.\n`);
  return missed.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  const io: Io = { out: process.stdout, err: process.stderr, directory: DIRECTORY };
  const [named] = process.argv.slice(2);
  const story = named === undefined ? undefined : STORIES[named];
  if (named !== undefined && !story) {
    io.err.write(`There is no walkthrough ${named}; there is ${Object.keys(STORIES).join(', ')}.\n`);
    process.exitCode = 1;
  } else process.exitCode = await walkthrough(io, undefined, story);
}
