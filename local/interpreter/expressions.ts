/**
 * JSONata as Step Functions runs it (2.0.6): what an expression may name is checked when a machine is loaded,
 * and an expression that throws, yields nothing or yields what is not JSON is `States.QueryEvaluationError`.
 * Source: docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { milliseconds } from '../../functions/care/time.ts';
import type { Chance, Clock, Json } from '../../functions/ports.ts';
import { StatesError } from './execution.ts';

export const isExpression = (text: string) =>
  text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');

const sourceOf = (text: string) => text.slice(2, -2).trim();

const compiled = new Map<string, jsonata.Expression>();

function compile(text: string): jsonata.Expression {
  let expression = compiled.get(text);
  if (!expression) {
    expression = jsonata(sourceOf(text));
    compiled.set(text, expression);
  }
  return expression;
}

/** What a field may read of `$states` beside `input` and `context`. */
export type Readable = 'result' | 'errorOutput' | 'token';

const CONTEXT: Record<string, string[]> = {
  Execution: ['Id', 'Input', 'Name', 'StartTime'],
  State: ['Name', 'EnteredTime', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
};

const REFUSED_FUNCTIONS: Record<string, string> = {
  eval: 'Step Functions has no $eval: use $parse',
  random: 'it would not come from the chance that is passed in: let a function draw it',
  shuffle: 'it would not come from the chance that is passed in: let a function shuffle',
  range: 'the local interpreter does not run it: write [a..b]',
  partition: 'the local interpreter does not run it: let a function part the list',
};

// The parts of a node that are read against a value of the expression, not against its (missing) context item.
const READ_IN_CONTEXT = new Set(['stages', 'predicate', 'group', 'terms', 'pattern', 'update', 'delete']);

type Node = { type?: string; value?: unknown; steps?: Node[] } & Record<string, unknown>;

/** Why Step Functions or this interpreter would not take the expression, or nothing. */
export function problemWith(text: string, readable: Readable[]): string | undefined {
  try {
    return problemIn(compile(text).ast(), true, readable);
  } catch (error) {
    return `is not JSONata: ${(error as Error).message}`;
  }
}

function problemIn(node: unknown, atTop: boolean, readable: Readable[]): string | undefined {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return undefined;
  const { type, value, steps, ...parts } = node as Node;
  if (type === 'variable') {
    if (value === '$')
      return 'reads $$, which Step Functions does not have: start from $states or a variable';
    if (value === '' && atTop) return 'reads $ at the top level: start from $states or a variable';
    if (value === 'states') return 'reads $states whole: name input, result, errorOutput or context';
    const why = Object.hasOwn(REFUSED_FUNCTIONS, String(value)) && REFUSED_FUNCTIONS[String(value)];
    if (why) return `uses $${value}: ${why}`;
  }
  if (atTop && (type === 'name' || type === 'wildcard' || type === 'descendant')) {
    return `reads '${value}' at the top level: start from $states or a variable`;
  }
  for (const [index, step] of (steps ?? []).entries()) {
    const ofStates = index === 0 && step.type === 'variable' && step.value === 'states';
    const problem = ofStates
      ? problemOfStates(steps!, readable)
      : problemIn(step, atTop && index === 0, readable);
    if (problem) return problem;
  }
  for (const [part, inner] of Object.entries(parts)) {
    const problem = problemIn(inner, atTop && !READ_IN_CONTEXT.has(part), readable);
    if (problem) return problem;
  }
  return undefined;
}

function problemOfStates(steps: Node[], readable: Readable[]): string | undefined {
  const [member, group, field] = steps
    .slice(1, 4)
    .map((step) => (step.type === 'name' ? String(step.value) : ''));
  if (member === 'input') return undefined;
  if (member === 'result' || member === 'errorOutput') {
    return readable.includes(member) ? undefined : `reads $states.${member}, which this field does not have`;
  }
  if (member !== 'context') return `reads $states.${member}: there is input, result, errorOutput and context`;
  if (!group) return 'reads $states.context whole: name what it needs of it';
  if (!CONTEXT[group] || (field && !CONTEXT[group].includes(field))) {
    return `reads $states.context.${group}${field ? `.${field}` : ''}, which the local interpreter does not have`;
  }
  if (group === 'Task' && !readable.includes('token')) {
    return 'reads $states.context.Task.Token outside the Arguments of a task that waits for it';
  }
  return undefined;
}

const fromMillis = jsonata('$fromMillis($at, $picture, $zone)');

/** The functions that Step Functions adds to JSONata, and the two that read a clock. */
export function functionsOf(clock: Clock, chance: Chance): Record<string, unknown> {
  return {
    parse: (text?: string) => (text === undefined ? undefined : JSON.parse(text)),
    hash: (text?: string, algorithm?: string) => {
      if (text === undefined || algorithm === undefined) return undefined;
      if (!/^(MD5|SHA-1|SHA-256|SHA-384|SHA-512)$/.test(algorithm))
        throw new Error(`no algorithm ${algorithm}`);
      return createHash(algorithm.replace('-', '')).update(text).digest('hex');
    },
    uuid: () => uuid(chance),
    millis: () => milliseconds(clock()),
    now: (picture?: string, zone?: string) =>
      fromMillis.evaluate(undefined, { at: milliseconds(clock()), picture, zone }),
  };
}

/** A version 4 UUID drawn from chance. */
export function uuid(chance: Chance): string {
  const bytes = Buffer.from(chance(16), 'base64url');
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What an expression sees: `states`, the variables and the functions, by name. */
export type Scope = Record<string, unknown>;

/**
 * Fills a template: strings that are whole expressions become their values, all else stays.
 * `field` names the template in errors, as Step Functions does: `Output/answers[0]`.
 */
export async function fill(template: Json, scope: Scope, field: string): Promise<Json> {
  if (typeof template === 'string')
    return isExpression(template) ? compute(template, scope, field) : template;
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) items.push(await fill(item, scope, `${field}[${index}]`));
    return items;
  }
  const filled: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(template))
    filled[key] = await fill(item, scope, `${field}/${key}`);
  return filled;
}

