/** What happens in a life beside the asking and answering. */
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { isRefusal } from '../../functions/care/refusal.ts';
import { createDice } from '../../local/people/chance.ts';
import shipped from '../../workflows/pathways/adult-depression-anxiety.json' with { type: 'json' };
import { ask } from './ask.ts';
import { ZONES } from './cast.ts';
import { DAY_OF_VERSION } from './invariants/course.ts';
import type { ClientSpec, Told } from './people.ts';
import type { Running, World } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ADMIN = { clinicId: 'north', by: 'lena' };

export function drawEvents(given: {
  world: World;
  seed: string;
  days: number;
  clients: ClientSpec[];
  told: Told;
  /** Of all charts, so far. */
  commits(): number;
}): void {
  const { world, days, clients, told, commits } = given;
  const dice = createDice(`${given.seed}/life`);
  /** Of what not every life has, so that the lives that have none stay as they were. */
  const rare = createDice(`${given.seed}/rare`);
  const at = (share = 1, by = dice) => world.now() + by.between(1, Math.max(2, days * share)) * DAY;
  const sometimes = (share: number, by = dice) => by.unit() < share;

  for (const spec of clients) happensTo(spec);
  if (sometimes(0.3)) world.later(at(), 'a deploy', async () => world.deploy());
  if (sometimes(0.4)) {
    const published = at(0.25);
    insists(published, 'an admin publishes', publish);
    if (sometimes(0.7)) {
      const when = dice.pick(['now', 'next-step'] as const);
      const moved = published + dice.between(0.1, days / 3) * DAY;
      asksAs(moved, ADMIN, 'POST', `/pathways/${shipped.id}/versions/2/moves`, { when });
      const clientIds = clients
        .filter(({ clinicId }) => clinicId === 'north')
        .map(({ clientId }) => clientId);
      if (sometimes(0.3)) {
        const undone = moved + dice.between(0.1, 24) * HOUR;
        asksAs(undone, ADMIN, 'POST', `/pathways/${shipped.id}/moves/undo`, { clientIds });
      }
    }
  }
  if (sometimes(0.3)) insists(at(), 'somebody leaves', leave);
  if (sometimes(0.3, rare)) {
    const from = at(1, rare);
    const [first, last] = [from, from + rare.between(2, 20) * DAY].map((when) =>
      world.iso(when).slice(0, 10),
    );
    const cover = [{ staff: 'noor', standIn: 'omar', from: first, to: last }];
    for (const clinicId of ['north', 'south'])
      asksAs(from, { clinicId, by: 'lena' }, 'PATCH', '/clinic', { cover });
  }
  for (let n = 0; n < 3; n += 1) world.later(at(), 'a stranger guesses', (running) => guess(running, n));
  const other = clients.find(({ clinicId }) => clinicId === 'south')!;
  for (const path of ['', '/timeline', '/progress', '/goals', '/plans'])
    asksAs(at(), { ...ADMIN, by: 'noor' }, 'GET', `/clients/${other.clientId}${path}`);

  function happensTo(spec: ClientSpec): void {
    const comesBack = (when: number) =>
      asks(when, 'POST', '/episodes', { pathway: { id: shipped.id }, clinician: 'omar' });
    const asks = (when: number, method: 'POST' | 'PATCH', path: string, json: object) =>
      asksAs(when, { clinicId: spec.clinicId, by: 'lena' }, method, `/clients/${spec.clientId}${path}`, json);
    for (let moves = sometimes(0.4) ? 1 + Math.floor(dice.between(0, 3)) : 0; moves > 0; moves -= 1)
      asks(at(), 'PATCH', '', { changes: { zone: dice.pick(ZONES) }, why: 'has moved' });
    if (sometimes(0.35)) {
      const from = at();
      const back = from + dice.between(2, 15) * DAY;
      const until = sometimes(0.5) ? world.iso(back).slice(0, 10) : undefined;
      asks(from, 'POST', '/pause', { until, why: 'on holiday' });
      asks(back, 'POST', '/resume', { why: 'is back' });
    }
    if (sometimes(0.1)) {
      const discharged = at();
      asks(discharged, 'POST', '/discharge', { why: 'moves away' });
      if (sometimes(0.5, rare)) comesBack(discharged + rare.between(1, 20) * DAY);
    }
    if (sometimes(0.06, rare)) {
      const died = at(1, rare);
      asks(died, 'POST', '/death', { why: 'the family has called' });
      const mistaken = died + rare.between(0.1, 5) * DAY;
      if (sometimes(0.5, rare)) {
        asks(mistaken, 'POST', '/death/correct', { why: 'it was somebody else of that name' });
        comesBack(mistaken + DAY);
      }
    }
    if (sometimes(0.25, rare)) {
      const hours = { from: rare.pick(['08:30', '11:00']), to: rare.pick(['12:30', '17:00']) };
      asks(at(0.5, rare), 'PATCH', '', { changes: { hours }, why: 'likes to be written to then' });
    }
    if (sometimes(0.1)) asks(at(), 'PATCH', '', { changes: { channel: 'email' }, why: 'asked for mail' });
    if (sometimes(0.1)) {
      const consents = { [spec.channel === 'sms' ? 'email' : 'sms']: { at: world.clock() } };
      asks(at(), 'PATCH', '', { changes: { consents }, why: 'said so on the phone' });
    }
  }

  function asksAs(
    when: number,
    { clinicId, by: staffId }: typeof ADMIN,
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    json?: object,
  ): void {
    world.later(when, `${staffId} asks for something`, async ({ api }) => {
      const reply = await ask(api, method, path, { json, token: `${clinicId}/${staffId}` });
      told.staffAsked({ clinicId, staffId }, path, reply, method);
    });
  }

  /** Whoever does not get through tries again in an hour. */
  function insists(when: number, what: string, work: (running: Running) => Promise<void>): void {
    world.later(when, what, (running) => work(running).catch(() => insists(world.now() + HOUR, what, work)));
  }

  async function guess({ api }: Running, n: number): Promise<void> {
    const before = commits();
    const token = `${'x'.repeat(21)}${n}`;
    const responses = [{ instrument: 'phq-2', answers: {}, complete: false }];
    for (const [path, json] of [
      ['/link/open', { token }],
      ['/link/answers', { token, requestId: 'request-1', responses }],
    ] as const) {
      const reply = await ask(api, 'POST', path, { json });
      // With somebody else at work in the same moment, their commits are not the stranger's.
      told.strangerAsked(reply, world.faults().atOnce > 0 ? 0 : commits() - before);
    }
  }
}

async function publish({ clinics }: Running): Promise<void> {
  const changed = structuredClone(shipped) as typeof shipped;
  changed.checkIns[0]!.cadence.days = [DAY_OF_VERSION[1]];
  const pathway = pathwaySchema.parse(changed);
  const { id, title } = pathway;
  const { published = 0 } = (await clinics.get(ADMIN.clinicId)).pathways[id] ?? {};
  if (published > 1) return;
  const drafted = await clinics.run(ADMIN, { do: 'draft-pathway', id, title, draft: changed });
  if (isRefusal(drafted)) return;
  await clinics.run(ADMIN, { do: 'publish-pathway', id, draftedAt: drafted.seq, pathway });
}

async function leave({ clinics }: Running): Promise<void> {
  const { staff } = await clinics.get(ADMIN.clinicId);
  await clinics.run(ADMIN, { do: 'change-staff', staff: { ...staff.noor!, active: false } });
}
