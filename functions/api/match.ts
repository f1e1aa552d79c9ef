import type * as z from 'zod';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

type Matched = { route: Route; params: Record<string, string> };

/** What stands in braces holds no slash, so that only paths of as many parts can meet. */
const parts = (path: string): number => path.split('/').length;

/** Compiled once: the route of a method and path, with what stands in its braces, undecoded. */
export function matcher(routes: readonly Route[]): (method: string, path: string) => Matched {
  const compiled = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }));
  const ofLength = Object.groupBy(compiled, ({ route }) => parts(route.path));
  return (method, path) => {
    const here = (ofLength[parts(path)] ?? []).flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match ? [{ route, params: { ...match.groups } }] : [];
    });
    if (here.length === 0) throw new Problem('not-found', 'There is nothing at this address.');
    const found = here.find(({ route }) => route.method === method);
    if (found) return found;
    const allow = [...new Set(here.map(({ route }) => route.method))].join(', ');
    throw new Problem('no-such-method', `Use ${allow} here.`, { headers: { allow } });
  };
}

/** A parameter that comes twice means something else to each that reads it. */
export function readQuery(raw: string): Record<string, string> {
  const query = new URLSearchParams(raw);
  const names = [...query.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Problem('invalid', 'Give each query parameter once.');
  return Object.fromEntries(query);
}

/** Whether `schema` takes an empty object: the body may then be left out. */
export const mayBeEmpty = (schema: z.ZodType): boolean => schema.safeParse({}).success;
