import { SingleBar } from 'cli-progress';
import type { Io } from './command.ts';

export type Progress = { to(value: number, note?: string): void; done(): void };

/** A bar on a terminal; elsewhere a line for every tenth, as logs keep them. */
export function startProgress({ err }: Pick<Io, 'err'>, title: string, total: number): Progress {
  if (!err.isTTY) return lines(err, title, total);
  const bar = new SingleBar({
    format: `${title} {bar} {percentage} %  {note}`,
    stream: err,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0, { note: '' });
  return {
    to: (value, note = '') => bar.update(value, { note }),
    done: () => bar.stop(),
  };
}

function lines(err: NodeJS.WritableStream, title: string, total: number): Progress {
  let told = 0;
  return {
    to(value, note = '') {
      const tenth = Math.floor((10 * value) / Math.max(total, 1));
      if (tenth <= told) return;
      told = tenth;
      err.write(`${title}: ${tenth * 10} %${note && `, ${note}`}\n`);
    },
    done() {},
  };
}
