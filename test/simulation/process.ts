/** A process of Attune among others: its ports fail as AWS's do, and when it crashes nothing of it goes on. */
import { instant, milliseconds } from '../../functions/care/time.ts';
import type { Clock, Identity, OutboundMessage, Sender, Table, WriteOutcome } from '../../functions/ports.ts';
import { TableBusy } from '../../functions/ports.ts';
import type { Dice } from '../../local/people/chance.ts';
import type { Faults, Part } from './faults.ts';

const MINUTE = 60_000;

class Crashed extends Error {
  override name = 'Crashed';
}
class Unreachable extends Error {
  override name = 'Unreachable';
}
class TimedOut extends Error {
  override name = 'TimeoutError';
}
class Throttled extends Error {
  override name = 'ThrottlingException';
}

export type Around = {
  table: Table;
  /** What the due, owner and team indexes show by now. */
  index: Table['queryIndex'];
  sender: Sender;
  identity: Identity;
  clock: Clock;
  /** Whoever else runs at this moment may go first. */
  take<T>(effect: () => Promise<T>): Promise<T>;
  dice: Dice;
  faults: Faults;
  isDown(part: Part): boolean;
  /** Called for each fault that strikes. */
  onFault(kind: string): void;
};

/** A crash at the `at`-th effect from now, on the one side of it or the other. */
export type CrashPlan = { at: number; side: 'before' | 'after' };

export type Process = ReturnType<typeof createProcess>;

export function createProcess(around: Around) {
  const { dice, faults } = around;
  const skew = dice.between(-1, 1) * faults.skew;
  if (Math.abs(skew) > MINUTE) around.onFault('a clock is off by minutes');
  let crashAt: CrashPlan | undefined;
  let effects = 0;
  let dead = false;

  function alive() {
    if (dead) throw new Crashed('this process has crashed');
  }

  function crashHere(side: CrashPlan['side']) {
    if (crashAt?.at !== effects || crashAt.side !== side) return;
    dead = true;
    around.onFault(`crash ${side} an effect`);
    throw new Crashed(`crashed ${side} effect ${effects}`);
  }

  function reach(part: Part) {
    if (!around.isDown(part)) return;
    around.onFault(`${part} is down`);
    throw new Unreachable(`${part} is down`);
  }

  /** Everything that a process does to the world, or asks of it. */
  async function effect<T>(part: Part, call: () => Promise<T>): Promise<T> {
    alive();
    return around.take(async () => {
      alive();
      reach(part);
      effects += 1;
      crashHere('before');
      const result = await call();
      crashHere('after');
      return result;
    });
  }

  function strikes(kind: string, chance: number): boolean {
    if (chance === 0 || dice.unit() >= chance) return false;
    around.onFault(kind);
    return true;
  }

  let shown = { by: '', text: '' };
  const clock: Clock = () => {
    const by = around.clock();
    if (shown.by !== by) shown = { by, text: instant(milliseconds(by) + skew) };
    return shown.text;
  };

  const reading = <T>(read: () => Promise<T>): Promise<T> =>
    effect('table', async () => {
      if (strikes('a read is throttled', faults.throttle)) throw new Throttled('throttled');
      return read();
    });

  const table: Table = {
    bytesAreFree: around.table.bytesAreFree,
    get: (key) => reading(() => around.table.get(key)),
    query: (pk, range) => reading(() => around.table.query(pk, range)),
    queryIndex: (index, pk, range) => reading(() => around.index(index, pk, range)),
    write: (writes) =>
      effect('table', async (): Promise<WriteOutcome> => {
        if (strikes('a write is throttled', faults.throttle)) throw new TableBusy('throttled');
        const outcome = await around.table.write(writes);
        if (strikes('the reply to a write is lost', faults.lostReply)) throw new TimedOut('no reply');
        return outcome;
      }),
  };

  const sender: Sender = {
    send: (message: OutboundMessage) => effect('sender', () => around.sender.send(message)),
  };

  /** No effect: a crash between knowing who calls and doing what they ask tells nothing new. */
  const identity: Identity = {
    async verify(token) {
      reach('identity');
      return around.identity.verify(token);
    },
  };

  return {
    table,
    sender,
    identity,
    clock,
    get dead() {
      return dead;
    },
    /** Effects since it was last armed. */
    get effects() {
      return effects;
    },
    arm(plan: CrashPlan | undefined) {
      crashAt = plan;
      effects = 0;
    },
    kill() {
      dead = true;
    },
  };
}
