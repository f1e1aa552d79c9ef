import { styleText } from 'node:util';

/** What a command is given of its surroundings. `out` is for what was asked, `err` for progress and failures. */
export type Io = {
  out: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  err: NodeJS.WritableStream & { isTTY?: boolean };
  directory: string;
};

export type Option = {
  type: 'string' | 'boolean';
  multiple?: true;
  /** What stands behind it, as in `--clinic ID`. */
  value?: string;
  says: string;
};

export type Values = Record<string, string | boolean | string[] | undefined>;

export type Command = {
  /** One or two words. */
  name: string;
  /** What follows the name, as in `CLIENT [--clinician STAFF]`. */
  usage: string;
  summary: string;
  /** Beside `--json` and `--clinic`, which every command has. */
  options?: Record<string, Option>;
  /** How many arguments it takes at least and at most; none where it is left out. */
  takes?: [least: number, most: number];
  run(call: { args: string[]; values: Values; io: Io }): Promise<void>;
};

/** A failure that whoever asked can mend: one sentence, and what to do next. */
export class Mistake extends Error {
  override name = 'Mistake';
}

export const RUN = 'npm run --silent attune --';

export const text = (value: Values[string]): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const say = ({ out }: Io, lines: string | string[]): void => {
  out.write(`${[lines].flat().join('\n')}\n`);
};

type Style = Parameters<typeof styleText>[0];

/** Colour for people at a terminal only; NO_COLOR is heeded. */
export const styled = ({ out }: Io, style: Style, words: string): string =>
  styleText(style, words, { stream: out as NodeJS.WriteStream });

/** For programs where `--json` asks for it, otherwise for people. */
export function show(io: Io, values: Values, data: unknown, lines: () => string[]): void {
  say(io, values.json ? JSON.stringify(data, null, 2) : lines());
}

export const count = (n: number, one: string, several = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : several}`;
