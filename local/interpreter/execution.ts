/** One execution, as it is kept in the table. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../functions/care/time.ts';
import type { Item, Json, Key } from '../../functions/ports.ts';

/** How a state fails: `error` is what Retry and Catch match, as in Step Functions. */
export type Failure = { error: string; cause?: string };

export class StatesError extends Error implements Failure {
  override name = 'StatesError';
  readonly error: string;
  override readonly cause?: string;
  constructor(error: string, cause?: string) {
    super(cause ? `${error}: ${cause}` : error);
    this.error = error;
    this.cause = cause;
  }
}

export type Outcome = { output: Json } | { failure: Failure };

export type ExecutionId = { machine: string; name: string };

/**
 * What a state waits for, `until` at the latest. `token`: its hash; `call`: what is still to be invoked with it;
 * `outcome`: what was handed back with it.
 */
export type Waiting = { until: Instant } & (
  | { for: 'time' }
  | { for: 'retry' }
  | { for: 'token'; token: string; call?: { functionName: string; payload: Json }; outcome?: Outcome }
  | { for: 'child'; child: ExecutionId }
);

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';

export type Execution = ExecutionId & {
  /** The hash of the definition that it started with: a running execution keeps it when the machine changes. */
  definition: string;
  input: Json;
  startTime: Instant;
  deadline: Instant;
  status: Status;
  state: string;
  enteredTime: Instant;
  stateInput: Json;
  variables: { [name: string]: Json };
  /** Attempts that each retrier of the state has used since the state was entered. */
  retries: number[];
  /** Events of the history that Step Functions would have, about. */
  events: number;
  transitions: number;
  waiting?: Waiting;
  parent?: ExecutionId;
  output?: Json;
  error?: string;
  cause?: string;
  stopTime?: Instant;
};

// docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const MOST_BYTES = 262_144;
export const MOST_EVENTS = 25_000;
export const MOST_ERROR_CHARACTERS = 256;
export const MOST_CAUSE_CHARACTERS = 32_768;
export const LONGEST_EXECUTION_SECONDS = 365 * 24 * 60 * 60;

/** A DynamoDB item holds 400 KB; the rest of the item stays under the difference. */
const MOST_BODY_BYTES = 390_000;

export const DUE = 'EXECUTION';

export const executionKey = ({ machine, name }: ExecutionId): Key => ({
  pk: `EXECUTION#${machine}#${name}`,
  sk: 'STATE',
});
/** The names may not hold `#`, so the key says which execution it is. */
export const idOf = (pk: string): ExecutionId => {
  const [, machine, name] = pk.split('#') as [string, string, string];
  return { machine, name };
};
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
export const tokenKey = (hash: string): Key => ({ pk: `TOKEN#${hash}`, sk: 'TOKEN' });

/** The names that Step Functions takes for executions. */
export const isValidName = (name: Json): name is string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  typeof name === 'string' && /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name);

export const executionArn = ({ machine, name }: ExecutionId) =>
  `arn:aws:states:local:000000000000:execution:${machine}:${name}`;
export const machineArn = (machine: string) => `arn:aws:states:local:000000000000:stateMachine:${machine}`;

export const isSame = (one: ExecutionId, other: ExecutionId) =>
  one.machine === other.machine && one.name === other.name;

/** `now` where something is ready to run, otherwise when the wait ends or the execution runs out of time. */
function dueOf({ waiting, deadline }: Execution, now: Instant): Instant {
  if (!waiting || (waiting.for === 'token' && (waiting.call || waiting.outcome))) return now;
  return waiting.until < deadline ? waiting.until : deadline;
}

/** A character takes at most three bytes, so most texts need not be measured. */
const isLarger = (text: string, bytes: number) => text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

/** Throws `States.DataLimitExceeded` where the execution is more than one item keeps. */
export function itemOf(execution: Execution, revision: number, now: Instant): Item {
  const body = JSON.stringify(execution);
  if (isLarger(body, MOST_BODY_BYTES)) {
    const cause = `The execution's data is larger than the ${MOST_BODY_BYTES} bytes that one item keeps.`;
    throw new StatesError('States.DataLimitExceeded', cause);
  }
  const item = { ...executionKey(execution), revision, body };
  return execution.status === 'RUNNING' ? { ...item, duePk: DUE, dueSk: dueOf(execution, now) } : item;
}

/** Throws `States.DataLimitExceeded` where `value` is larger than Step Functions carries from state to state. */
export function checkSize(value: Json, what: string): void {
  if (isLarger(JSON.stringify(value), MOST_BYTES)) {
    throw new StatesError('States.DataLimitExceeded', `${what} is larger than ${MOST_BYTES} bytes.`);
  }
}
