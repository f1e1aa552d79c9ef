import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const source = join(import.meta.dirname, 'src');
const packages = join(import.meta.dirname, '..', '..', 'node_modules', '@mantine');
const core = join(packages, 'core');

/** What holds whichever components there are. */
const ALWAYS = ['baseline', 'default-css-variables', 'global'];

/** Of a component: what maps the names in its stylesheet, `NAME.css`. */
const nameIn = (file: string): string | undefined =>
  /@mantine\/core\/.*\/([\w-]+)\.module\.mjs$/.exec(file)?.[1];

/**
 * Mantine's stylesheet, without the rules of components that no screen has: half of it, and nothing is shown before it
 * is there. It stays in one piece and in Mantine's own order, so that what overrides what is as Mantine has it.
 */
export function mantineSheet(): Plugin {
  const name = 'virtual:mantine.css';
  const used = usedNames();
  return {
    name: 'mantine-sheet',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? sheetOf([...ALWAYS, ...used]) : undefined),
    generateBundle(_, output) {
      for (const part of Object.values(output)) {
        if (part.type !== 'chunk') continue;
        const bare = Object.keys(part.modules).find((file) => nameIn(file) && !used.has(nameIn(file)!));
        if (bare) this.error(`${bare} is on a page without its styles: mantineSheet did not find it`);
      }
    },
  };
}

/** From what the console imports of `@mantine/core`, itself or by another package of Mantine’s, to all that has a part in it. */
function usedNames(): Set<string> {
  const ours = globSync('**/*.{ts,tsx}', { cwd: source }).map((file) =>
    readFileSync(join(source, file), 'utf8'),
  );
  const others = new Set(
    ours.flatMap((text) => [...text.matchAll(/from '@mantine\/([a-z]+)'/g)].map(([, other]) => other!)),
  );
  others.delete('core');
  const theirs = [...others].flatMap((other) =>
    globSync(`${other}/esm/**/*.mjs`, { cwd: packages }).map((file) =>
      readFileSync(join(packages, file), 'utf8'),
    ),
  );
  const components = new Map(
    globSync('esm/**/*.mjs', { cwd: core }).map((file) => [basename(file, '.mjs'), join(core, file)]),
  );
  const found = new Set<string>();
  const follow = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/from "(\.[^"]+)"/g)) follow(join(dirname(file), path!));
  };
  for (const text of [...ours, ...theirs]) {
    for (const [, names] of text.matchAll(/import \{([^}]*)\} from ['"]@mantine\/core['"]/g)) {
      for (const [word] of names!.matchAll(/\w+/g)) {
        const component = components.get(word);
        if (component) follow(component);
      }
    }
  }
  return new Set([...found].flatMap((file) => nameIn(file) ?? []));
}

function sheetOf(names: string[]): string {
  const whole = readFileSync(join(core, 'styles.css'), 'utf8');
  return names
    .map((name) => readFileSync(join(core, 'styles', `${name}.css`), 'utf8'))
    .sort((a, b) => whole.indexOf(a) - whole.indexOf(b))
    .join('');
}
