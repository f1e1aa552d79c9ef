import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, type Io, Mistake, RUN, say, type Values } from './commands/command.ts';
import { demo } from './commands/demo.ts';
import { due } from './commands/due.ts';
import { enrol } from './commands/enrol.ts';
import { exportClient } from './commands/export.ts';
import { COMMON, helpOn, helpWith } from './commands/help.ts';
import { instrumentExport, instrumentImport, instrumentShow } from './commands/instrument.ts';
import { pathwayCheck } from './commands/pathway-check.ts';
import { rosterImport } from './commands/roster-import.ts';
import { score } from './commands/score.ts';
import { signIn } from './commands/sign-in.ts';
import { suggestions } from './commands/suggestions.ts';
import { timeline } from './commands/timeline.ts';
import { verify } from './commands/verify.ts';
import { DEMO, DIRECTORY } from './machine.ts';

const COMMANDS: readonly Command[] = [
  demo,
  rosterImport,
  enrol,
  timeline,
  suggestions,
  due,
  exportClient,
  score,
  instrumentImport,
  instrumentShow,
  instrumentExport,
  pathwayCheck,
  verify,
  signIn,
  helpWith(() => COMMANDS),
];

/** Runs one command, and gives the exit code: 0, or 1 after one sentence on `err`. */
export async function attune(argv: string[], io: Io): Promise<number> {
  try {
    const [command, rest] = commandIn(argv);
    const { args, values } = read(command, rest);
    if (values.help) say(io, helpOn(command));
    else
      await command.run({
        args,
        values,
        io: values.demo ? { ...io, directory: join(io.directory, DEMO) } : io,
      });
    return 0;
  } catch (error) {
    io.err.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

function commandIn(argv: string[]): [Command, string[]] {
  const [first = 'help', second] = argv;
  const name = first === '--help' || first === '-h' ? 'help' : first;
  const command = COMMANDS.find((one) => one.name === `${name} ${second}` || one.name === name);
  if (!command) {
    const group = COMMANDS.filter((one) => one.name.startsWith(`${name} `)).map((one) => one.name);
    const instead = group.length ? `did you mean ${group.join(' or ')}?` : `${RUN} help lists them.`;
    throw new Mistake(`There is no command ${argv.slice(0, 2).join(' ')}; ${instead}`);
  }
  return [command, argv.slice(command.name.split(' ').length)];
}

function read(command: Command, argv: string[]): { args: string[]; values: Values } {
  const how = `${RUN} help ${command.name}`;
  const options = Object.entries({ ...command.options, ...COMMON }).map(
    ([name, { type, multiple = false }]) => [name, { type, multiple }] as const,
  );
  try {
    const { positionals, values } = parseArgs({
      args: argv,
      options: Object.fromEntries(options),
      allowPositionals: true,
    });
    const [least, most] = command.takes ?? [0, 0];
    const amiss =
      positionals.length < least ? 'needs' : positionals.length > most ? 'takes no more than' : '';
    if (amiss && !values.help) {
      throw new Mistake(`${command.name} ${amiss} ${command.usage || 'its options'}; ${how} tells how.`);
    }
    return { args: positionals, values: values as Values };
  } catch (error) {
    if (error instanceof Mistake) throw error;
    const [what = ''] = (error as Error).message.split('. ');
    throw new Mistake(`${what}; ${how} tells what it takes.`, { cause: error });
  }
}

if (import.meta.main) {
  process.exitCode = await attune(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    directory: DIRECTORY,
  });
}
