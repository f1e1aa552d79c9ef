import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import type { Found } from './world.ts';

export type Run = { commit: string; machine: string; at: string; command: string };

export function runOf(command: string): Run {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') ? ', with changes' : '';
  const all = cpus();
  return {
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed}`,
    machine: `${all.length} × ${all[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, load ${loadavg()[0]!.toFixed(1)} at the start, Node ${process.version}`,
    at: new Date().toISOString(),
    command,
  };
}

export function markdownOf({ commit, machine, at, command }: Run, { title, said, rows }: Found): string {
  const names = Object.keys(rows[0] ?? {});
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(names),
    line(names.map(() => '--:')),
    ...rows.map((row) => line(names.map((name) => row[name] ?? ''))),
  ];
  const made = `\`${command}\`, commit ${commit}, ${at.slice(0, 16).replace('T', ' ')} UTC, on ${machine}.`;
  return [`### ${title}`, said.join('\n'), made, table.join('\n')].join('\n\n');
}

/** Puts `text` between the marks of the part in `file`, or at its end where it has none; all else in it stays. */
export function putBetweenMarks(file: string, part: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- load: ${part} -->`, `<!-- end of load: ${part} -->`];
  const block = `${begin}\n${text}\n${end}`;
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  const after =
    from < 0 || to < from
      ? `${before.trimEnd()}\n\n${block}\n`
      : before.slice(0, from) + block + before.slice(to + end.length);
  writeFileSync(file, after);
}