const TYPES = {
  boolean: (value: Json): value is boolean => typeof value === 'boolean',
  string: (value: Json): value is string => typeof value === 'string',
  seconds: (value: Json): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 99_999_999,
};
type Typed = { boolean: boolean; string: string; seconds: number };

/** `fill`, for a field whose value must be of one type. `seconds`: a whole number from 0 to 99999999. */
export async function fillAs<T extends keyof Typed>(
  type: T,
  template: Json,
  scope: Scope,
  field: string,
): Promise<Typed[T]> {
  const value = await fill(template, scope, field);
  if (TYPES[type](value)) return value as Typed[T];
  throw queryError(
    template,
    field,
    `returned ${JSON.stringify(value).slice(0, 80)}, which is not of type ${type}.`,
  );
}

async function compute(text: string, scope: Scope, field: string): Promise<Json> {
  let value: unknown;
  try {
    value = await compile(text).evaluate(undefined, scope);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw queryError(text, field, `threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`);
  }
  if (value === undefined) throw queryError(text, field, 'returned nothing (undefined).');
  const json = asJson(value);
  if (json === undefined) throw queryError(text, field, 'returned what JSON cannot hold.');
  return json;
}

const queryError = (template: Json, field: string, what: string) =>
  new StatesError(
    'States.QueryEvaluationError',
    `The JSONata expression '${typeof template === 'string' ? sourceOf(template) : ''}' specified for the field '${field}' ${what}`,
  );

/** A plain copy: JSONata's sequences carry marks of their own, and may share parts with the variables. */
function asJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const items = Array.from(value, asJson);
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  const copy: { [key: string]: Json } = {};
  for (const [key, inner] of Object.entries(value)) {
    const json = asJson(inner);
    if (json === undefined) return undefined;
    copy[key] = json;
  }
  return copy;
}
