/** The whole schema is a form: nothing of a pathway has to be written as JSON. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PLAYBOOK, pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { type Field, type Kind, PLAYS, SECTIONS } from '../../web/staff/src/pathways/shape.ts';

type Json = {
  properties?: Record<string, Json>;
  items?: Json;
  additionalProperties?: Json | boolean;
  enum?: unknown[];
  type?: string;
  $ref?: string;
};
const schema = z.toJSONSchema(pathwaySchema, { reused: 'inline', io: 'input' }) as Json;

/** Kinds whose control writes the whole of what stands there. */
const WHOLE: readonly Kind[] = [
  'condition',
  'owner',
  'hours',
  'days',
  'dates',
  'durations',
  'languages',
  'wording',
];

/** Every place of the schema that no field of these writes, and every field that the schema does not have. */
function missing(part: Json, fields: Field[], path: string): string[] {
  const known = Object.keys(part.properties ?? {});
  return [
    ...fields
      .filter(({ key }) => !known.includes(key))
      .map(({ key }) => `${path}${key} is not in the schema`),
    ...known.flatMap((key) => {
      const field = fields.find((one) => one.key === key);
      const at = `${path}${key}`;
      const inner = part.properties![key]!;
      if (!field) return [at];
      if ('group' in field) return missing(inner, field.group, `${at}.`);
      if ('list' in field) return missing(inner.items!, field.list, `${at}[].`);
      if ('map' in field) return missing(inner.additionalProperties as Json, field.map, `${at}{}.`);
      const isLeaf = !inner.properties && !inner.items && typeof inner.additionalProperties !== 'object';
      return isLeaf || WHOLE.includes(field.kind) ? [] : [`${at} is more than a ${field.kind}`];
    }),
  ];
}

const all = SECTIONS.flatMap(({ fields }) => fields);

describe('the editor’s form', () => {
  it('has a control for every place of the pathway’s schema, and none besides', () => {
    const { id: _, ...properties } = schema.properties!;
    expect(missing({ ...schema, properties }, all, '')).toEqual([]);
  });

  it('begins what is optional with something that the schema takes, or that the form asks to finish', () => {
    const shape = pathwaySchema.shape;
    for (const [key, part] of [
      ['afterSession', shape.afterSession],
      ['calendar', shape.calendar],
      ['silence', shape.silence],
    ] as const) {
      const { start } = all.find((field) => field.key === key)!;
      expect(part.safeParse(start).error, key).toBeUndefined();
    }
  });

  it('offers what can be chosen where care is off track', () => {
    expect(PLAYS).toEqual(PLAYBOOK);
  });
});
