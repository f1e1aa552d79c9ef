import { ScanIncomplete } from '../functions/timer/timer.ts';
import { type Host, nameOf } from './host.ts';

const MINUTE = 60_000;
/** How soon a commit is followed by what it brings about, when nobody wakes the loop. */
const IDLE_MS = 250;
/** After a failure, so that an outage is not a spin. */
const AFTER_FAILURE_MS = 2_000;

/** Ticks each minute and relays what is committed, by the system's clock, until it is stopped. */
export function startLoop(host: Host): { wake(): void; stop(): Promise<void> } {
  let stopped = false;
  let lastTick = 0;
  let wake = () => {};
  const idle = (wait: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function round(): Promise<void> {
    const minute = Math.floor(Date.now() / MINUTE);
    try {
      if (minute !== lastTick) {
        lastTick = minute;
        await host.tick();
      }
    } finally {
      // A chart that can't be fired must not keep what the others have brought about from going out.
      await host.settle();
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await round();
        await idle(IDLE_MS);
      } catch (error) {
        if (stopped) return;
        console.error(`Attune will try again: ${saidOf(error)}`);
        await idle(AFTER_FAILURE_MS);
      }
    }
  }

  const running = run();
  return {
    wake: () => wake(),
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** Those of our own making say who could not be served, by id. */
const saidOf = (error: unknown): string =>
  error instanceof AggregateError || error instanceof ScanIncomplete ? error.message : nameOf(error);
