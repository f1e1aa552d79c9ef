import { readFile } from 'node:fs/promises';
import type { Fault } from '../../functions/care/faults.ts';
import { type Io, Mistake, styled } from './command.ts';

/** @throws Mistake where there is no such file, or no JSON in it */
export async function readJsonFile(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new Mistake(`${file} cannot be read; check its name.`);
  }
  try {
    // Some editors begin a file with a mark of its byte order.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Mistake(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

export const listFaults = (io: Io, colour: 'red' | 'yellow', faults: Fault[]): string[] =>
  faults.flatMap(({ path, fault, mend }) => [
    `${styled(io, colour, path || 'the whole file')}: ${fault}`,
    `    ${mend}`,
  ]);
