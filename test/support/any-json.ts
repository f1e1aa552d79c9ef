/** Values that a JSON Schema takes, values that it nearly takes, and values of any other kind. */
import fc from 'fast-check';
import * as z from 'zod';

type Json = { [key: string]: unknown };

/** What a field of this name is more likely to hold than chance would find: ids that are there. */
export type Pools = Record<string, readonly unknown[]>;

const odd = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e308,
  true,
  [],
  {},
  [[]],
  '__proto__',
  'constructor',
  '\u0000',
  '\ud83d',
  '\u202e',
  'x'.repeat(3000),
  '2026-02-30',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  { constructor: 1 },
  Array.from({ length: 300 }, () => 0),
);
export const anything = fc.oneof(
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** What `schema` takes, as far as JSON Schema can say it, or, half the time, with something else somewhere in it. */
export const nearly = (schema: z.ZodType, pools: Pools = {}): fc.Arbitrary<unknown> =>
  fc.oneof(taken(schema, pools), mutated(taken(schema, pools)));

type Step = { at: number; what: 'replace' | 'drop' | 'add' | 'repeat'; by: unknown };
const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat(),
  what: fc.constantFrom('replace', 'replace', 'drop', 'add', 'repeat'),
  by: anything,
});

/** A value with one to three of its parts replaced, left out, doubled or joined by another. */
export const mutated = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.array(step, { minLength: 1, maxLength: 3 }))
    .map(([value, steps]) => steps.reduce(changed, structuredClone(value)));

function changed(value: unknown, { at, what, by: other }: Step): unknown {
  const by = structuredClone(other);
  const places: { holder: Json; key: string }[] = [];
  const visit = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder: holder as Json, key });
      visit(inner);
    }
  };
  visit(value);
  const place = places[at % (places.length || 1)];
  if (!place) return by;
  const { holder, key } = place;
  if (what === 'replace') holder[key] = by;
  else if (what === 'drop') Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key];
  else if (Array.isArray(holder)) holder.push(what === 'repeat' ? structuredClone(holder[Number(key)]) : by);
  else
    holder[what === 'repeat' ? `${key} ` : ADDED[at % ADDED.length]!] =
      what === 'repeat' ? structuredClone(holder[key]) : 'south';
  return value;
}

/** Names that nobody asked for: of what others own, of nothing, and of what every object has. */
const ADDED = ['clinicId', '', 'constructor', 'toString', '\u0000'];

function taken(schema: z.ZodType, pools: Pools): fc.Arbitrary<unknown> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  const defs = (json.$defs ?? {}) as Record<string, Json>;
  return of(json, '', 0);

  function of(part: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    const own = fitting(part, name, depth);
    const pool = pools[name];
    return pool?.length ? fc.oneof(own, { weight: 3, arbitrary: fc.constantFrom(...pool) }) : own;
  }

  function fitting(part: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    if (depth > 12) return anything;
    if (typeof part.$ref === 'string') return of(defs[part.$ref.split('/').at(-1)!] ?? json, name, depth + 1);
    if ('const' in part) return fc.constant(part.const);
    if (Array.isArray(part.enum)) return fc.constantFrom(...part.enum);
    const branches = (part.anyOf ?? part.oneOf) as Json[] | undefined;
    if (branches) return fc.oneof(...branches.map((one) => of(one, name, depth + 1)));
    if (Array.isArray(part.allOf))
      return fc
        .tuple(...(part.allOf as Json[]).map((one) => of(one, name, depth + 1)))
        .map((all) => (all.every((one) => typeof one === 'object') ? Object.assign({}, ...all) : all[0]));
    switch (part.type) {
      case 'object':
        return objectOf(part, depth);
      case 'array':
        return arrayOf(part, name, depth);
      case 'string':
        return textOf(part);
      case 'integer':
        return fc.integer({
          min: (part.minimum as number) ?? -9,
          max: Math.min((part.maximum as number) ?? 99, 9999),
        });
      case 'number':
        return fc.double({ min: -9, max: 99, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return anything;
    }
  }

  function objectOf(part: Json, depth: number): fc.Arbitrary<unknown> {
    const fields = Object.entries((part.properties ?? {}) as Record<string, Json>);
    const known = fc.record(
      Object.fromEntries(fields.map(([key, inner]) => [key, of(inner, key, depth + 1)])),
      { requiredKeys: (part.required ?? []) as string[] },
    );
    const more = part.additionalProperties;
    const extra =
      typeof more === 'object'
        ? fc.dictionary(fc.string({ maxLength: 8 }), of(more as Json, '', depth + 1), { maxKeys: 3 })
        : fc.constant({});
    return fc.tuple(extra, known).map(([others, own]) => ({ ...others, ...own }));
  }

  function arrayOf(part: Json, name: string, depth: number): fc.Arbitrary<unknown> {
    const first = ((part.prefixItems ?? []) as Json[]).map((one) => of(one, name, depth + 1));
    const rest =
      typeof part.items === 'object'
        ? fc.array(of(part.items as Json, name, depth + 1), {
            minLength: Math.min((part.minItems as number) ?? 0, 5),
            maxLength: 4,
          })
        : fc.constant([]);
    return fc.tuple(fc.tuple(...first), rest).map(([some, others]) => [...some, ...others]);
  }
}

/** fast-check's own take forty milliseconds each. */
const URLS = [
  'https://meet.example/r/4f2a',
  'https://meet.example/r?a=1&b=%0d%0aX:1#c,d;e',
  'https://user:pass@meet.example:8443/\u202e',
  'http://meet.example',
  'javascript:alert(1)',
  `https://${'a.'.repeat(200)}example`,
  'https://[::1]/',
];

function textOf({ format, pattern, minLength, maxLength }: Json): fc.Arbitrary<unknown> {
  if (format === 'date') return fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.constantFrom(...URLS);
  if (typeof pattern === 'string') {
    try {
      return fc.stringMatching(new RegExp(pattern), { size: 'small' });
    } catch {
      return fc.constantFrom('A-1', '#7');
    }
  }
  return fc.string({
    unit: 'grapheme',
    minLength: Math.min((minLength as number) ?? 0, 20),
    maxLength: Math.min((maxLength as number) ?? 40, 40),
  });
}
