import { createHash } from 'node:crypto';
import type { Owner } from '../../chart.ts';
import type { ClinicSettings } from '../../clinic.ts';

/** A FHIR R4 resource as it is built here; the tests hold each against its StructureDefinition. */
export type Resource = { resourceType: string; id: string; [element: string]: unknown };
export type Reference = { reference: string; type: string; display?: string };

export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';

/** Our own code systems, identifiers and extensions: all that no standard names. */
export const ours = (what: string): string => `urn:attune:${what}`;
export const extension = (what: string, value: object) => ({ url: ours(`extension:${what}`), ...value });
export const hl7 = (name: string, rest: object) => ({ url: `${HL7}/${name}`, ...rest });

export const concept = (system: string, code: string, text?: string) => ({
  coding: [{ system, code }],
  text,
});

/** Whatever is undefined or empty goes: FHIR knows no empty list. */
export function trimmed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(trimmed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, trimmed(one)])
      .filter(([, one]) => !isEmpty(one)),
  ) as T;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** The clinic’s; every other resource belongs to the client. */
const SHARED = ['Organization', 'Practitioner', 'Device'];
/** A base that no server answers at (RFC 2606): by it relative references lead to the entries of the bundle. */
const BASE = 'https://attune.invalid';

/** FHIR takes 64 letters, digits, hyphens and dots; our ids have underscores, and no dots where they have those. */
function fhirId(name: string): string {
  const id = name.replaceAll('_', '.');
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : createHash('sha256').update(name).digest('hex');
}

export type Names = ReturnType<typeof namesIn>;

/** How resources are called and refer to one another; it remembers who was named, to describe them in the end. */
export function namesIn(clinic: ClinicSettings, clientId: string, clientName: string) {
  const named = new Map<string, Resource>();

  /** `own`: our id of it within the client, the clinic or the world; none for the client and the clinic themselves. */
  function idOf(type: string, own = ''): string {
    const whose = type === 'Questionnaire' ? '' : SHARED.includes(type) ? clinic.id : clientId;
    return fhirId([whose, own].filter(Boolean).join('.'));
  }
  const urlOf = ({ resourceType, id }: Resource) => `${BASE}/${clinic.id}/${resourceType}/${id}`;
  const refer = (type: string, own?: string, display?: string): Reference => ({
    reference: `${type}/${idOf(type, own)}`,
    type,
    display,
  });

  function describe(type: string, own: string, elements: object, display: string): Reference {
    const id = idOf(type, own);
    named.set(`${type}/${id}`, { resourceType: type, id, ...elements });
    return refer(type, own, display);
  }

  const client = () => refer('Patient', undefined, clientName);
  const organization = () => refer('Organization', undefined, clinic.name);

  /** Whoever a log entry is by. Attune’s own parts are one device; who is no longer known is named by the id. */
  function actor(by: string): Reference {
    if (by === 'client' || by === clientId) return client();
    if (by.startsWith('attune-')) {
      const deviceName = [{ name: 'Attune', type: 'user-friendly-name' }];
      return describe('Device', 'attune', { deviceName, owner: organization() }, 'Attune');
    }
    const { name = by, active } = Object.hasOwn(clinic.staff, by) ? clinic.staff[by]! : {};
    const identifier = [{ system: ours(`clinic:${clinic.id}:staff`), value: by }];
    return describe('Practitioner', by, { identifier, active, name: [{ text: name }] }, name);
  }

  function owner(of: Owner): Reference {
    if ('staff' in of) return actor(of.staff);
    const name = clinic.teams.find(({ id }) => id === of.team)?.title ?? of.team;
    const type = [concept(`${TERMINOLOGY}/organization-type`, 'team')];
    const identifier = [{ system: ours(`clinic:${clinic.id}:team`), value: of.team }];
    return describe('Organization', of.team, { identifier, type, name, partOf: organization() }, name);
  }

  return {
    idOf,
    urlOf,
    refer,
    client,
    organization,
    actor,
    owner,
    named: () => [...named.values()],
    attune: () => actor('attune-'),
  };
}
