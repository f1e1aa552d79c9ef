/** The house's one-way streets: care ← doors ← local; adapters implement the ports; infra takes names, never logic. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const files = globSync('{functions,local,infra,test}/**/*.ts', { cwd: root });
const IMPORT = /^(?:import|export)\s[^'"=;()]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
const importsOf = (from: string) =>
  [...readFileSync(join(root, from), 'utf8').matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3]!;
    const own = specifier.startsWith('.');
    return { from, own, to: own ? normalize(join(dirname(from), specifier)) : specifier };
  });
const imports = files.flatMap(importsOf);
const pages = globSync('web/**/*.{ts,tsx}', { cwd: root }).flatMap(importsOf);

const DOOR = /^functions\/(api|inbound|timer|step|relay|rehearse)\//;
/** A rehearsal is a clinic on one machine, in memory: its entry wires that host in, and nothing else in `functions` may. */
const REHEARSING = /^functions\/rehearse\/handler\.ts imports local\/rehearsal\//;
const door = (path: string) => DOOR.exec(path)?.[1];
const breaks = (bad: (i: (typeof imports)[number]) => boolean) =>
  imports.filter(bad).map(({ from, to }) => `${from} imports ${to}`);

describe('the house', () => {
  it('is being read: there are files, and imports in them', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has care import nothing that could reach a clock, a network or an SDK', () => {
    const pure = ['zod', 'canonicalize', 'node:crypto'];
    // All of Temporal but its clock, and by its functions: a Lambda bundles those that it calls, not the classes.
    const time = /^temporal-polyfill\/fns\/(?!Now$)\w+$/;
    expect(
      breaks(
        ({ from, to, own }) =>
          from.startsWith('functions/care/') &&
          (own ? !to.startsWith('functions/care/') : !pure.includes(to) && !time.test(to)),
      ),
    ).toEqual([]);
  });

  it('has care read no clock and no chance', () => {
    const reads =
      /Date\.now|new Date\(\)|Math\.random|randomUUID|randomBytes|setTimeout|setInterval|Temporal\.Now|process\./;
    const careless = files.filter(
      (file) => file.startsWith('functions/care/') && reads.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(careless).toEqual([]);
  });

  it('has no door call another door', () => {
    expect(breaks(({ from, to }) => !!door(from) && !!door(to) && door(from) !== door(to))).toEqual([]);
  });

  it('has doors name ports only: an entry file wires the adapters in', () => {
    expect(
      breaks(
        ({ from, to }) =>
          !!door(from) && !from.endsWith('/handler.ts') && to.startsWith('functions/adapters/'),
      ),
    ).toEqual([]);
  });

  it('has no rule and no door read the data of care for itself: adapters bring it, parsed', () => {
    expect(
      breaks(
        ({ from, to }) => (!!door(from) || from.startsWith('functions/care/')) && to.startsWith('workflows/'),
      ),
    ).toEqual([]);
  });

  it('has adapters know no door and no host', () => {
    expect(
      breaks(
        ({ from, to }) =>
          from.startsWith('functions/adapters/') && (!!door(to) || /^(local|infra)\//.test(to)),
      ),
    ).toEqual([]);
  });

  it('has functions know no host but the one that lives rehearsals, no stack and no test', () => {
    const knows = breaks(({ from, to }) => from.startsWith('functions/') && /^(local|infra|test)\//.test(to));
    expect(knows.filter((one) => !REHEARSING.test(one))).toEqual([]);
  });

  it('has infra take names, never logic', () => {
    expect(
      breaks(({ from, to }) => from.startsWith('infra/') && /^(functions\/(care|adapters)|local)\//.test(to)),
    ).toEqual([]);
  });

  it('has every package that it imports in package.json, and none that only another package brings', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    const declared = { ...dependencies, ...devDependencies, ...optionalDependencies };
    const packageOf = (to: string) => /^(?:@[^/]+\/)?[^/]+/.exec(to)![0];
    const known = (to: string) => /^(?:node|virtual):/.test(to) || packageOf(to) in declared;
    // Of these only the types are there, and imported.
    const types = (to: string) => `@types/${to}` in declared;
    expect(pages.length).toBeGreaterThan(50);
    const foreign = [...imports, ...pages].filter(({ to, own }) => !own && !known(to) && !types(to));
    expect(foreign.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    expect([known('aws-cdk-lib/aws-sqs'), known('@smithy/types')]).toEqual([true, false]);
  });

  it('has no files in a circle, nor types', () => {
    const known = new Map<string, string[]>();
    for (const { from, own, to } of [...imports, ...pages])
      if (own) known.set(from, [...(known.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, way: string[]) => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      done.add(file);
      for (const next of known.get(file) ?? []) follow(next, [...way, file]);
    };
    for (const file of known.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });

  it('has every import of its own lead to a file', () => {
    expect(breaks(({ to, own }) => own && !existsSync(join(root, to)))).toEqual([]);
  });
});
