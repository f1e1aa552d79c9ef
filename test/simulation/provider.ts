/** The providers of mail and texts, which take a message once and then tell of it in whatever order they like. */

import type { DeliveryEvent } from '../../functions/inbound/delivery.ts';
import type { OutboundMessage, Sender } from '../../functions/ports.ts';
import type { Dice } from '../../local/people/chance.ts';
import type { Faults } from './faults.ts';

export type Accepted = OutboundMessage & { at: number; providerId: string };

export type Provider = Sender & { accepted: Accepted[] };

class SocketTimeout extends Error {
  override name = 'TimeoutError';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of those that failed or were unwanted: nothing will ever arrive there. */
const FOR_GOOD = 0.2;

export function createProvider(around: {
  dice: Dice;
  faults: Faults;
  now(): number;
  iso(at: number): string;
  onAccepted(message: Accepted): void;
  /** What it tells of a message, later. */
  tells(at: number, event: DeliveryEvent): void;
  onFault(kind: string): void;
  isAway(): boolean;
}): Provider {
  const { dice, faults, now, iso, onFault, isAway } = around;
  const accepted: Accepted[] = [];
  const strikes = (kind: string, chance: number) => {
    if (chance === 0 || dice.unit() >= chance) return false;
    onFault(kind);
    return true;
  };

  /** Delivered as a rule; now and then not, twice, late, or both ways. */
  function tellOf({ key, to, channel, providerId }: Accepted) {
    if (dice.unit() < 0.3) return;
    const failed = faults.refuseForGood > 0 && dice.unit() < faults.refuseForGood;
    const forGood = failed && dice.unit() < FOR_GOOD;
    const code =
      failed && channel === 'sms' ? (forGood ? 'LANDLINE' : 'TEXT_CARRIER_UNREACHABLE') : undefined;
    const permanent = forGood && channel === 'email';
    const tell = (n: number, outcome: DeliveryEvent['outcome']) => {
      const late = dice.unit() < faults.delay;
      if (late) onFault('the provider tells late');
      const at = now() + dice.between(1_000, late ? 20 * HOUR : 5 * MINUTE);
      const event = { eventId: `${providerId}/${n}`, key, outcome, providerId, address: to, at: iso(at) };
      const told = { ...event, ...(code && { code }), ...(permanent && { permanent }) };
      around.tells(at, told);
      if (dice.unit() >= faults.duplicate) return;
      onFault('the provider tells twice');
      around.tells(at + dice.between(0, HOUR), told);
    };
    tell(1, failed ? 'failed' : 'delivered');
    if (!failed && channel === 'email' && dice.unit() < faults.refuseForGood * FOR_GOOD) {
      onFault('the provider tells of a complaint');
      tell(3, 'complaint');
    }
    if (!failed || dice.unit() >= 0.2) return;
    onFault('the provider tells that it failed, and that it was delivered');
    tell(2, 'delivered');
  }

  const day = { of: 0, taken: 0 };
  function takenToday(): number {
    const of = Math.floor(now() / DAY);
    if (day.of !== of) Object.assign(day, { of, taken: 0 });
    return day.taken;
  }

  return {
    accepted,
    async send(message) {
      if (isAway()) onFault('the provider is away');
      if (isAway() || strikes('the provider refuses for now', faults.refuseForNow))
        return { sent: 'refused', reason: 'Throttling', again: true };
      if (faults.sendsADay > 0 && takenToday() >= faults.sendsADay) {
        onFault('the provider’s quota of the day is used up');
        return { sent: 'refused', reason: 'LimitExceeded', again: true };
      }
      if (strikes('the provider refuses for good', faults.refuseForGood))
        return { sent: 'refused', reason: 'INVALID_REQUEST', again: false };
      const one = { ...message, at: now(), providerId: `p-${accepted.length + 1}` };
      accepted.push(one);
      day.taken += 1;
      around.onAccepted(one);
      tellOf(one);
      if (strikes('the provider took it and the connection broke', faults.acceptThenTimeout))
        throw new SocketTimeout('no reply');
      return { sent: 'accepted', providerId: one.providerId };
    },
  };
}
