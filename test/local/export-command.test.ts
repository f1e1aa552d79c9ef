import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsIn } from '../support/command.ts';
import { issuesInBundle } from '../support/fhir.ts';

const directory = mkdtempSync(join(tmpdir(), 'attune-export-'));
afterAll(() => rmSync(directory, { recursive: true }));
const { run, json, failure } = commandsIn(directory);

let clientId: string;
beforeAll(async () => {
  await json(['demo', '--clients', '1', '--weeks', '2']);
  clientId = (await json(['timeline', 'Amara'])).clientId;
}, 60_000);

describe('export', () => {
  it('gives one client’s record as FHIR', async () => {
    const { code, out } = await run(['export', clientId]);
    const bundle = JSON.parse(out);
    expect([code, issuesInBundle(bundle)]).toEqual([0, []]);
    expect(bundle.entry[0].resource.identifier[0].value).toBe(clientId);
  });

  it('gives it as a page', async () => {
    const { out } = await run(['export', clientId, '--document']);
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).toContain('<h2 id="timeline">Timeline</h2>');
  });

  it('writes it to a file that only its owner reads, and says where that is', async () => {
    const file = join(directory, 'record.json');
    const said = await json(['export', clientId, '--out', file]);
    const bundle = JSON.parse(readFileSync(file, 'utf8'));
    expect(said).toEqual({ clientId, file, resources: bundle.entry.length });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const page = join(directory, 'record.html');
    const { out } = await run(['export', clientId, '--document', '--out', page]);
    expect(out).toMatch(/’s record is in .*record\.html\.\n$/);
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('fails in a sentence on a client who is not there, and a place that is none', async () => {
    expect(await failure(['export', 'nobody-like-this'])).toMatch(/^No client of /);
    expect(await failure(['export', clientId, '--out', join(directory, 'no', 'such', 'place.json')])).toMatch(
      /place\.json cannot be written: /,
    );
  });
});
