import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE_NAME } from '../../functions/adapters/table-schema.ts';
import { digest } from '../../functions/digest/digest.ts';
import { verifyTable } from '../../functions/digest/verify.ts';
import type { Item, Table } from '../../functions/ports.ts';
import { keep } from '../../local/commands/demo.ts';
import { type Engine, openEngine } from '../../local/engine.ts';
import { scene } from '../support/scene.ts';

const KIM = 'riverside#kim';

/** Kim in care, a digest of it, and then one thing more. */
async function lived() {
  const riverside = await scene();
  await riverside.enrols();
  const kept: string[] = [];
  const archive = {
    put: async (_: string, text: string) => void kept.push(text),
    last: async () => kept.at(-1),
  };
  await riverside.does({ do: 'pause', why: 'on holiday' });
  await digest({ ...riverside, archive }, 'riverside');
  const { table, host } = riverside;
  return { ...riverside, digests: kept, verify: () => verifyTable({ table, ...host }, kept) };
}

const keyIn = ({ pk, sk }: Item) => `${pk}\n${sk}`;

async function lastEntry(table: Table) {
  const { items } = await table.query(KIM, { prefix: 'LOG#', backwards: true, limit: 1 });
  return items[0]!;
}

describe('a table that was restored', () => {
  it('is as it was written, and as the digest vouches for', async () => {
    expect(await (await lived()).verify()).toEqual({ clinics: 1, charts: 1, faults: [] });
  });

  it('from before the digest is told by it, though every chain agrees with itself', async () => {
    const before = await scene();
    await before.enrols();
    const { digests } = await lived();
    const { table, host } = before;
    expect((await verifyTable({ table, ...host }, [])).faults).toEqual([]);
    expect((await verifyTable({ table, ...host }, digests)).faults).toEqual([
      expect.stringMatching(/^log entry \d+ of riverside#kim is gone$/),
    ]);
  });

  it('tells all that is amiss, and not the first alone', async () => {
    const { table, verify } = await lived();
    const entry = await lastEntry(table);
    await table.write([{ put: { ...entry, body: '{}' } }]);
    await table.write([{ delete: { pk: 'riverside', sk: 'CLINIC' } }]);
    const { faults } = await verify();
    expect(faults.length).toBeGreaterThan(1);
    expect(faults.join('\n')).toMatch(/riverside#kim does not match its hash/);
  });
});

describe('the command for it', () => {
  let engine: Engine;
  let folder: string;
  let digests: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attune-verify-'));
    engine = await openEngine({ directory: folder });
    const { table, ...rest } = await lived();
    digests = rest.digests;
    const { changes } = await table.changes.read(undefined, 10_000);
    const items = new Map(changes.map(({ after, before }) => [keyIn((after ?? before)!), after]));
    await keep(
      engine,
      [...items.values()].filter((item) => item !== undefined),
    );
  }, 60_000);
  afterAll(async () => {
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(import.meta.dirname, '../../infra/verify.ts'), ...args], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
      },
    });

  it('says how much it read, and what it was held against', () => {
    const file = join(folder, 'newest.jsonl');
    writeFileSync(file, digests[0]!);
    expect(run(TABLE_NAME, file).stdout).toBe(
      'All is as it was written, and as the digests say (1). Charts: 1. Clinics: 1.\n',
    );
    expect(run(TABLE_NAME).stdout).toMatch('held against no digest');
  }, 60_000);

  it('fails where something is not as it was', () => {
    const file = join(folder, 'later.jsonl');
    writeFileSync(file, JSON.stringify({ pk: KIM, seq: 99, hash: 'x' }));
    const { status, stderr } = run(TABLE_NAME, file);
    expect([status, stderr]).toEqual([1, `log entry 99 of ${KIM} is gone\n`]);
  }, 60_000);

  it('asks for a table', () => {
    expect(run().stderr).toMatch('Say which');
  });
});
