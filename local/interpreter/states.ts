/**
 * What a state does to an execution, apart from its effects: data flow, choices, waits, Retry and Catch.
 * Everything here changes the execution in memory only, and may be done again after a crash.
 * Source: docs.aws.amazon.com/step-functions/latest/dg/ (state-*.html, workflow-variables.html, concepts-error-handling.html)
 */
import { type Instant, instant, milliseconds } from '../../functions/care/time.ts';
import type { Json } from '../../functions/ports.ts';
import type { State, Task } from './definition.ts';
import {
  checkSize,
  type Execution,
  executionArn,
  type Failure,
  MOST_CAUSE_CHARACTERS,
  MOST_ERROR_CHARACTERS,
  MOST_EVENTS,
  machineArn,
  type Outcome,
  StatesError,
  type Status,
} from './execution.ts';
import { fill, fillAs, type Scope } from './expressions.ts';

export const later = (at: Instant, seconds: number): Instant => instant(milliseconds(at) + seconds * 1000);

/** Builds what a state's expressions see; `seen` is `result`, `errorOutput` or nothing. */
export function scopeOf(
  x: Execution,
  functions: Scope,
  seen: { result?: Json; errorOutput?: Json } = {},
  token?: string,
): Scope {
  const context = {
    Execution: { Id: executionArn(x), Input: x.input, Name: x.name, StartTime: x.startTime },
    State: {
      Name: x.state,
      EnteredTime: x.enteredTime,
      RetryCount: x.retries.reduce((sum, used) => sum + (used ?? 0), 0),
    },
    StateMachine: { Id: machineArn(x.machine), Name: x.machine },
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
  return { ...functions, ...x.variables, states: { input: x.stateInput, context, ...seen } };
}

export function end(
  x: Execution,
  now: Instant,
  status: Status,
  how: { output?: Json } & Partial<Failure> = {},
): void {
  const { output } = how;
  const error = how.error?.slice(0, MOST_ERROR_CHARACTERS) || undefined;
  const cause = how.cause?.slice(0, MOST_CAUSE_CHARACTERS);
  x.transitions += 1;
  const ended = { status, output, error, cause, stopTime: now };
  Object.assign(x, ended, { waiting: undefined, variables: {}, stateInput: null });
}

type Way = { Next?: string; Assign?: { [name: string]: Json }; Output?: Json };

/** Leaves the state: `Assign` and `Output` both see the variables as they were when the state was entered. */
async function leave(
  x: Execution,
  way: Way,
  scope: Scope,
  usual: Json,
  now: Instant,
  field = '',
): Promise<void> {
  const output = way.Output === undefined ? usual : await fill(way.Output, scope, `${field}Output`);
  checkSize(output, 'The output of the state');
  if (way.Assign) {
    const assigned = (await fill(way.Assign, scope, `${field}Assign`)) as { [name: string]: Json };
    checkSize(assigned, 'What the state assigns');
    x.variables = { ...x.variables, ...assigned };
  }
  x.waiting = undefined;
  x.events += 2;
  if (way.Next === undefined) return end(x, now, 'SUCCEEDED', { output });
  x.transitions += 1;
  Object.assign(x, { state: way.Next, enteredTime: now, stateInput: output, retries: [] });
  if (x.events >= MOST_EVENTS) {
    throw new StatesError(
      'States.Runtime',
      `The execution reached the maximum number of history events (${MOST_EVENTS}).`,
    );
  }
}

/** Runs a state that is no Task; a Wait is entered here and left by `wake`. */
export async function runState(
  x: Execution,
  state: Exclude<State, Task>,
  functions: Scope,
  now: Instant,
): Promise<void> {
  const scope = scopeOf(x, functions);
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) {
      const field = `Choices[${index}]/`;
      if (await fillAs('boolean', rule.Condition, scope, `${field}Condition`)) {
        return leave(x, rule, scope, x.stateInput, now, field);
      }
    }
    if (state.Default) return leave(x, { Next: state.Default }, scope, x.stateInput, now);
    throw new StatesError(
      'States.NoChoiceMatched',
      `No rule of the state '${x.state}' matched, and it has no Default.`,
    );
  }
  if (state.Type === 'Fail') {
    const { Error: error, Cause: cause } = state;
    throw new StatesError(
      error === undefined ? '' : await fillAs('string', error, scope, 'Error'),
      cause === undefined ? undefined : await fillAs('string', cause, scope, 'Cause'),
    );
  }
  if (state.Type !== 'Wait') return leave(x, state, scope, x.stateInput, now);
  const until =
    state.Timestamp === undefined
      ? later(x.enteredTime, await fillAs('seconds', state.Seconds!, scope, 'Seconds'))
      : wholeSeconds(await fillAs('string', state.Timestamp, scope, 'Timestamp'));
  x.waiting = { for: 'time', until };
}

