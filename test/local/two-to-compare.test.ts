import { expect, it } from 'vitest';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import type { Suggestion } from '../../functions/care/plans/suggest.ts';
import { createApp } from '../../local/app.ts';
import { clientOf, operate } from '../../local/commands/open.ts';
import { makeClinic } from '../../local/first-start.ts';
import { steppedClock } from '../../local/outbox.ts';
import { ADMIN, emailOf, ZONE } from '../../local/people/cast.ts';
import { seededChance } from '../../local/people/chance.ts';
import { quietLogger, trustingIdentity } from '../../local/people/doors.ts';
import { addTwoToCompare } from '../../local/people/two-to-compare.ts';

it('two clients with the same PHQ-9 and different lives get different suggestions, each with its reasons', async () => {
  const table = createMemoryTable();
  const app = createApp({
    table,
    changes: table.changes,
    clock: steppedClock('2026-03-02T15:00:00.000Z'),
    chance: seededChance('two'),
    identity: trustingIdentity,
    url: 'http://localhost:4180',
    logger: quietLogger,
  });
  const clinic = { id: 'riverside', name: 'Riverside', zone: ZONE, country: 'US' };
  await makeClinic(app.clinics, clinic, { ...ADMIN, email: emailOf(ADMIN.id, 'riverside') });
  const [ana, tom] = await Promise.all(
    (await addTwoToCompare(app, 'riverside')).map(async (name) => {
      const { clientId, measures } = await clientOf(app, 'riverside', name);
      const params = { clientId };
      const reply = await operate<{ suggestions: Suggestion[] }>(app, 'riverside', 'getSuggestions', {
        params,
      });
      return { phq9: measures['phq-9']!.last.value, suggestions: reply.suggestions };
    }),
  );
  expect([ana!.phq9, tom!.phq9]).toEqual([17, 17]);
  const first = (one: typeof ana) => one!.suggestions.slice(0, 5).map(({ option }) => option);
  expect(first(ana)).not.toEqual(first(tom));
  expect(first(ana)).toContain('art-therapy');
  expect(first(tom)).toContain('person-centred');
  for (const { reasons } of [...ana!.suggestions, ...tom!.suggestions])
    expect(reasons.length).toBeGreaterThan(0);
  const rejected = tom!.suggestions.find(({ option }) => option === 'esketamine');
  expect(rejected?.rejectedBefore?.reason ?? 'not suggested').toMatch(/take him home|not suggested/);
});
