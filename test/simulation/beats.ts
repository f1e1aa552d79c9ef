/** What comes by itself when its time has come: the machines' next step, and each minute's scan. */
import { milliseconds } from '../../functions/care/time.ts';
import type { Charts } from '../../functions/charts.ts';
import { scan } from '../../functions/timer/timer.ts';
import type { Interpreter } from '../../local/interpreter/interpreter.ts';
import type { Dice } from '../../local/people/chance.ts';
import type { Faults, Part } from './faults.ts';
import type { Observed } from './observed.ts';
import type { Process } from './process.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RETRY = 30 * SECOND;

type Runs = { process: Process; charts: Charts; interpreter: Interpreter };

export function createBeats<Running extends Runs>(around: {
  observed: Observed;
  dice: Dice;
  faults: Faults;
  now(): number;
  /** When it is back, where it is out of reach. */
  back(part: Part): number;
  later(at: number, what: string, work: (running: Running) => Promise<void>): () => void;
  onCleanScan(): void;
  onFault(kind: string): void;
}) {
  const { observed, dice, faults, now, back, onFault } = around;

  /** One that is set to go off, at most: a sooner one takes the place of a later one. */
  function alarm(what: string, work: (running: Running) => Promise<void>) {
    let due = Number.POSITIVE_INFINITY;
    let cancel = () => {};
    return {
      set(at: number, jitter = 0): void {
        if (at >= due) return;
        cancel();
        due = at;
        cancel = around.later(at + jitter, what, async (running) => {
          due = Number.POSITIVE_INFINITY;
          await work(running);
        });
      },
    };
  }

  /** Where its own clock is behind, a process finds that nothing is due, and looks again. */
  let notBefore = 0;
  const machines = alarm('machines run', async ({ interpreter }) => {
    notBefore = now() + SECOND;
    await interpreter.run().catch(() => {
      onFault('a run of the machines failed');
      notBefore = now() + RETRY;
    });
  });
  function wakeMachines(): void {
    const due = observed.nextDue('executions');
    if (due !== undefined) machines.set(Math.max(back('machines'), milliseconds(due), notBefore));
  }

  /** Only the minutes are played at which it would find something. */
  let scanned = 0;
  const minuteRule = alarm('the minute rule', async (running) => {
    scanned = Math.floor(now() / MINUTE) * MINUTE;
    if (dice.unit() < faults.lostTick) onFault('a tick is lost');
    else await tick(running);
  });
  function wakeScan(): void {
    const due = observed.nextDue('charts');
    if (due === undefined) return;
    const at = Math.max(back('ticks'), milliseconds(due), scanned + 1);
    minuteRule.set(Math.ceil(at / MINUTE) * MINUTE, dice.between(0, MINUTE - 1));
  }

  async function tick({ process, charts }: Running): Promise<void> {
    const scanning = () => scan({ table: process.table, charts, clock: process.clock });
    try {
      await scanning();
      around.onCleanScan();
      if (dice.unit() < faults.duplicate) {
        onFault('a tick comes twice');
        await scanning();
      }
    } catch {
      onFault('a scan failed');
    }
  }

  return {
    wake(): void {
      wakeMachines();
      wakeScan();
    },
  };
}