export const wake = (x: Execution, state: State, functions: Scope, now: Instant) =>
  leave(x, state as Way, scopeOf(x, functions), x.stateInput, now);

/** Step Functions drops the milliseconds of a Timestamp. */
function wholeSeconds(timestamp: string): Instant {
  const at = Date.parse(timestamp);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(timestamp) || !/(Z|[+-]\d{2}:\d{2})$/.test(timestamp) || Number.isNaN(at)) {
    throw new StatesError(
      'States.QueryEvaluationError',
      `The field 'Timestamp' is '${timestamp}', not an RFC 3339 time.`,
    );
  }
  return instant(Math.floor(at / 1000) * 1000);
}

/** Ends a Task's attempt with what came of it: on to the next state, or Retry, Catch or failure. */
export async function settle(
  x: Execution,
  state: Task,
  outcome: Outcome,
  functions: Scope,
  now: Instant,
): Promise<void> {
  if ('failure' in outcome) return recover(x, state, outcome.failure, functions, now);
  try {
    checkSize(outcome.output, 'The result of the task');
    await leave(x, state, scopeOf(x, functions, { result: outcome.output }), outcome.output, now);
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    await recover(x, state, error, functions, now);
  }
}

export const TIMEOUT = 'States.Timeout';

/** The wildcards of ErrorEquals never match the two errors that always end the execution. */
function matches(errorEquals: string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  if (errorEquals.includes(error)) return true;
  if (error === 'States.DataLimitExceeded') return false;
  return (
    errorEquals.includes('States.ALL') || (errorEquals.includes('States.TaskFailed') && error !== TIMEOUT)
  );
}

/** Retry, then Catch, then the failure of the execution. Only the first retrier that matches counts. */
async function recover(
  x: Execution,
  state: Task,
  { error, cause }: Failure,
  functions: Scope,
  now: Instant,
): Promise<void> {
  const index = state.Retry.findIndex((retrier) => matches(retrier.ErrorEquals, error));
  const used = x.retries[index] ?? 0;
  if (index >= 0 && used < state.Retry[index]!.MaxAttempts) {
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY } = state.Retry[index]!;
    x.retries = Array.from(state.Retry, (_, at) => (x.retries[at] ?? 0) + (at === index ? 1 : 0));
    x.transitions += 1;
    x.waiting = {
      for: 'retry',
      until: later(now, Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds)),
    };
    return;
  }
  for (const [index, catcher] of state.Catch.entries()) {
    if (!matches(catcher.ErrorEquals, error)) continue;
    const errorOutput = { Error: error, Cause: cause ?? '' };
    return leave(x, catcher, scopeOf(x, functions, { errorOutput }), errorOutput, now, `Catch[${index}]/`);
  }
  throw new StatesError(error, cause);
}

/** When the Task's attempt times out; a number is seconds. */
export async function timeLimit(state: Task, scope: Scope, now: Instant): Promise<Instant> {
  const seconds = await fillAs('seconds', state.TimeoutSeconds, scope, 'TimeoutSeconds');
  if (seconds < 1)
    throw new StatesError('States.QueryEvaluationError', "The field 'TimeoutSeconds' must be 1 or more.");
  return later(now, seconds);
}
