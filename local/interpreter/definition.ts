/**
 * Reads a state machine in the JSONata dialect of the Amazon States Language, and refuses whatever the
 * interpreter does not run, so that a machine never does here what it would not do on AWS.
 * Source: states-language.net/spec.html and docs.aws.amazon.com/step-functions/latest/dg/
 */
import * as z from 'zod';
import type { Json } from '../../functions/ports.ts';
import { isExpression, problemWith, type Readable } from './expressions.ts';

const json = z.json() as z.ZodType<Json>;
const expression = z.string().refine(isExpression, 'must be one JSONata expression, "{% … %}"');
const seconds = (least: number) =>
  z
    .union([z.number(), z.string()])
    .refine(
      (value) =>
        typeof value === 'string'
          ? isExpression(value)
          : Number.isInteger(value) && value >= least && value <= 99_999_999,
      `must be whole seconds from ${least} to 99999999, or "{% … %}"`,
    );
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const isTimestamp = (text: string) => RFC3339.test(text) && !Number.isNaN(Date.parse(text));

const errorEquals = z.array(z.string().min(1)).min(1);
const template = { Assign: z.record(z.string(), json).optional(), Output: json.optional() };
const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const onward = { Next: z.string().optional(), End: z.boolean().optional() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z
    .literal('NONE', { error: 'must be NONE: the local interpreter draws no jitter' })
    .optional(),
});
const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  Next: z.string(),
  ...template,
});

const invoke = z.strictObject({ FunctionName: z.string(), Payload: json.optional() });
const startExecution = z.strictObject({
  StateMachineArn: z.string(),
  Input: json.optional(),
  Name: z.string().optional(),
});
const task = { ...common, ...onward, ...template, Type: z.literal('Task') };
const attempts = {
  TimeoutSeconds: seconds(1).default(99_999_999),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
};

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const INVOKE_AND_WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
export const START_AND_WAIT = 'arn:aws:states:::states:startExecution.sync:2';
const RESOURCES: readonly string[] = [INVOKE, INVOKE_AND_WAIT, START_AND_WAIT];

const taskState = z.discriminatedUnion('Resource', [
  z.strictObject({ ...task, ...attempts, Resource: z.literal(INVOKE), Arguments: invoke }),
  z.strictObject({ ...task, ...attempts, Resource: z.literal(INVOKE_AND_WAIT), Arguments: invoke }),
  z.strictObject({ ...task, ...attempts, Resource: z.literal(START_AND_WAIT), Arguments: startExecution }),
]);

const state = z.discriminatedUnion('Type', [
  taskState,
  z.strictObject({
    ...common,
    Type: z.literal('Choice'),
    Choices: z
      .array(
        z.strictObject({
          Comment: z.string().optional(),
          Condition: expression,
          Next: z.string(),
          ...template,
        }),
      )
      .min(1),
    Default: z.string().optional(),
  }),
  z.strictObject({
    ...common,
    ...onward,
    ...template,
    Type: z.literal('Wait'),
    Seconds: seconds(0).optional(),
    Timestamp: z
      .string()
      .refine((text) => isExpression(text) || isTimestamp(text), 'must be an RFC 3339 time, or "{% … %}"')
      .optional(),
  }),
  z.strictObject({ ...common, ...onward, ...template, Type: z.literal('Pass') }),
  z.strictObject({ ...common, Type: z.literal('Succeed'), Output: json.optional() }),
  z.strictObject({
    ...common,
    Type: z.literal('Fail'),
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
]);

const machine = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
  States: z.record(z.string().min(1).max(80), state),
});

export type Definition = z.infer<typeof machine>;
export type State = z.infer<typeof state>;
export type Task = z.infer<typeof taskState>;

const STATE_TYPES = ['Task', 'Choice', 'Wait', 'Pass', 'Succeed', 'Fail'];
const INSTEAD: Record<string, string> = {
  HeartbeatSeconds: 'use TimeoutSeconds',
  Credentials: 'every function runs as this process',
  Result: 'a Pass state in JSONata has Output',
  Parameters: 'it belongs to JSONPath: use Arguments',
  ResultSelector: 'it belongs to JSONPath: use Output',
  Assign: 'AWS documents two meanings of it here: put it in the rules, or in the state that follows',
  Output: 'AWS documents two meanings of it here: put it in the rules, or in the state that follows',
};

/**
 * Parses a machine after putting `substitutions` in for its `${Name}` placeholders.
 * Throws, naming every place and what to do there, where the machine holds what the interpreter does not run.
 */
export function loadMachine(name: string, text: string, substitutions: Record<string, string>): Definition {
  const missing = new Set<string>();
  const filled = text.replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
    if (!Object.hasOwn(substitutions, key)) missing.add(key);
    return Object.hasOwn(substitutions, key) ? JSON.stringify(substitutions[key]).slice(1, -1) : placeholder;
  });
  if (missing.size > 0)
    throw refused(name, [`$ has no substitution for ${[...missing].join(', ')}: give one`]);
  let raw: unknown;
  try {
    raw = JSON.parse(filled);
  } catch (error) {
    throw refused(name, [`$ is not JSON: ${(error as Error).message}`]);
  }
  const parsed = machine.safeParse(raw);
  if (!parsed.success) throw refused(name, parsed.error.issues.flatMap(described));
  const problems = [...problemsOfFlow(parsed.data), ...problemsOfTemplates(parsed.data)];
  if (problems.length > 0) throw refused(name, problems);
  return parsed.data;
}

