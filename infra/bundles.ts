import { type Bundle, bundle, entries } from './bundle.ts';

/** Every function's, by its name: made before anything is built of them, for a construct cannot wait. */
export const bundles: ReadonlyMap<string, Bundle> = new Map(
  await Promise.all(entries().map(async (name) => [name, await bundle(name)] as const)),
);
