/** What Step Functions asks of whoever calls it, and what a deploy does to the machines. */
import { loadMachines } from '../../local/host.ts';
import type { Faults } from './faults.ts';

export type Machines = ReturnType<typeof loadMachines>;

export const SHIPPED = loadMachines();

/** As a next version may have: whoever begins goes through it, whoever has begun never sees it. */
export function withOneMoreState(machines: Machines): Machines {
  const changed = Object.entries(machines).map(([name, machine]) => {
    const added = `Since version ${Object.keys(machine.States).length}`;
    const state = { Type: 'Pass' as const, Next: machine.StartAt };
    return [name, { ...machine, StartAt: added, States: { ...machine.States, [added]: state } }];
  });
  return Object.fromEntries(changed) as Machines;
}

/** A new account's quota is a bucket: a call takes one, and one comes back each so many seconds. */
export function createQuota(around: {
  faults: Faults;
  now(): number;
  isDown(): boolean;
  onFault(kind: string): void;
}) {
  const { faults, now, isDown, onFault } = around;
  let freeAt = 0;
  return async <T>(call: () => Promise<T>): Promise<T> => {
    if (faults.quota > 0 && freeAt > now()) {
      onFault('the machines’ quota is used up');
      throw new Error('ThrottlingException');
    }
    freeAt = now() + faults.quota;
    if (!isDown()) return call();
    onFault('machines is down');
    throw new Error('Step Functions is out of reach');
  };
}
