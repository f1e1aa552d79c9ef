/** The codes that FHIR R4 requires, which Medplum's validator does not look at: each one that is exported, and that a wrong one is found. */
import type { Resource } from '@medplum/fhirtypes';
import { expect, it } from 'vitest';
import { backgroundSchema } from '../../../functions/care/plans/background.ts';
import { bundleOf, lastIssues, treated } from '../../support/exported.ts';
import { issuesIn, requiredIn } from '../../support/fhir.ts';
import { phq9 } from '../../support/people.ts';

/** Kim, with something of every kind on record. */
function everything(): Resource[] {
  const kim = treated();
  kim.does({
    do: 'record-background',
    background: backgroundSchema.parse({ preferences: { making: true } }),
    why: 'x',
  });
  kim.does({
    do: 'decide-suggestion',
    decision: { option: 'cbt', title: 'CBT', decision: 'reject', reason: 'no', circumstances: {} },
  });
  const request = kim.asks('reassessment');
  const responses = [{ instrument: 'phq-9', answers: phq9(2), complete: true }];
  kim.does({ do: 'answer', requestId: request.id, responses }, 'client');
  kim.at('2026-01-06T15:00:00.000Z').does({ do: 'pause', why: 'holiday' });
  return bundleOf(kim).entry!.map(({ resource }) => resource!);
}

const put = (resource: Resource, path: string, value: string): Resource => {
  const copy = structuredClone(resource);
  const steps = path
    .split('.')
    .slice(1)
    .flatMap((step) => [...step.matchAll(/[A-Za-z]+|\d+/g)].map(([name]) => name));
  // biome-ignore lint/suspicious/noExplicitAny: it goes wherever the path goes.
  let at: any = copy;
  for (const step of steps.slice(0, -1)) at = at[step];
  const last = steps.at(-1)!;
  const was = at[last];
  at[last] =
    typeof was === 'string' ? value : { ...was, coding: [{ system: was.coding?.[0].system, code: value }] };
  return copy;
};

const all = everything();

it('are those of every kind of resource that is exported', () => {
  const elements = new Set(all.flatMap(requiredIn).map(({ element }) => element));
  expect([...elements].sort()).toEqual([
    'CarePlan.activity.detail.status',
    'CarePlan.intent',
    'CarePlan.status',
    'Communication.priority',
    'Communication.status',
    'Consent.provision.type',
    'Consent.status',
    'ContactPoint.system',
    'Device.deviceName.type',
    'EpisodeOfCare.status',
    'EpisodeOfCare.statusHistory.status',
    'Flag.status',
    'Goal.lifecycleStatus',
    'Observation.status',
    'Provenance.entity.role',
    'Questionnaire.item.type',
    'Questionnaire.status',
    'QuestionnaireResponse.status',
    'Task.intent',
    'Task.priority',
    'Task.status',
  ]);
  expect(lastIssues()).toEqual([]);
});

const cases = new Map(
  all.flatMap((resource) =>
    requiredIn(resource).map(({ element, path }) => [element, { resource, path }] as const),
  ),
);
it.each([...cases])('%s: a code that is none of its value set is found', (_, { resource, path }) => {
  expect(issuesIn(resource)).toEqual([]);
  expect(issuesIn(put(resource, path, 'made-up')).some((issue) => issue.startsWith(path))).toBe(true);
});
