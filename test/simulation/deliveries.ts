/** What comes to Attune from outside: a client's texts and mails, and what a provider tells of a message. Until it is taken. */
import { type DeliveryEvent, resolveDelivery } from '../../functions/inbound/delivery.ts';
import type { InboundDeps } from '../../functions/inbound/deps.ts';
import type { Dice } from '../../local/people/chance.ts';
import type { Faults } from './faults.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MOST_DELAY = 10 * MINUTE;

export function createDeliveries<Running extends { inbound: InboundDeps }>(around: {
  dice: Dice;
  faults: Faults;
  now(): number;
  later(at: number, what: string, work: (running: Running) => Promise<void>, alone?: true): void;
  onFault(kind: string): void;
}) {
  const { dice, faults, now, later, onFault } = around;

  function tell(at: number, event: DeliveryEvent): void {
    later(at, 'a provider tells of a message', async ({ inbound }) => {
      try {
        await resolveDelivery(inbound, event);
      } catch {
        onFault('what a provider tells is lost, and comes again');
        tell(now() + MINUTE, event);
      }
    });
  }

  /** Now and then it comes late, or twice. */
  function brings<Taken>(
    what: 'text' | 'mail',
    take: (running: Running) => Promise<Taken>,
    onTaken: (outcome: Taken) => void,
  ): void {
    const deliver = (at: number) =>
      later(
        at,
        `a client’s ${what} comes in`,
        async (running) => {
          try {
            onTaken(await take(running));
          } catch {
            onFault(`a client’s ${what} is lost, and comes again`);
            deliver(now() + MINUTE);
          }
        },
        // To read a mail takes a stream, and how long that takes no seed knows.
        what === 'mail' ? true : undefined,
      );
    const late = dice.unit() < faults.delay;
    if (late) onFault(`a client’s ${what} comes late`);
    deliver(now() + dice.between(0, late ? MOST_DELAY : 5 * SECOND));
    if (dice.unit() >= faults.duplicate) return;
    onFault(`a client’s ${what} comes twice`);
    deliver(now() + dice.between(0, MOST_DELAY));
  }

  return { tell, brings };
}
