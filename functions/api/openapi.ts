import * as z from 'zod';
import { PROBLEMS, type ProblemKind } from './problem.ts';
import type { Route } from './route.ts';

type Json = { [key: string]: unknown };
type Schemas = Record<string, Json>;

const problemSchema = z.object({
  type: z.string().describe('urn:attune:problem:KIND'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('A sentence to act on'),
  requestId: z.string(),
  faults: z
    .array(
      z.object({
        path: z.string().optional(),
        line: z.int().optional(),
        column: z.string().optional(),
        fault: z.string(),
        mend: z.string(),
      }),
    )
    .optional(),
  crisis: z
    .unknown()
    .optional()
    .describe('Whom to call at once; beside the problems of a client’s answers only'),
});

/** The API as OpenAPI 3.1, from the schemas that it is parsed and answered by. */
export function openApi(routes: readonly Route[]): object {
  const schemas: Schemas = {};
  schemas.Problem = schemaOf(problemSchema, 'output', 'Problem', schemas);
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(route, schemas);
  }
  return shareAlike({
    openapi: '3.1.0',
    info: {
      title: 'Attune',
      version: '1',
      description:
        'Staff sign in and send their token. Clients send the token of their link in the body, never in a URL. A POST may carry an Idempotency-Key: its repeat by the same person changes nothing and gets the same reply; another request by the same key is refused. What would change one client’s care can be previewed: sent with the header Attune-Preview: yes it changes nothing, and gets { sends, reply }, what the client would be sent next and what the reply would be.',
    },
    paths,
    components: {
      schemas,
      responses: problemResponses(),
      securitySchemes: { staff: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  });
}

type Described = { paths: Json; components: { schemas: Schemas } };

/** A component that says what another says gives way to it: most routes speak of the same few things. */
function shareAlike<D extends Described>(document: D): D {
  const { schemas } = document.components;
  const names = new Map<string, string>();
  const alike = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const text = JSON.stringify(schema);
    const first = names.get(text);
    if (first) alike.set(`#/components/schemas/${name}`, `#/components/schemas/${first}`);
    else names.set(text, name);
  }
  if (alike.size === 0) return document;
  const shared = JSON.parse(JSON.stringify(document), (key, value) =>
    key === '$ref' ? (alike.get(value) ?? value) : value,
  ) as D;
  for (const ref of alike.keys()) delete shared.components.schemas[ref.slice('#/components/schemas/'.length)];
  // Those that differed only in what they refer to are alike now.
  return shareAlike(shared);
}

function operation(route: Route, schemas: Schemas): Json {
  const { operationId, summary, who, body, csv, status, reply, media, params, query } = route;
  const open = who === 'public' || who === 'link';
  return {
    operationId,
    summary,
    ...(!open && { description: `For the role ${who.join(' or ')}.` }),
    security: open ? [] : [{ staff: [] }],
    parameters: [
      ...parameters(params, 'path', operationId, schemas),
      ...parameters(query, 'query', operationId, schemas),
      ...(route.method === 'POST' && !open
        ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 100 } }]
        : []),
      ...(route.method === 'GET' && !open
        ? [{ name: 'If-None-Match', in: 'header', schema: { type: 'string', maxLength: 100 } }]
        : []),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: csv
          ? { 'text/csv': { schema: { type: 'string' } } }
          : { 'application/json': { schema: schemaOf(body, 'input', `${operationId}Body`, schemas) } },
      },
    }),
    responses: {
      [status]: {
        description: 'As asked',
        content: {
          [media?.type ?? 'application/json']: {
            schema: schemaOf(reply, 'output', `${operationId}Reply`, schemas),
          },
        },
      },
      ...(!open &&
        route.method === 'GET' && { 304: { description: 'As the `If-None-Match` of the request has it' } }),
      ...(!open && status === 201 && { 200: { description: 'What it would bring about, as a preview' } }),
      ...problems(route),
    },
  };
}

/** Of an object's schema its fields, of a union those of all its branches. */
function parameters(
  schema: z.ZodType,
  place: 'path' | 'query',
  operationId: string,
  schemas: Schemas,
): Json[] {
  const json = schemaOf(schema, 'input', `${operationId}${place}`, schemas);
  const branches = (json.anyOf as Json[] | undefined) ?? [json];
  const fields = new Map<string, { schema: Json; required: boolean }>();
  for (const { properties = {}, required = [] } of branches) {
    for (const [name, property] of Object.entries(properties as Json)) {
      const needed = branches.length === 1 && (required as string[]).includes(name);
      const known = fields.get(name)?.schema;
      const same = !known || JSON.stringify(known) === JSON.stringify(property);
      fields.set(name, {
        schema: same ? (property as Json) : { anyOf: [known, property] },
        required: place === 'path' || needed,
      });
    }
  }
  return [...fields].map(([name, field]) => ({ name, in: place, ...field }));
}

function problems({ who, body, path }: Route): Json {
  const staff = who !== 'public' && who !== 'link';
  const kinds: ProblemKind[] = [
    ...(body ? (['unreadable', 'too-large', 'wrong-type'] as const) : []),
    ...(staff ? (['not-signed-in'] as const) : []),
    ...(who === 'link' ? (['closed'] as const) : []),
    ...(path.includes('{') ? (['not-found'] as const) : []),
    // A preview of what cannot be previewed is refused, whatever was asked.
    ...(who === 'public' ? [] : (['not-allowed', 'wrong-state'] as const)),
    'invalid',
    'failed',
    'busy',
  ];
  return Object.fromEntries(
    kinds.map((kind) => [String(PROBLEMS[kind][0]), { $ref: `#/components/responses/${kind}` }]),
  );
}

/** Every way to fail, once: most routes can fail in most of them. */
function problemResponses(): Json {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([kind, [, title]]) => [kind, { description: title, content }]),
  );
}

/** That a whole number is one which JavaScript can count to is nothing to tell anybody; and a reply may grow. */
const says =
  (io: 'input' | 'output') =>
  ([key, value]: [string, unknown]) =>
    Math.abs(value as number) !== Number.MAX_SAFE_INTEGER &&
    !(io === 'output' && key === 'additionalProperties' && value === false);

/** The schema as JSON Schema; what it defines for itself moves to the document’s components, by a name of its own. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', name: string, schemas: Schemas): Json {
  const { $schema, $defs, ...json } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'ref',
  }) as Json & { $defs?: Record<string, Json> };
  const moved = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(moved);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part)
        .filter(says(io))
        .map(([key, value]) => [
          key,
          key === '$ref' && typeof value === 'string'
            ? value.replace('#/$defs/', `#/components/schemas/${name}.`)
            : moved(value),
        ]),
    );
  };
  for (const [id, definition] of Object.entries($defs ?? {})) {
    schemas[`${name}.${id}`] = moved(definition) as Json;
  }
  return moved(json) as Json;
}