const refused = (name: string, problems: string[]) =>
  new Error(`State machine ${name} is refused:\n${problems.join('\n')}`);

const at = (path: PropertyKey[]) =>
  path.reduce<string>(
    (all, part) =>
      all + (/^[A-Za-z]\w*$/.test(String(part)) ? `.${String(part)}` : `[${JSON.stringify(part)}]`),
    '$',
  );

function described(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const instead =
        INSTEAD[key] ??
        (/Path$/.test(key) ? 'it belongs to JSONPath: use Arguments, Assign and Output' : 'remove it');
      return `${at([...issue.path, key])} is not run by the local interpreter: ${instead}`;
    });
  }
  const last = issue.path.at(-1);
  if (issue.code === 'invalid_union' && last === 'Type') {
    return [
      `${at(issue.path)} is not a state type that the local interpreter runs: use one of ${STATE_TYPES.join(', ')}`,
    ];
  }
  if (issue.code === 'invalid_union' && last === 'Resource') {
    return [
      `${at(issue.path)} is not a resource that the local interpreter runs: use one of ${RESOURCES.join(', ')}`,
    ];
  }
  if (last === 'QueryLanguage') return [`${at(issue.path)} must be JSONata`];
  return [`${at(issue.path)} ${issue.message}`];
}

/** The names of the states that a state can lead to. */
function targetsOf(state: State): string[] {
  if (state.Type === 'Choice')
    return [...state.Choices.map((rule) => rule.Next), ...(state.Default ? [state.Default] : [])];
  const next = 'Next' in state && state.Next ? [state.Next] : [];
  return state.Type === 'Task' ? [...next, ...state.Catch.map((catcher) => catcher.Next)] : next;
}

function problemsOfFlow({ StartAt, States }: Definition): string[] {
  const problems = States[StartAt] ? [] : [`$.StartAt names "${StartAt}", which is not a state`];
  const reached = new Set([StartAt]);
  for (const name of reached)
    for (const target of States[name] ? targetsOf(States[name]) : []) reached.add(target);
  for (const [name, state] of Object.entries(States)) {
    const here = at(['States', name]);
    for (const target of targetsOf(state))
      if (!States[target]) problems.push(`${here} leads to "${target}", which is not a state`);
    if (!reached.has(name)) problems.push(`${here} is never reached: remove it, or lead to it`);
    const moves = state.Type === 'Task' || state.Type === 'Pass' || state.Type === 'Wait';
    if (moves && (state.Next === undefined) === (state.End !== true))
      problems.push(`${here} must have Next, or End: true`);
    if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
      problems.push(`${here} must have one of Seconds and Timestamp`);
    }
    for (const field of state.Type === 'Task' ? (['Retry', 'Catch'] as const) : []) {
      const lists = (state as Task)[field].map(({ ErrorEquals }) => ErrorEquals);
      for (const [index, names] of lists.entries()) {
        if (names.includes('States.ALL') && (names.length > 1 || index < lists.length - 1)) {
          problems.push(`${here}.${field}[${index}].ErrorEquals must hold States.ALL alone, and come last`);
        }
      }
    }
  }
  const ends = (state: State) =>
    state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
  if (!Object.values(States).some(ends)) problems.push('$.States has none that ends the execution');
  return problems;
}

const TEMPLATES = [
  'Arguments',
  'TimeoutSeconds',
  'Seconds',
  'Timestamp',
  'Condition',
  'Error',
  'Cause',
  'Assign',
  'Output',
];

function problemsOfTemplates({ States }: Definition): string[] {
  return Object.entries(States).flatMap(([name, state]) => {
    const here = ['States', name];
    const isTask = state.Type === 'Task';
    const rules =
      state.Type === 'Choice'
        ? state.Choices.map((rule, index) => [rule, ['Choices', index], []] as const)
        : [];
    const catchers = isTask
      ? state.Catch.map((rule, index) => [rule, ['Catch', index], ['errorOutput']] as const)
      : [];
    const places: (readonly [object, PropertyKey[], Readable[]])[] = [[state, [], isTask ? ['result'] : []]];
    for (const [rule, path, readable] of [...rules, ...catchers])
      places.push([rule, [...path], [...readable]]);
    return places.flatMap(([place, path, readable]) =>
      Object.entries(place).flatMap(([field, value]) => {
        if (!TEMPLATES.includes(field)) return [];
        const reads: Readable[] = field === 'Assign' || field === 'Output' ? readable : [];
        if (isTask && state.Resource === INVOKE_AND_WAIT && field === 'Arguments') reads.push('token');
        const names =
          field === 'Assign'
            ? Object.keys(value).filter((key) => !/^[A-Za-z_]\w{0,79}$/.test(key) || key === 'states')
            : [];
        return [
          ...names.map((key) => `${at([...here, ...path, field, key])} is not a name for a variable`),
          ...problemsOfTemplate(value, [...here, ...path, field], reads),
        ];
      }),
    );
  });
}

function problemsOfTemplate(value: Json, path: PropertyKey[], readable: Readable[]): string[] {
  if (typeof value === 'string') {
    if (!isExpression(value))
      return /\{%|%\}/.test(value) ? [`${at(path)} must be one expression whole, from "{%" to "%}"`] : [];
    const problem = problemWith(value, readable);
    return problem ? [`${at(path)} ${problem}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.endsWith('.$') ? [`${at([...path, key])} is a JSONPath field: write "{% … %}" without .$`] : []),
    ...problemsOfTemplate(inner, [...path, Array.isArray(value) ? Number(key) : key], readable),
  ]);
}
