import { type Command, Mistake, type Option, RUN, say } from './command.ts';
import { table } from './paper.ts';

export const COMMON: Record<string, Option> = {
  clinic: { type: 'string', value: 'ID', says: 'which clinic; the only one there is, if left out' },
  demo: { type: 'boolean', says: 'on the clinic of npm start -- --demo' },
  json: { type: 'boolean', says: 'answers as JSON, for programs' },
  help: { type: 'boolean', says: 'tells of the command, and does nothing' },
};

export const helpWith = (commands: () => readonly Command[]): Command => ({
  name: 'help',
  usage: '[COMMAND]',
  summary: 'Lists the commands, or tells of one',
  takes: [0, 2],
  async run({ args, io }) {
    const name = args.join(' ');
    const one = commands().find((command) => command.name === name);
    if (name && !one) throw new Mistake(`There is no command ${name}; ${RUN} help lists them.`);
    say(io, one ? helpOn(one) : overview(commands()));
  },
});

export const helpOn = ({ name, usage, summary, options = {} }: Command): string[] => [
  `${RUN} ${[name, usage].filter(Boolean).join(' ')}`,
  '',
  `${summary}.`,
  '',
  ...table(
    Object.entries({ ...options, ...COMMON }).map(([option, { value = '', says }]) => [
      `  --${option} ${value}`.trimEnd(),
      says,
    ]),
  ),
];

const overview = (commands: readonly Command[]): string[] => [
  `Attune from the command line: ${RUN} COMMAND`,
  '',
  ...table(commands.map(({ name, summary }) => [`  ${name}`, summary])),
  '',
  `More of one: ${RUN} help COMMAND`,
  'The data is in .attune, or where ATTUNE_DIRECTORY says; that of npm start -- --demo takes --demo behind any command.',
  'A server that runs on it may go on running.',
];
