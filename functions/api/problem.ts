import { type Fault, firstOf } from '../care/faults.ts';
import type { Refusal, RefusalKind } from '../care/refusal.ts';

/** Every way in which a request can fail, with its status and title (RFC 9457). */
export const PROBLEMS = {
  unreadable: [400, 'The request cannot be read'],
  'not-signed-in': [401, 'Not signed in'],
  'not-allowed': [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'no-such-method': [405, 'Not to be used so'],
  'wrong-state': [409, 'Not now'],
  duplicate: [409, 'Here already'],
  closed: [410, 'Closed'],
  'too-large': [413, 'Too large'],
  'wrong-type': [415, 'Not in this format'],
  invalid: [422, 'Not valid'],
  failed: [500, 'Something went wrong'],
  busy: [503, 'Try again'],
} as const satisfies Record<RefusalKind | string, readonly [status: number, title: string]>;
export type ProblemKind = keyof typeof PROBLEMS;

/** `line` and `column` are those of a table that was sent, `path` is that of JSON. */
export type ProblemFault = Fault | { line: number; column: string; fault: string; mend: string };

type Rest = { faults?: ProblemFault[]; headers?: Record<string, string>; cause?: unknown };

/** Ends a request with an answer that is not the one asked for. With a `cause` it is our failure, and is logged. */
export class Problem extends Error {
  override name = 'Problem';
  readonly kind: ProblemKind;
  readonly faults: ProblemFault[] | undefined;
  readonly headers: Record<string, string>;

  /** `detail` is a sentence that whoever asked can act on. */
  constructor(kind: ProblemKind, detail: string, { faults, headers = {}, cause }: Rest = {}) {
    super(detail, { cause });
    this.kind = kind;
    this.faults = faults && firstOf(faults);
    this.headers = headers;
  }
}

export const problemOf = ({ refused, because }: Refusal): Problem => new Problem(refused, because);
