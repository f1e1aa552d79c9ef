import * as z from 'zod';
import { FHIR, type Item } from '../measures/instrument/questionnaire.ts';

export type Refuse = (path: string, fault: string, mend: string) => void;
export type Ignore = (path: string, fault: string) => void;

export const extensionsSchema = z
  .array(
    z.looseObject({
      url: z.string(),
      valueDecimal: z.number().optional(),
      valueInteger: z.number().optional(),
      valueBoolean: z.boolean().optional(),
      valueExpression: z
        .looseObject({
          name: z.string().optional(),
          language: z.string().optional(),
          expression: z.string().optional(),
        })
        .optional(),
    }),
  )
  .default([]);
export type Extensions = z.infer<typeof extensionsSchema>;

export const codingSchema = z.looseObject({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
  _display: z.unknown().optional(),
  extension: extensionsSchema,
});

export const optionSchema = z.looseObject({
  valueCoding: codingSchema.optional(),
  valueString: z.string().optional(),
  valueInteger: z.number().optional(),
  extension: extensionsSchema,
  initialSelected: z.boolean().optional(),
});

const ORDINAL = /\/(ordinalValue|itemWeight|valueset-ordinalValue|codesystem-ordinalValue)$/;

const ordinalIn = (extensions: Extensions): number | undefined => {
  const found = extensions.find(({ url }) => ORDINAL.test(url));
  return found?.valueDecimal ?? found?.valueInteger;
};

export type Option = NonNullable<Item['answerOption']>[number];

/** Kept where it has the shape that Attune shows; other elements beside a text decorate it. */
export function translated(key: '_text' | '_display', value: unknown): object {
  const translations = (
    value as { extension?: ({ url?: string } | null)[] } | undefined
  )?.extension?.filter?.((one) => one?.url === `${FHIR}/translation`);
  return translations?.length ? { [key]: { extension: translations } } : {};
}

export function optionsFrom(
  item: { answerOption?: z.infer<typeof optionSchema>[]; answerValueSet?: string },
  path: string,
  sets: Map<string, Option[]>,
  refuse: Refuse,
): Option[] {
  const { answerOption, answerValueSet } = item;
  if (answerValueSet !== undefined) {
    const found = answerValueSet.startsWith('#') ? sets.get(answerValueSet.slice(1)) : undefined;
    if (!found)
      refuse(path, `answerValueSet ${answerValueSet} is not contained in the questionnaire`, 'contain it');
    return found ?? [];
  }
  if (!answerOption?.length) refuse(path, 'a choice without options is not run', 'give answerOption');
  return (answerOption ?? []).flatMap((option) => {
    const { valueCoding, valueString, valueInteger, extension } = option;
    const ordinal = ordinalIn(extension) ?? ordinalIn(valueCoding?.extension ?? []);
    if (valueCoding) return optionFrom(valueCoding, ordinal, path, refuse);
    const plain = valueString ?? valueInteger?.toString();
    if (plain !== undefined)
      return optionFrom(
        { code: plain, display: plain, extension: [] },
        ordinal ?? valueInteger,
        path,
        refuse,
      );
    refuse(path, 'an answerOption that is no coding, text or whole number is not run', 'use valueCoding');
    return [];
  });
}

function optionFrom(
  { system = '', code, display, _display }: z.infer<typeof codingSchema>,
  ordinal: number | undefined,
  path: string,
  refuse: Refuse,
): Option[] {
  const key = code ?? display;
  if (!key) {
    refuse(path, 'an option has neither code nor display', 'give it a code');
    return [];
  }
  return [
    {
      valueCoding: {
        system,
        code: key,
        display: display || key,
        ...translated('_display', _display),
        ...(ordinal !== undefined && {
          extension: [{ url: `${FHIR}/ordinalValue` as const, valueDecimal: ordinal }] as const,
        }),
      },
    } as Option,
  ];
}

const conceptSchema = codingSchema.extend({
  property: z
    .array(
      z.looseObject({
        code: z.string(),
        valueDecimal: z.number().optional(),
        valueInteger: z.number().optional(),
      }),
    )
    .default([]),
});
type Concept = z.infer<typeof conceptSchema>;

const containedSchema = z.discriminatedUnion('resourceType', [
  z.looseObject({
    resourceType: z.literal('ValueSet'),
    id: z.string(),
    compose: z
      .looseObject({
        include: z.array(
          z.looseObject({
            system: z.string().optional(),
            concept: z.array(conceptSchema).optional(),
            filter: z.array(z.unknown()).optional(),
            valueSet: z.array(z.unknown()).optional(),
          }),
        ),
        exclude: z.array(z.unknown()).optional(),
      })
      .optional(),
    expansion: z.looseObject({ contains: z.array(conceptSchema).optional() }).optional(),
  }),
  z.looseObject({
    resourceType: z.literal('CodeSystem'),
    url: z.string().optional(),
    concept: z.array(conceptSchema).default([]),
  }),
]);

/** The contained value sets that list their concepts, themselves or in a contained code system, by id. */
export function valueSetsIn(contained: unknown[], refuse: Refuse): Map<string, Option[]> {
  const resources = contained.flatMap((one) => containedSchema.safeParse(one).data ?? []);
  const systems = new Map(
    resources.flatMap((one) =>
      one.resourceType === 'CodeSystem' ? [[one.url ?? '', one.concept] as const] : [],
    ),
  );
  const sets = new Map<string, Option[]>();
  for (const resource of resources) {
    if (resource.resourceType !== 'ValueSet') continue;
    const { id, compose, expansion } = resource;
    const path = `contained (${id})`;
    const included = compose?.include.map(({ system, concept, filter, valueSet }): Concept[] => {
      const defined = systems.get(system ?? '') ?? [];
      if (filter || valueSet) return [];
      if (!concept) return defined.map((one) => ({ ...one, system }));
      return concept.map((one) => ({
        ...defined.find(({ code }) => code === one.code),
        ...kept(one),
        system,
      }));
    });
    const whole = included?.every((concepts) => concepts.length) && !compose?.exclude;
    const concepts = expansion?.contains ?? (whole ? included?.flat() : undefined);
    if (!concepts?.length)
      refuse(
        path,
        'a value set that does not list its concepts is not run',
        'list them, or contain the expansion',
      );
    const options = (concepts ?? []).flatMap((one) => optionFrom(one, weightOf(one), path, refuse));
    sets.set(id, options);
  }
  return sets;
}

/** Without the empty lists that parsing put in, which would hide those of the code system. */
const kept = ({ extension, property, ...rest }: Concept): Concept =>
  ({ ...rest, ...(extension.length && { extension }), ...(property.length && { property }) }) as Concept;

function weightOf({ extension = [], property = [] }: Partial<Concept>): number | undefined {
  const weight = property.find(({ code }) => code === 'itemWeight' || code === 'ordinalValue');
  return ordinalIn(extension) ?? weight?.valueDecimal ?? weight?.valueInteger;
}
