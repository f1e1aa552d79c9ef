/**
 * Carries one execution from where it stands to where it has to wait, or to its end.
 *
 * It is written back before the second of any two effects, so a crash repeats at most one of them; what lies between
 * effects (Choice, Pass, Assign) is done again in memory. A task token is written before its function is invoked.
 */
import type { Instant } from '../../functions/care/time.ts';
import type { Chance, Clock, Json, Write } from '../../functions/ports.ts';
import { type Definition, INVOKE, INVOKE_AND_WAIT, type Task } from './definition.ts';
import {
  checkSize,
  type Execution,
  type ExecutionId,
  executionArn,
  isSame,
  isValidName,
  LONGEST_EXECUTION_SECONDS,
  machineArn,
  type Outcome,
  StatesError,
  tokenHash,
  tokenKey,
  type Waiting,
} from './execution.ts';
import { fill, functionsOf, uuid } from './expressions.ts';
import { end, later, runState, scopeOf, settle, TIMEOUT, timeLimit, wake } from './states.ts';
import { attachOf, createOf, type Held, type Store, tokenPut } from './store.ts';

type Dependencies = {
  store: Store;
  clock: Clock;
  chance: Chance;
  /** The machine by what a definition calls it. */
  machineNamed(name: string): { machine: string; definition: Definition } | undefined;
  call(functionName: string, payload: Json): Promise<Outcome>;
};

export function createCarrier({ store, clock, chance, machineNamed, call }: Dependencies) {
  const added = functionsOf(clock, chance);

  async function newExecution(
    id: ExecutionId,
    definition: Definition,
    input: Json,
    parent?: ExecutionId,
  ): Promise<Execution> {
    const now = clock();
    const seconds = Math.min(
      definition.TimeoutSeconds ?? LONGEST_EXECUTION_SECONDS,
      LONGEST_EXECUTION_SECONDS,
    );
    return {
      ...id,
      definition: await store.keep(definition),
      input,
      startTime: now,
      deadline: later(now, seconds),
      status: 'RUNNING',
      state: definition.StartAt,
      enteredTime: now,
      stateInput: input,
      variables: {},
      retries: [],
      events: 1,
      transitions: 0,
      parent,
    };
  }

  /** `count` hears of the transitions as they are kept. Throws `Overtaken`. */
  async function carry(held: Held, count: (transitions: number) => void): Promise<void> {
    const { x } = held;
    const { States } = await store.definition(x.definition);
    let counted = x.transitions;
    let acted = false; // an effect has happened that the table does not know of
    let changed = true; // the table has it otherwise: at first, it is due

    const checkpoint = async (more: Write[] = []) => {
      if (!(await store.save(held, more))) return false;
      count(x.transitions - counted);
      counted = x.transitions;
      acted = false;
      changed = false;
      return true;
    };
    const act = async (functionName: string, payload: Json) => {
      const outcome = await call(functionName, payload);
      acted = true;
      changed = true;
      return outcome;
    };
    const endWait = () => {
      const { waiting } = x;
      if (waiting?.for === 'token' && !waiting.outcome) held.along.push({ delete: tokenKey(waiting.token) });
      x.waiting = undefined;
    };

    /** What came of it, unless it has to be waited for. */
    async function attempt(state: Task, now: Instant): Promise<Outcome | undefined> {
      x.waiting = undefined;
      x.events += state.Resource === INVOKE ? 3 : 4;
      const token = state.Resource === INVOKE_AND_WAIT ? chance(24) : undefined;
      const scope = scopeOf(x, added, {}, token);
      const until = await timeLimit(state, scope, now);
      const filled = (await fill(state.Arguments, scope, 'Arguments')) as { [name: string]: Json };
      checkSize(filled, 'The Arguments of the task');
      const functionName = String(filled.FunctionName);
      const payload = filled.Payload ?? {};
      if (state.Resource === INVOKE) {
        if (acted) await checkpoint();
        const outcome = await act(functionName, payload);
        if (clock() >= until) return { failure: { error: TIMEOUT } };
        if ('failure' in outcome) return outcome;
        return { output: { ExecutedVersion: '$LATEST', Payload: outcome.output, StatusCode: 200 } };
      }
      if (token === undefined) return startChild(filled, until);
      x.waiting = { for: 'token', token: tokenHash(token), call: { functionName, payload }, until };
      await checkpoint([tokenPut(tokenHash(token), x)]);
    }

    async function startChild(filled: { [name: string]: Json }, until: Instant): Promise<undefined> {
      const target = machineNamed(String(filled.StateMachineArn));
      if (!target) {
        const cause = `State Machine Does Not Exist: '${filled.StateMachineArn}'`;
        throw new StatesError('StepFunctions.StateMachineDoesNotExistException', cause);
      }
      const name = filled.Name ?? uuid(chance);
      if (!isValidName(name))
        throw new StatesError('StepFunctions.InvalidNameException', `Invalid Name: '${name}'`);
      const child = { machine: target.machine, name };
      const fresh = await newExecution(child, target.definition, filled.Input ?? {}, {
        machine: x.machine,
        name: x.name,
      });
      x.waiting = { for: 'child', child, until };
      let write = createOf(fresh, clock());
      while (isSame(child, x) || !(await checkpoint([write]))) {
        const standing = isSame(child, x) ? undefined : await store.load(child);
        if (!standing || !canWaitFor(standing.x, fresh)) {
          const cause = `Execution Already Exists: '${executionArn(child)}'`;
          throw new StatesError('StepFunctions.ExecutionAlreadyExistsException', cause);
        }
        write = attachOf(standing, fresh.parent!);
      }
    }

    /** What the wait has brought, unless there is more to wait for. */
    async function resume(
      waiting: Waiting,
      child: Execution | undefined,
      now: Instant,
    ): Promise<Outcome | undefined> {
      if (waiting.for === 'token' && waiting.outcome) return waiting.outcome;
      if (child && child.status !== 'RUNNING') return outcomeOf(child);
      if (waiting.until <= now) {
        endWait();
        return { failure: { error: TIMEOUT } };
      }
      if (waiting.for !== 'token' || !waiting.call) return undefined;
      const outcome = await act(waiting.call.functionName, waiting.call.payload);
      if ('failure' in outcome) {
        endWait();
        return outcome;
      }
      x.waiting = { ...waiting, call: undefined };
    }

    for (;;) {
      try {
        const now = clock();
        const state = States[x.state]!;
        const { waiting } = x;
        const child = waiting?.for === 'child' ? (await store.load(waiting.child))?.x : undefined;
        if (x.status !== 'RUNNING' || (now < x.deadline && isIdle(waiting, child, now))) {
          if (changed) await checkpoint();
          return;
        }
        changed = true;
        if (now >= x.deadline) {
          endWait();
          end(x, now, 'TIMED_OUT');
        } else if (state.Type !== 'Task') {
          await (waiting ? wake(x, state, added, now) : runState(x, state, added, now));
        } else {
          const resumed = waiting !== undefined && waiting.for !== 'retry';
          const outcome = await (resumed
            ? resume(waiting, child, now)
            : attempt(state, now).catch(asFailure));
          if (outcome && clock() < x.deadline) await settle(x, state, outcome, added, clock());
        }
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        end(x, clock(), 'FAILED', error);
        changed = true;
      }
    }
  }

  return { newExecution, carry };
}

