import { beforeEach, describe, expect, it } from 'vitest';
import { pathwaySchema } from '../../functions/care/pathway/pathway.ts';
import { type Clinics, openClinics } from '../support/clinic.ts';
import { changed } from '../support/pathways.ts';

const ID = 'adult-depression-anxiety';
let attune: Clinics;

/** The next version, with these changes. */
async function publishes(changes: Record<string, unknown> = {}) {
  const pathway = pathwaySchema.parse(changed(changes));
  const saved = await attune.ask('PUT', `/pathways/${ID}/draft`, { as: 'ada', body: pathway });
  const { draftedAt } = saved.body;
  const { status } = await attune.ask('POST', `/pathways/${ID}/publish`, { as: 'ada', body: { draftedAt } });
  expect(status).toBe(200);
}
const moves = (body: object) => attune.ask('POST', `/pathways/${ID}/versions/2/moves`, { as: 'ada', body });
const undoes = (clientIds: string[]) =>
  attune.ask('POST', `/pathways/${ID}/moves/undo`, { as: 'ada', body: { clientIds } });
const versionOf = async (clientId: string) =>
  (await attune.charts.get('north', clientId)).episode!.pathway.version;

beforeEach(async () => {
  attune = await openClinics();
  await attune.addClient('maria');
  await attune.addClient('nora', { phone: '+12125550135', email: 'nora@example.org', name: 'Nora Lopez' });
  await attune.addClient('maria', {}, 'south');
});

describe('clients who are in care', () => {
  it('stay where they are when a version is published', async () => {
    await publishes();
    expect(await versionOf('maria')).toBe(1);
  });

  it('are listed by a dry run, with what each would be sent or spared, and nothing changes', async () => {
    await publishes({ 'intake.reminders': [] });
    await attune.askClient('maria', 'intake');
    const before = await attune.charts.get('north', 'maria');
    const { status, body } = await moves({ when: 'now', dryRun: true });
    expect(status).toBe(200);
    expect(body.clients).toMatchObject([
      { clientId: 'maria', outcome: 'moved', from: 1, stage: 'intake', sent: [], spared: [] },
      { clientId: 'nora', outcome: 'moved', from: 1 },
    ]);
    expect(await attune.charts.get('north', 'maria')).toEqual(before);
  });

  it('are on record as seen, also by a preview', async () => {
    await publishes();
    const path = `/pathways/${ID}/versions/2/moves`;
    const headers = { 'attune-preview': 'yes' };
    const { status } = await attune.ask('POST', path, { as: 'ada', headers, body: { when: 'now' } });
    expect([status, await versionOf('maria')]).toEqual([200, 1]);
    const { body } = await attune.ask('GET', '/access', { as: 'ada' });
    expect(body.access).toMatchObject([{ operationId: 'moveEpisodes', clients: ['maria', 'nora'] }]);
  });

  it('are moved one by one, and who has nowhere to land is refused by name with every reason', async () => {
    await publishes({ 'intake.form': 'attune-check-in', languages: ['en'] });
    await attune.askClient('maria', 'intake');
    await attune.run('maria', { do: 'change-client', changes: { language: 'es' }, why: 'her wish' });
    const { body } = await moves({ when: 'now' });
    expect(body.clients[0]).toMatchObject({ name: 'Maria Lopez', outcome: 'refused' });
    expect(body.clients[0].because).toHaveLength(2);
    expect(body.clients[1]).toMatchObject({ clientId: 'nora', outcome: 'moved', canUndo: true });
    expect(await versionOf('maria')).toBe(1);
    expect(await versionOf('nora')).toBe(2);
    expect((await attune.charts.get('south', 'maria')).episode!.pathway.version).toBe(1);
  });

  it('are moved a page at a time, and a repeat moves nobody twice', async () => {
    await publishes();
    const first = await moves({ when: 'now', limit: 1 });
    expect(first.body.clients).toHaveLength(1);
    const second = await moves({ when: 'now', limit: 1, after: first.body.next });
    expect(second.body.clients).toMatchObject([{ clientId: 'nora', outcome: 'moved' }]);
    const again = await moves({ when: 'now' });
    expect(again.body.clients.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['here', 'here']);
  });

  it('go back while nothing has been asked since, and stay where something was', async () => {
    await publishes();
    await moves({ when: 'now' });
    await attune.askClient('nora', 'intake');
    const { body } = await undoes(['maria', 'nora']);
    expect(body.clients).toMatchObject([
      { clientId: 'maria', outcome: 'undone' },
      { clientId: 'nora', outcome: 'refused' },
    ]);
    expect(await versionOf('maria')).toBe(1);
    expect(await versionOf('nora')).toBe(2);
    expect(await attune.charts.verify('north', 'maria')).toBeUndefined();
  });

  it('wait for what is under way, where they are to move at the next step', async () => {
    await publishes();
    await attune.askClient('maria', 'intake');
    const { body } = await moves({ when: 'next-step' });
    expect(body.clients).toMatchObject([{ outcome: 'waits', canUndo: true }, { outcome: 'moved' }]);
    expect(await versionOf('maria')).toBe(1);
  });

  it('are moved to no version that is not published', async () => {
    expect((await moves({ when: 'now' })).status).toBe(404);
  });
});
