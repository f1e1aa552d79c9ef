/** A lively clinic, exported client by client; and the check that holds every resource against FHIR R4. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { content } from '../../../functions/adapters/content.ts';
import { type Exported, fhirBundle } from '../../../functions/care/fhir/export.ts';
import { clientsOf } from '../../../local/commands/open.ts';
import { liveDemo } from '../../../local/demo.ts';
import { seededChance } from '../../../local/people/chance.ts';
import { issuesIn, issuesInBundle } from '../../support/fhir.ts';

const UNTIL = '2026-11-20T20:00:00.000Z';
const clients: Exported[] = [];
const plain = (given: Exported): Bundle => JSON.parse(JSON.stringify(fhirBundle(given)));

beforeAll(async () => {
  const { app } = await liveDemo({
    clinicId: 'riverside',
    until: UNTIL,
    weeks: 16,
    clients: 6,
    seed: 'export',
    chance: seededChance('export'),
    url: 'http://localhost:4180',
  });
  const clinic = await app.clinics.settings('riverside');
  for (const { clientId } of await clientsOf(app, 'riverside')) {
    const log = [];
    for await (const { entry, hash } of app.charts.log('riverside', clientId)) log.push({ entry, hash });
    const chart = await app.charts.get('riverside', clientId);
    clients.push({ chart, log, clinic, instruments: content.instruments, at: UNTIL });
  }
});

describe('the export of a clinic', () => {
  it('has no resource that FHIR refuses, and no reference that leads nowhere', () => {
    expect(clients).toHaveLength(6);
    for (const client of clients) expect(issuesInBundle(plain(client))).toEqual([]);
  });

  it('tells of all that is kept', () => {
    const types = new Set(
      clients.flatMap((one) => fhirBundle(one).entry.map(({ resource }) => resource.resourceType)),
    );
    expect([...types].sort()).toEqual([
      'CarePlan',
      'Communication',
      'Consent',
      'Device',
      'EpisodeOfCare',
      'Flag',
      'Goal',
      'Observation',
      'Organization',
      'Patient',
      'Practitioner',
      'Provenance',
      'Questionnaire',
      'QuestionnaireResponse',
      'Task',
    ]);
  });

  it('is the same twice, and later speaks of the same resources by the same names', () => {
    for (const client of clients) {
      expect(plain(client)).toEqual(plain(client));
      const half = { ...client, log: client.log.slice(0, client.log.length / 2) };
      const names = (given: Exported) => fhirBundle(given).entry.map(({ fullUrl }) => fullUrl);
      const later = new Set(names(client));
      // A total that a correction has taken the place of is the one thing that goes.
      const gone = names(half).filter((name) => !later.has(name) && !name.includes('/Observation/'));
      expect(gone).toEqual([]);
    }
  });

  it('has no two clients’ resources by one name', () => {
    const own = clients.flatMap((one) =>
      fhirBundle(one)
        .entry.map(({ fullUrl }) => fullUrl)
        .filter((name) => !/\/(Organization|Practitioner|Device|Questionnaire)\//.test(name)),
    );
    expect(new Set(own).size).toBe(own.length);
  });
});

describe('what FHIR is asked about a resource', () => {
  const flag = {
    resourceType: 'Flag',
    id: 'f',
    status: 'active',
    code: { text: 'risk' },
    subject: { reference: 'Patient/p' },
  };
  const task = { resourceType: 'Task', id: 't', status: 'requested', intent: 'order' };
  const types: Record<string, string> = { 'Patient/p': 'Patient', 'Flag/f': 'Flag' };
  const check = (resource: object) =>
    issuesIn(resource as Resource, (reference) => types[reference]).join('\n');

  it('finds nothing amiss in one that is right', () => {
    expect([check(flag), check(task)]).toEqual(['', '']);
  });

  it.each([
    ['an element that is missing', { ...flag, subject: undefined }, /subject/],
    ['an element that there is not', { ...flag, colour: 'red' }, /colour/],
    [
      'a code that its value set does not have',
      { ...flag, status: 'done' },
      /status: done is not in .*flag-status/,
    ],
    [
      'such a code deep inside',
      { ...task, restriction: { recipient: [{ reference: 'Flag/f' }] } },
      /Flag is nothing to refer to here/,
    ],
    ['a reference that leads nowhere', { ...flag, author: { reference: 'Patient/q' } }, /leads nowhere/],
    [
      'a code that a system of the specification does not have',
      {
        ...flag,
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/flag-category', code: 'danger' }] },
        ],
      },
      /danger is none of/,
    ],
    [
      'an extension that is not for this',
      {
        ...flag,
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/goal-acceptance', extension: [] }],
      },
      /goal-acceptance is not for Flag/,
    ],
    [
      'an extension with another kind of value',
      {
        ...flag,
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/flag-detail', valueString: 'x' }],
      },
      /flag-detail takes no valueString/,
    ],
    ['an empty list', { ...flag, category: [] }, /category/],
  ])('finds %s', (_, resource, issue) => {
    expect(check(JSON.parse(JSON.stringify(resource)))).toMatch(issue);
  });
});
