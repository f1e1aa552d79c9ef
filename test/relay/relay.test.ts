import { describe, expect, it } from 'vitest';
import type { Event } from '../../functions/care/events.ts';
import type { Change, Json, Workflows } from '../../functions/ports.ts';
import { MachinesAway, type RelayDeps, relay } from '../../functions/relay/relay.ts';

/** Takes note of what it is asked; everything else throws when it is touched. */
function outside() {
  const started: Json[] = [];
  const handedBack: Json[] = [];
  const none = new Proxy(
    {},
    { get: (_, name) => () => expect.unreachable(`nothing should ask for ${String(name)}`) },
  );
  const workflows: Workflows = {
    async start(machine, name, input) {
      started.push({ machine, name, input });
    },
    async succeed(token, output) {
      handedBack.push({ token, output });
      return 'gone';
    },
  };
  const others = { charts: none, clinics: none, sender: none, chance: none, content: none };
  const deps = { ...others, linkBase: '', workflows } as unknown as RelayDeps;
  return { deps, started, handedBack };
}
const entry = (events: Event[], pk = 'riverside#kim'): Change => ({
  after: { pk, sk: 'LOG#000000002', body: JSON.stringify({ seq: 2, events }) },
});
const started = (cycle: number): Event => ({
  type: 'cycle.started',
  episodeId: 'episode-2.1',
  cycle,
  from: cycle === 1 ? 'intake' : 'reassessment',
  why: '',
});

describe('the relay', () => {
  it('starts the cycle that the entry speaks of, by the same name each time', async () => {
    const { deps, started: found } = outside();
    await relay(deps, entry([started(2)]));
    await relay(deps, entry([started(2)]));
    const execution = {
      machine: 'care-cycle',
      name: 'riverside_kim_episode-2-1_2',
      input: {
        clinicId: 'riverside',
        clientId: 'kim',
        episodeId: 'episode-2.1',
        cycle: 2,
        from: 'reassessment',
      },
    };
    expect(found).toEqual([execution, execution]);
  });

  it('gives the clients of two clinics names of their own, whatever hyphens are in their ids', async () => {
    const { deps, started: found } = outside();
    await relay(deps, entry([started(1)], 'river-side#kim'));
    await relay(deps, entry([started(1)], 'river#side-kim'));
    const [one, other] = found as { name: string }[];
    expect(one!.name).not.toBe(other!.name);
  });

  it('hands tokens back, also those that nobody waits with any more', async () => {
    const { deps, handedBack } = outside();
    await relay(deps, entry([{ type: 'waiter.released', token: 't1', outcome: 'answered' }]));
    expect(handedBack).toEqual([{ token: 't1', output: { outcome: 'answered' } }]);
  });

  it('goes on to what else the entry asks for where the machines are away, and says by name that they are', async () => {
    const { deps, handedBack } = outside();
    deps.workflows.start = () => Promise.reject(new Error('throttled'));
    const events: Event[] = [started(2), { type: 'waiter.released', token: 't1', outcome: 'answered' }];
    await expect(relay(deps, entry(events))).rejects.toThrow(MachinesAway);
    expect(handedBack).toHaveLength(1);
    deps.workflows.succeed = () => Promise.reject(new Error('throttled'));
    await expect(relay(deps, entry(events))).rejects.toThrow(MachinesAway);
  });

  it('leaves a message alone that is held from the first', async () => {
    const { deps } = outside();
    const held: Event = { type: 'message.held', messageId: 'm1', until: '2026-01-06T13:00:00.000Z', why: '' };
    const message = { id: 'm1' } as Extract<Event, { type: 'message.intended' }>['message'];
    await relay(deps, entry([{ type: 'message.intended', message }, held]));
    await expect(relay(deps, entry([{ type: 'message.intended', message }]))).rejects.toThrow('deps.chance');
  });

  it.each([
    ['a clinic', entry([started(1)], 'riverside')],
    ['a chart', { after: { pk: 'riverside#kim', sk: 'CHART', body: '{}' } }],
    [
      'what was there before',
      { ...entry([started(1)]), before: { pk: 'riverside#kim', sk: 'LOG#000000002' } },
    ],
    ['what was deleted', { before: { pk: 'riverside#kim', sk: 'LOG#000000002' } }],
  ])('does nothing about a change of %s', async (_, change: Change) => {
    const { deps, started: found } = outside();
    await relay(deps, change);
    expect(found).toEqual([]);
  });
});
