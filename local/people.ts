/** Simulated people living with Attune: clients who answer, staff who decide, and the clock that moves on between them. */
import type { Instant } from '../functions/care/time.ts';
import type { Clock } from '../functions/ports.ts';
import type { App } from './app.ts';
import type { Agent } from './people/agenda.ts';

/** Moves the clock on to `until`, stopping wherever Attune or somebody has something to do. */
export async function live(
  app: App,
  clock: Clock & { to(at: Instant): void },
  options: { clinicId: string; agents: Agent[]; until: Instant; onStop?: (at: Instant) => void },
): Promise<void> {
  const { clinicId, agents, until, onStop } = options;
  const byAddress = new Map(agents.flatMap((agent) => agent.addresses.map((address) => [address, agent])));
  let heard: string | undefined;

  async function deliver(): Promise<void> {
    await app.settle();
    for (const message of await app.outbox.read(clinicId, heard)) {
      heard = message.providerId;
      byAddress.get(message.to)?.hear(message);
    }
  }

  await deliver();
  for (;;) {
    const due = await app.nextDue();
    const next = [due, ...agents.map((agent) => agent.next())].filter((at) => at !== undefined).sort()[0];
    if (next === undefined || next > until) break;
    clock.to(next);
    if (due !== undefined && due <= clock()) await app.tick();
    for (const agent of agents) await agent.act(clock());
    await deliver();
    onStop?.(clock());
  }
  clock.to(until);
}
