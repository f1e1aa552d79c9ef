/** Disks that are full, quotas that are small, and everybody due at once. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { suggesting } from '../../functions/adapters/catalogue.ts';
import { content } from '../../functions/adapters/content.ts';
import { createMemoryTable } from '../../functions/adapters/table-memory.ts';
import { createApi } from '../../functions/api/api.ts';
import { createCharts } from '../../functions/charts.ts';
import { createClinics } from '../../functions/clinics.ts';
import type { Table } from '../../functions/ports.ts';
import { scan } from '../../functions/timer/timer.ts';
import { CLINIC } from '../../local/bench/prepare.ts';
import { openEngine } from '../../local/engine.ts';
import { clientIdOf, dueOf, makeOriginal } from '../../local/load/clones.ts';
import { everything } from '../../local/load/world.ts';
import { takeLock } from '../../local/lock.ts';
import { quietLogger } from '../../local/people/doors.ts';
import { eventOf, frequencies, openClinics } from '../support/clinic.ts';
import { atTheDoors } from '../support/doors.ts';
import { onlyOf } from '../support/scene.ts';

const nine = (risk: number) => frequencies(1, 1, 1, 1, 1, 1, 1, 1, risk);
const form = (risk: number) => [{ instrument: 'phq-9', answers: nine(risk), complete: true }];

const directories: string[] = [];
const directory = () => {
  const made = mkdtempSync(join(tmpdir(), 'attune-hostile-'));
  directories.push(made);
  return made;
};
afterEach(() => {
  for (const made of directories.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe('164 · a disk', () => {
  it('that takes no more: nothing is acknowledged that is not on it, the client is told whom to call, and with room all goes on', async () => {
    const place = directory();
    let engine = await openEngine({ directory: place });
    const clinics = await openClinics({ table: engine.table });
    const one = await clinics.linkFor('c-1', 'reassessment');
    const largest = Math.max(...readdirSync(place).map((file) => statSync(join(place, file)).size));
    // The next page of its file is one too many; the engine ends at that, as on a quota.
    const limited = spawnSync('prlimit', ['--pid', String(engine.pid), `--fsize=${largest}`]);
    if (limited.status !== 0) process.kill(engine.pid!, 'SIGKILL');
    const sends = (api = clinics.api) =>
      api(
        eventOf('POST', '/link/answers', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...one, responses: form(2) }),
        }),
      );
    const refused = await sends();
    expect([refused.statusCode, JSON.parse(refused.body!).crisis.text]).toEqual([
      503,
      expect.stringMatching(/call/),
    ]);
    await engine.close();
    engine = await openEngine({ directory: place });
    const again = createCharts({ ...engine, clock: clinics.clock, clinics: clinics.clinics, content });
    expect((await again.get('north', 'c-1')).measures).toEqual({});
    expect(await again.verify('north', 'c-1')).toBeUndefined();
    const open = createClinics({ table: engine.table, clock: clinics.clock });
    const api = createApi({
      ...clinics,
      ...engine,
      charts: again,
      clinics: open,
      content,
      suggesting,
      logger: quietLogger,
    });
    expect((await sends(api)).statusCode).toBe(200);
    expect((await again.get('north', 'c-1')).measures['phq-9']).toMatchObject({ count: 1 });
    expect(await again.verify('north', 'c-1')).toBeUndefined();
    await engine.close();
  }, 60_000);

  it('that somebody else holds the file of: no answer is acknowledged until they let go', async () => {
    const place = directory();
    const engine = await openEngine({ directory: place });
    const clinics = await openClinics({ table: engine.table });
    const one = await clinics.linkFor('c-1', 'reassessment');
    const other = new DatabaseSync(join(place, 'attune.db'));
    other.exec('BEGIN EXCLUSIVE');
    const sending = clinics.ask('POST', '/link/answers', { body: { ...one, responses: form(1) } });
    const first = await Promise.race([sending, new Promise((done) => setTimeout(done, 300, 'waits'))]);
    other.exec('ROLLBACK');
    other.close();
    if (first !== 'waits') expect((first as { status: number }).status).toBe(503);
    await sending;
    const { status } = await clinics.ask('POST', '/link/answers', { body: { ...one, responses: form(1) } });
    expect(status).toBe(200);
    expect((await clinics.charts.get('north', 'c-1')).measures['phq-9']).toMatchObject({ count: 1 });
    expect(await clinics.charts.verify('north', 'c-1')).toBeUndefined();
    await engine.close();
  }, 60_000);

  it('with one directory for two processes: the second is told of the first, and does not start', () => {
    const place = directory();
    const lock = takeLock(place);
    expect(() => takeLock(place)).toThrow(`process ${process.pid}`);
    lock.release();
    takeLock(place).release();
  });
});

describe('165 · everything at once', () => {
  it('two thousand who are due in one minute are each asked once, in pages, and a risk answer among them waits for none', async () => {
    const COUNT = 2000;
    const original = await makeOriginal('asked', '2026-01-05T15:00:00.000Z');
    const table = createMemoryTable();
    for (const item of everything(original, COUNT)) await table.write([{ put: item }]);
    const at = dueOf(original);
    const clock = () => at;
    let operations = 0;
    const count = <T>(outcome: T): T => {
      operations += 1;
      return outcome;
    };
    const counted: Table = {
      get: (key) => count(table.get(key)),
      query: (pk, range) => count(table.query(pk, range)),
      queryIndex: (index, pk, range) => count(table.queryIndex(index, pk, range)),
      write: (writes) => count(table.write(writes)),
    };
    const clinics = createClinics({ table: counted, clock });
    const charts = createCharts({ table: counted, clock, clinics, content });
    const order: string[] = [];
    const scanning = scan({ table: counted, charts, clock }).then((done) => {
      order.push('scan');
      return done;
    });
    const clientId = clientIdOf(COUNT);
    const answer = { do: 'answer', requestId: original.requestId, responses: form(3) } as const;
    await charts.run({ clinicId: CLINIC, clientId, by: 'client' }, answer);
    order.push('answer');
    const { fired } = await scanning;
    expect(order).toEqual(['answer', 'scan']);
    expect(fired).toBeGreaterThanOrEqual(COUNT - 1);
    const chart = await charts.get(CLINIC, clientId);
    expect(Object.values(chart.tasks).some(({ priority }) => priority === 'urgent')).toBe(true);
    // A read and a write each, and the pages: nothing that grows with how many there are.
    expect(operations).toBeLessThan(COUNT * 2.2 + 200);
    expect((await scan({ table, charts, clock })).fired).toBe(0);
  }, 60_000);
});

describe('166 · the quotas of a new account', () => {
  it('a machine that takes no starts and no tokens holds up no urgent notice, and goes on where it was', async () => {
    const kim = await atTheDoors();
    await kim.enrols();
    const { interpreter } = kim.host;
    const real = { start: interpreter.start, succeed: interpreter.succeed };
    const throttled = async () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    };
    Object.assign(interpreter, { start: throttled, succeed: throttled });
    const settles = () => expect(kim.host.settle()).rejects.toThrow('MachinesAway');
    const [request] = await kim.requests('intake');
    const responses = [{ instrument: 'attune-intake', answers: { reason: 'sad' }, complete: true }];
    await kim.run({ do: 'answer', requestId: request!.id, responses }, 'kim');
    await settles();
    await kim.texts('I want to kill myself').catch(() => {});
    const notices = (await kim.sent()).filter(({ to }) => to.endsWith('@riverside.example'));
    expect(await kim.tasks('urgent')).toHaveLength(1);
    expect(notices.length).toBeGreaterThan(0);
    expect((await kim.arrived()).map(({ template }) => template)).toContain('reply.crisis');
    Object.assign(interpreter, real);
    await kim.host.settle();
    expect(await kim.requests('packet')).toHaveLength(1);
    expect(await kim.host.charts.verify('riverside', 'kim')).toBeUndefined();
  });

  it('a provider that takes one a second, or has taken its 200 of a day, costs nobody a question', async () => {
    let taken = 0;
    const kim = await atTheDoors({
      sender: (outbox) => ({
        async send(message) {
          taken += 1;
          const reason = 'Daily message quota exceeded.';
          return taken <= 5 ? { sent: 'refused', reason, again: true } : outbox.send(message);
        },
      }),
    });
    await kim.enrols();
    expect(await kim.arrived()).toEqual([]);
    await kim.passes('2026-01-06T15:00:00.000Z');
    expect((await kim.arrived()).map(({ template }) => template)).toEqual(['request.intake']);
    expect(onlyOf(await kim.events(), 'message.failed').length).toBeGreaterThan(0);
  });
});
