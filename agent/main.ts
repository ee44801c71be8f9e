import { allCommands, commandIds, commandNamed } from './cli/index.ts';
import type { Command } from './command.ts';
import { calledAs } from './config/environment.ts';
import { takesFiles } from './config/flags.ts';
import { nearest, suggest } from './config/nearest.ts';
import { settingsOfWay } from './config/ways.ts';
import { readConfig } from './config.ts';
import { NoAnswerError, UserError } from './error.ts';
import type { Host } from './host.ts';
import { printable } from './print/printable.ts';
import { exceptPaths, ofErrors, print, viewOfOutput, writeAll } from './print/terminal.ts';
import { toolVersion } from './version.ts';

/** The forms of output that people read; programs read the others. */
const forPeople = ['text', 'wide', 'html'];

/** What is to be typed in JSON and YAML, a line each: the command of a step. */
const typedLine = /^ *(?:- )?"?run"?: .*hostprobe .*$/gm;

/** hostprobe as a command in a text, unless it is the end of a longer one. */
const ownCommand = new RegExp(
  `(?<![\\w./\\\\-]|kubectl |-- |/c )hostprobe (?=(?:${[...commandIds, 'options'].join('|')}|--help|--version|<command>)(?![\\w:]))`,
  'g',
);

export const exitCodes = { noAnswer: 2, badUse: 64, bug: 70 };

/**
 * Runs one command line. Resolves with the exit code when all output has left the process; it never exits itself.
 * @param options.argv without the program: ['report', '--facts', 'node.json']
 * @param options.createHost called only by a command that runs the probes
 * @param options.program as the user calls it: what is printed for people, and what is to be typed, names it so
 */
export async function main(options: {
  argv: readonly string[];
  createHost: () => Promise<Host>;
  program?: string;
}): Promise<number> {
  const { program = calledAs() } = options;
  const named = (text: string) => (program === 'hostprobe' ? text : text.replaceAll(ownCommand, () => `${program} `));
  const printHelp = async (text: string) => {
    const { folded } = await import('./help.ts');
    await print(folded(named(text), viewOfOutput({ verbose: false, color: 'auto' }).width));
  };
  const [name = '', ...rest] = options.argv;
  let caller = 'hostprobe';
  try {
    if (name === '--version' || name === 'version') {
      await print(`hostprobe ${toolVersion}\n`);
      return 0;
    }
    if (['', '--help', '-h', 'help'].includes(name)) {
      await printHelp(await helpOn(rest));
      return 0;
    }
    if (name === 'options') {
      await printHelp((await import('./help.ts')).sharedOptions());
      return 0;
    }
    const command = await findCommand(name);
    caller = `hostprobe ${command.id}`;
    const read = readConfig(command, rest);
    const { operands, help } = read;
    if (help) {
      await printHelp((await import('./help.ts')).commandHelp(command));
      return 0;
    }
    const config = await settingsOfWay(command.ways ?? [], read);
    const view = viewOfOutput(config);
    const isForPeople = forPeople.includes(config.output);
    const printNamed = (text: string) => print(isForPeople ? named(text) : text.replaceAll(typedLine, named));
    return await command.run({ config, operands, view, print: printNamed, createHost: options.createHost });
  } catch (error) {
    const { redactText } = await import('./redact.ts');
    const { wrapLines } = await import('./print/text.ts');
    const shown = (text: string) => {
      const lines = `${caller}: ${named(printable(exceptPaths(options.argv, text, redactText), false))}`.split('\n');
      return wrapLines(lines, ofErrors());
    };
    // If standard error is full as well, only the exit code shows it.
    const say = (text: string) => writeAll(process.stderr, `${shown(text)}\n`).catch(() => undefined);
    if (error instanceof UserError) {
      await say((await doorInstead(name, options.argv)) ?? error.message);
      return error instanceof NoAnswerError ? exitCodes.noAnswer : exitCodes.badUse;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await say(`a bug in hostprobe ${toolVersion}, please report it:\n${stack}`);
    return exitCodes.bug;
  }
}

/** What a file is that was given to a command which takes none, and the command for it; null: there is no such file. */
async function doorInstead(name: string, argv: readonly string[]): Promise<string | null> {
  const command = await commandNamed(name);
  if (command !== null && takesFiles(command)) return null;
  const { doorOf } = await import('./source/door.ts');
  const words = command === null ? argv : argv.slice(1);
  for (const [index, word] of words.entries()) {
    // The word behind a flag may be its value, of which the error speaks.
    const isOperand = ![word, words[index - 1]].some((one) => one?.startsWith('-'));
    const door = isOperand ? await doorOf(word) : null;
    if (door !== null) return door;
  }
  return null;
}

/** @param asked what follows `help`: the name of a command, or nothing */
async function helpOn(asked: readonly string[]): Promise<string> {
  const [name, ...more] = asked;
  const { commandHelp, generalHelp } = await import('./help.ts');
  if (name === undefined) return generalHelp(await shownCommands());
  if (more.length > 0) throw new UserError(`help takes one command, but got ${asked.join(' ')}`);
  return commandHelp(await findCommand(name));
}

/** Those for people. */
const shownCommands = async () => (await allCommands()).filter(({ hidden }) => hidden !== true);

async function findCommand(name: string): Promise<Command> {
  const found = await commandNamed(name);
  if (found !== null) return found;
  const ids = (await shownCommands()).map((command) => command.id);
  if (/^-v$/i.test(name)) throw new UserError(`unknown command ${name}; did you mean --version?`);
  if (name.startsWith('-')) {
    const near = nearest(name, ['--version', '--help']);
    const hint =
      near === null
        ? 'the command comes first, as in hostprobe report --verbose; hostprobe --help lists the commands'
        : `did you mean ${near}?`;
    throw new UserError(`unknown flag ${name}; ${hint}`);
  }
  throw new UserError(`unknown command ${name}; ${suggest(name, ids)}`);
}

if (import.meta.main) {
  let isAsked = false;
  const createHost = async () => {
    isAsked = true;
    return (await import('./host/machine.ts')).createHost();
  };
  const code = await main({ argv: process.argv.slice(2), createHost });
  // Only the probes may leave a call open that a plain exit would wait for.
  if (isAsked) await (await import('./host/stop-signals.ts')).exit(code);
  process.exit(code);
}
