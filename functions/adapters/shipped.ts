import { readdirSync, readFileSync } from 'node:fs';
import type * as z from 'zod';

/** A bundle stands where its source stands, `functions/NAME/`, with the data beside it: one path for both. */
const WORKFLOWS = new URL('../../workflows/', import.meta.url);

/** One file of what ships, such as `machines/intake.asl`, as it reads. */
export const shippedText = (path: string): string => readFileSync(new URL(`${path}.json`, WORKFLOWS), 'utf8');

/** One file of what ships, such as `messages/en`. Throws what its schema refuses. */
export const shipped = <T>(path: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(shippedText(path)));

/**
 * Each value made when it is first asked for. All that ships, parsed, is most of what a function did before its first
 * request, and a client's answer needs one instrument of thirty.
 */
export function lazily<T extends object>(makers: { [name in keyof T]: () => T[name] }): T {
  const made = {} as T;
  for (const name of Object.keys(makers) as (keyof T)[]) {
    Object.defineProperty(made, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = makers[name]();
        Object.defineProperty(made, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return made;
}

/** Throws where any of it is refused: for whoever would rather not start than find out from a client's answer. */
export const readAll = (...all: object[]): void => void JSON.stringify(all);

/** Files of one kind by name, each read when it is first asked for. */
export const shelf = <T>(names: string[], schema: z.ZodType<T>, pathOf: (name: string) => string) =>
  lazily<Record<string, T>>(
    Object.fromEntries(names.map((name) => [name, () => shipped(pathOf(name), schema)])),
  );

/** The names of a folder's files. */
export const namesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, WORKFLOWS))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
