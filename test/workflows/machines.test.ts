/** What must hold of every state machine, whatever it says. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENT_ASKS, CLINICIAN_ASKS } from '../../functions/care/decide/waiting.ts';
import { LONGEST_EXPIRY } from '../../functions/care/pathway/check-times.ts';
import { nominalSeconds } from '../../functions/care/schedule.ts';
import { MACHINES } from '../../functions/ports.ts';
import { stepSchema } from '../../functions/step/step.ts';

const root = join(import.meta.dirname, '../..');
type Rule = { ErrorEquals: string[] };
type State = {
  Type: string;
  Resource?: string;
  Arguments?: { Payload?: string };
  TimeoutSeconds?: number;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Retry?: Rule[];
  Catch?: (Rule & { Next: string })[];
};
const machines = MACHINES.map((name) => {
  const text = readFileSync(join(root, `workflows/machines/${name}.asl.json`), 'utf8');
  return { name, ...(JSON.parse(text) as { StartAt: string; States: Record<string, State> }) };
});
const states = machines.flatMap(({ name, States }) =>
  Object.entries(States).map(([title, state]) => ({ where: `${name}: ${title}`, title, ...state })),
);
const waiting = states.filter(({ Resource }) => Resource?.endsWith('.waitForTaskToken'));
const said = ({ Arguments }: State, name: string) =>
  new RegExp(`'${name}': '([^']+)'`).exec(Arguments?.Payload ?? '')?.[1];

/** The error classes that are thrown, by the name that they give themselves, with where. */
const thrown = globSync('functions/**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/override name = '(\w+)'/g)].map(([, name]) => name!),
);

describe('each state machine', () => {
  it('is there by its name, and no other is', () => {
    const files = globSync('workflows/machines/*.asl.json', { cwd: root });
    expect(files.map((file) => file.replace(/.*\/|\.asl\.json/g, '')).sort()).toEqual([...MACHINES].sort());
  });

  it('catches and retries only what Step Functions and Lambda name, or what is thrown here, named once', () => {
    const named = states.flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap((r) => r.ErrorEquals),
    );
    const own = new Set(named.filter((name) => !/^(States|Lambda)\.\w+$/.test(name)));
    expect([...own].sort()).toEqual(['CareEnded', 'Contended']);
    for (const name of own) expect(thrown.filter((one) => one === name)).toEqual([name]);
  });

  it('never takes an unknown error for an answer', () => {
    expect(
      states.filter(({ Catch = [] }) => Catch.some((r) => r.ErrorEquals.includes('States.ALL'))),
    ).toEqual([]);
  });

  it('waits for a person longer than any request stays open, and not for ever', () => {
    expect(waiting.length).toBeGreaterThan(9);
    for (const { where, TimeoutSeconds } of waiting) {
      expect(TimeoutSeconds, where).toBeGreaterThan(nominalSeconds(LONGEST_EXPIRY));
      expect(TimeoutSeconds, where).toBeLessThan(nominalSeconds('P1Y'));
    }
  });

  it('asks again where a wait has timed out, and ends where care has', () => {
    for (const { where, title, Catch = [] } of waiting) {
      const next = Object.fromEntries(Catch.flatMap((r) => r.ErrorEquals.map((name) => [name, r.Next])));
      expect(next, where).toEqual({ CareEnded: 'Care has ended', 'States.Timeout': title });
    }
  });

  it('asks for what the step knows, in what the step can read', () => {
    for (const state of waiting) {
      const round = /'round': \$(\w+)/.exec(state.Arguments!.Payload!)?.[1];
      const [ask, what] = [said(state, 'ask'), said(state, 'what')];
      const ids = { clinicId: 'c', clientId: 'k', episodeId: 'e', cycle: 1, from: 'intake' };
      expect(['round', 'planRound'], state.where).toContain(round);
      expect(stepSchema.safeParse({ ...ids, ask, what, round: 1, token: 't' }).success, state.where).toBe(
        true,
      );
    }
    const asked = waiting.map((state) => said(state, 'what'));
    expect([...new Set(asked)].sort()).toEqual([...CLIENT_ASKS, ...CLINICIAN_ASKS].sort());
  });

  it('reaches every state, and leads every state on', () => {
    for (const { name, StartAt, States } of machines) {
      const reached = new Set([StartAt]);
      for (const title of reached) {
        const { Next, Default, Choices = [], Catch = [] } = States[title]!;
        for (const next of [Next, Default, ...Choices.map((c) => c.Next), ...Catch.map((c) => c.Next)])
          if (next) reached.add(next);
      }
      expect([...reached].sort(), name).toEqual(Object.keys(States).sort());
    }
  });
});
