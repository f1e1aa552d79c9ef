import { wallClock } from '../../functions/care/schedule.ts';
import { type Instant, milliseconds } from '../../functions/care/time.ts';
import { type Agent, createAgenda, later } from './agenda.ts';
import { answersTo, type Mind } from './answers.ts';
import { createDice } from './chance.ts';
import { type ClientDoor, Refused, type ShownRequest } from './doors.ts';
import type { Asked, Habit, Persona } from './personas.ts';

export type Person = {
  /** Where their messages reach them: their phone number or email address. */
  address: string;
  /** Where they may be reached besides. */
  otherAddress?: string;
  zone: string;
  persona: Persona;
  words: Mind['words'];
  /** Of their enrolment; weeks count from here. */
  from: Instant;
  /** When they come to the assessment, whatever the hour; as soon as they look at it where it is left out. */
  assessedAt?: Instant;
};

/** Hours after the first look at which a late answer comes: when a check-in has expired and no other is asked yet. */
const LATE_HOURS = 100;
const WAKES_AT = 7;
const WEEK = 7 * 86_400_000;

/** A client who knows nothing but their messages and what their links show. */
export function simulateClient(person: Person, door: ClientDoor, seed: string): Agent {
  const { persona, words, from, otherAddress } = person;
  const dice = createDice(`${seed}/${person.address}`);
  const agenda = createAgenda();
  const habits = new Map<string, Habit>();
  const counts: Partial<Record<Asked, number>> = {};
  let changesWanted = persona.changesWanted ?? 0;
  const weekAt = (now: Instant) => (milliseconds(now) - milliseconds(from)) / WEEK;

  /** What they wait for a code for, to see what it is about. */
  let locked: { token: string; requestId: string } | undefined;

  async function look(token: string, now: Instant): Promise<void> {
    for (const request of await door.open(token)) {
      const known = habits.get(request.requestId);
      const habit = known ?? takeUp(request, now);
      const waitsUntil = request.ask === 'packet' && person.assessedAt;
      if (waitsUntil && waitsUntil > now) agenda.add(waitsUntil, (then) => respond(token, request, then));
      else if (habit === 'on-time' || (habit === 'after-reminder' && known))
        await respond(token, request, now);
      if (habit === 'late' && !known) {
        agenda.add(later(now, LATE_HOURS), (then) => respond(token, request, then));
      }
    }
  }

  function takeUp({ requestId, ask }: ShownRequest, now: Instant): Habit {
    const asked = ask === 'packet' || ask === 'reassessment' ? 'battery' : (ask as Asked);
    const n = (counts[asked] ?? 0) + 1;
    counts[asked] = n;
    const habit = persona.habit?.(asked, n, weekAt(now)) ?? 'on-time';
    habits.set(requestId, habit);
    return habit;
  }

  /** Page by page: answers may call for another form. */
  async function respond(
    token: string,
    { requestId, ask, forms, locked: behindCode }: ShownRequest,
    now: Instant,
    session?: string,
  ): Promise<void> {
    if (behindCode) {
      locked = { token, requestId };
      await unlessRefused(door.askCode(token));
      return;
    }
    const mind = mindAt(now);
    if (ask === 'agreement' && !mind.agrees) changesWanted -= 1;
    for (let open = forms; open.length > 0; ) {
      const responses = open.map((form) => ({
        instrument: form.instrument,
        answers: answersTo(form, mind),
        complete: true,
      }));
      const more = await door.answer({ token, session }, requestId, responses);
      const again = more.find((form) => open.some(({ instrument }) => instrument === form.instrument));
      if (again) throw new Error(`${person.address} cannot answer ${again.instrument} to the end`);
      open = more;
    }
  }

  async function unlock(code: string, now: Instant): Promise<void> {
    if (!locked) return;
    const { token, requestId } = locked;
    const session = `page-of-${token}`;
    // It was for another page that they had open: the one that belongs here is still on its way.
    if (!(await unlessRefused(door.giveCode({ token, session }, code)))) return;
    const request = (await door.open(token, session)).find((one) => one.requestId === requestId);
    locked = undefined;
    if (request) await respond(token, request, now, session);
  }

  async function unlessRefused(asking: Promise<unknown>): Promise<boolean> {
    try {
      await asking;
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  const mindAt = (now: Instant): Mind => ({
    severity: persona.severity(weekAt(now)),
    risk: persona.risk?.(weekAt(now)) ?? 0,
    sideEffects: persona.sideEffects?.(weekAt(now)),
    agrees: changesWanted === 0,
    words,
    dice,
  });

  function awake(at: Instant): Instant {
    const hour = Number(wallClock(at, person.zone).slice(11, 13));
    return hour < WAKES_AT ? later(at, WAKES_AT - hour) : at;
  }

  return {
    addresses: [person.address, ...(otherAddress ? [otherAddress] : [])],
    hear(message) {
      const token = /\/c#([\w-]+)/.exec(message.text)?.[1];
      const code = locked && !token ? /\b\d{6}\b/.exec(message.text)?.[0] : undefined;
      // They have the page open, and the phone in their hand.
      if (code) agenda.add(message.at, (now) => unlock(code, now));
      if (!token) return;
      agenda.add(awake(later(message.at, dice.between(...persona.hours))), (now) => look(token, now));
    },
    next: agenda.next,
    act: agenda.act,
  };
}