function asFailure(error: unknown): Outcome {
  if (error instanceof StatesError) return { failure: error };
  throw error;
}

function isIdle(waiting: Waiting | undefined, child: Execution | undefined, now: Instant): boolean {
  if (!waiting || waiting.until <= now) return false;
  if (waiting.for === 'token') return !waiting.call && !waiting.outcome;
  return waiting.for !== 'child' || !child || child.status === 'RUNNING';
}

/** StartExecution is idempotent for a running execution of the same name and input; one parent may wait for it. */
const canWaitFor = (standing: Execution, fresh: Execution) =>
  standing.status === 'RUNNING' &&
  JSON.stringify(standing.input) === JSON.stringify(fresh.input) &&
  (!standing.parent || isSame(standing.parent, fresh.parent!));

/** What `startExecution.sync:2` results in: DescribeExecution's answer, with input and output as JSON. */
function outcomeOf(child: Execution): Outcome {
  const included = { Included: true };
  const described = {
    ExecutionArn: executionArn(child),
    Input: child.input,
    InputDetails: included,
    Name: child.name,
    StartDate: Date.parse(child.startTime),
    StateMachineArn: machineArn(child.machine),
    Status: child.status,
    StopDate: Date.parse(child.stopTime!),
  };
  if (child.status === 'SUCCEEDED')
    return { output: { ...described, Output: child.output!, OutputDetails: included } };
  const cause = JSON.stringify({ ...described, Error: child.error, Cause: child.cause });
  return { failure: { error: 'States.TaskFailed', cause } };
}
