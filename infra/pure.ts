import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A constant of a module, as our formatter writes it: it ends where the next line begins at the margin. */
const CONSTANT = /^((?:export )?const \w+(?:: [^\n]+?)? =)(\s[\s\S]*?);\n(?=\n*[^\s)\]}])/gm;
const FUNCTION = /^\s*(?:async |function\b|<|\(|\w+ =>)/;

/**
 * Our modules do nothing as they load but name things. The bundler cannot know that of what a call makes, and keeps
 * every schema of a module of which it needs one word; told that they are pure, it leaves out those that nothing asks
 * for. To make them was a seventh of the time that a function took to load.
 */
export const pureConstants: Plugin = {
  name: 'pure-constants',
  setup({ onLoad }) {
    onLoad({ filter: /\/functions\/.*\.ts$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const contents = readFileSync(path, 'utf8').replace(CONSTANT, (whole, named: string, made: string) =>
        made.includes('(') && !FUNCTION.test(made)
          ? `${named} /* @__PURE__ */ (() => (${made}))();\n`
          : whole,
      );
      return { contents, loader: 'ts' };
    });
  },
};
