/**
 * `node infra/supply.ts`: what Attune is made of, as a CycloneDX bill of materials in `cdk.out/sbom.cdx.json`, held against
 * the lock file; and what is known against any of it. OWASP ASVS 15.1.1, 15.1.2, 15.2.1.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
    }),
  ),
});
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      hashes: z.array(z.unknown()).default([]),
      licenses: z.array(z.unknown()).default([]),
    }),
  ),
});

type Component = z.infer<typeof sbomSchema>['components'][number];

/** What the lock file has and the bill lacks; of what runs in functions, also what it is to the byte and on which terms. */
export function faultsIn(sbom: unknown, lock: unknown): string[] {
  const listed = new Map<string, Component>(
    sbomSchema.parse(sbom).components.map((one) => [`${one.name}@${one.version}`, one]),
  );
  return Object.entries(lockSchema.parse(lock).packages)
    .filter(([path, { link }]) => path !== '' && !link)
    .flatMap(([path, { version, dev, integrity }]) => {
      const name = `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`;
      const one = listed.get(name);
      if (!one) return [`${name} is not listed`];
      if (dev) return [];
      return [
        // npm lists one that another package also brings inside itself without its hash; the lock has it.
        ...(one.hashes.length > 0 || integrity ? [] : [`${name} has no hash`]),
        ...(one.licenses.length > 0 ? [] : [`${name} has no licence`]),
      ];
    });
}

const auditSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});

export type Audit =
  | { ran: true; found: { name: string; severity: string; range: string }[] }
  | { ran: false; why: string };

/** Of what `npm audit --json` prints. */
export function readAudit(printed: string): Audit {
  const said: unknown = JSON.parse(printed);
  const { success, data } = auditSchema.safeParse(said);
  if (!success) {
    const { message } = z.object({ message: z.string().optional() }).parse(said);
    return { ran: false, why: message ?? 'the registry gave no answer' };
  }
  const found = Object.entries(data.vulnerabilities);
  return { ran: true, found: found.map(([name, { severity, range }]) => ({ name, severity, range })) };
}

/** What runs in functions may have nothing against it; what makes and tests them, nothing severe. */
export function mustGo(functions: Audit, everything: Audit): string[] {
  const of = (audit: Audit) => (audit.ran ? audit.found : []);
  const severe = of(everything).filter(({ severity }) => ['high', 'critical'].includes(severity));
  return [
    ...new Set(
      [...of(functions), ...severe].map(({ name, severity, range }) => `${name} ${range}: ${severity}`),
    ),
  ];
}

function npm(...words: string[]): string {
  const { stdout, error } = spawnSync('npm', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error) throw error;
  return stdout;
}

if (import.meta.main) {
  const sbom = npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only');
  const place = join(root, 'cdk.out', 'sbom.cdx.json');
  mkdirSync(join(root, 'cdk.out'), { recursive: true });
  writeFileSync(place, sbom);
  const faults = faultsIn(
    JSON.parse(sbom),
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')),
  );
  for (const fault of faults) console.error(`sbom: ${fault}`);
  console.log(`sbom: ${JSON.parse(sbom).components.length} packages in cdk.out/sbom.cdx.json`);

  const functions = readAudit(npm('audit', '--omit=dev', '--json'));
  const everything = readAudit(npm('audit', '--json'));
  const bad = mustGo(functions, everything);
  const unanswered = [functions, everything].find((audit) => !audit.ran);
  if (unanswered && !unanswered.ran)
    console.error(
      `AUDIT NOT RUN: the registry does not answer audits (${unanswered.why}). Run it where one does.`,
    );
  for (const one of bad) console.error(`audit: ${one}`);
  if (functions.ran && everything.ran && bad.length === 0)
    console.log('audit: nothing known against what runs in functions, nothing severe against the rest');
  process.exit(faults.length + bad.length > 0 ? 1 : 0);
}
