import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsIn, mustGo, readAudit } from '../../infra/supply.ts';

const listed = (name: string, version: string) => ({
  name,
  version,
  purl: `pkg:npm/${name}@${version}`,
  hashes: [{ alg: 'SHA-512', content: 'c' }],
  licenses: [{ license: { id: 'MIT' } }],
});
const tool = { ...listed('made-by', '2.0.0'), hashes: [], licenses: [] };
const sbom = (...components: object[]) => ({ bomFormat: 'CycloneDX', components });
const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7' },
    'node_modules/a/node_modules/@b/c': { version: '1.0.0' },
    'node_modules/made-by': { version: '2.0.0', dev: true },
  },
};

describe('the bill of materials', () => {
  it('lists what the lock file has, in the version that it has', () => {
    expect(faultsIn(sbom(listed('zod', '4.6.7'), listed('@b/c', '1.0.0'), tool), lock)).toEqual([]);
    expect(faultsIn(sbom(listed('zod', '4.6.6'), listed('@b/c', '1.0.0')), lock)).toEqual([
      'zod@4.6.7 is not listed',
      'made-by@2.0.0 is not listed',
    ]);
  });

  it('says what each that runs in functions is to the byte, and on which terms', () => {
    const bare = { ...listed('@b/c', '1.0.0'), hashes: [], licenses: undefined };
    expect(faultsIn(sbom(listed('zod', '4.6.7'), bare, tool), lock)).toEqual([
      '@b/c@1.0.0 has no hash',
      '@b/c@1.0.0 has no licence',
    ]);
  });
});

describe('an audit', () => {
  const found = (vulnerabilities: object) =>
    readAudit(JSON.stringify({ auditReportVersion: 2, vulnerabilities }));
  const none = found({});

  it('that the registry does not answer is said not to have run, and stops nobody', () => {
    const refused = readAudit(JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 }));
    expect(refused).toEqual({ ran: false, why: '405 Method Not Allowed' });
    expect(mustGo(refused, refused)).toEqual([]);
  });

  it('finds the least thing in what runs in functions', () => {
    const low = found({ jose: { severity: 'low', range: '<7' } });
    expect(mustGo(low, low)).toEqual(['jose <7: low']);
  });

  it('finds what is severe in what makes and tests them', () => {
    const tools = found({
      vite: { severity: 'moderate', range: '<9' },
      esbuild: { severity: 'high', range: '*' },
    });
    expect(mustGo(none, tools)).toEqual(['esbuild *: high']);
  });
});

it('cfn-lint, and all that comes with it, is installed by version and by hash', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../infra/cfn-lint.txt'), 'utf8')
    .replace(/^#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean);
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect(line).toMatch(/^[\w-]+==[\d.]+ .*--hash=sha256:[0-9a-f]{64}/);
  expect(lines[0]).toMatch(/^cfn-lint==/);
});
