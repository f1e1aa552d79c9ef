/** The command line as a person or a program meets it. */
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { attune } from '../../local/attune.ts';

/** Where a command writes, and what it wrote. */
export function paper(directory = '') {
  const said = { out: '', err: '' };
  const into = (to: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        said[to] += chunk;
        done();
      },
    });
  return { said, io: { out: into('out'), err: into('err'), directory } };
}

export function commandsIn(directory: string) {
  async function run(argv: string[]) {
    const { said, io } = paper(directory);
    const code = await attune(argv, io);
    return { code, ...said };
  }
  return {
    run,
    /** What a program gets. */
    async json(argv: string[]) {
      const { code, out, err } = await run([...argv, '--json']);
      expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
      return JSON.parse(out);
    },
    /** The sentence that a command fails with: one, and on `err` only, beside the progress. */
    async failure(argv: string[]) {
      const { code, out, err } = await run(argv);
      expect(code).toBe(1);
      expect(out).toBe('');
      expect(err).not.toMatch(/^\s+at /m);
      return err.trim().split('\n').at(-1);
    },
  };
}
