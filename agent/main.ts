import { commands } from './cli/index.ts';
import type { Command } from './command.ts';
import { flags } from './config/flags.ts';
import { suggest } from './config/nearest.ts';
import { defaultOf, type Flag, readConfig, variableOf } from './config.ts';
import { UserError } from './error.ts';
import type { Host } from './host.ts';
import { viewOf, writeAll } from './print/terminal.ts';
import { redactText } from './redact.ts';
import { toolVersion } from './version.ts';

export const exitCodes = { badUse: 64, bug: 70 };

/**
 * Runs one command line. Resolves with the exit code when all output has left the process; it never exits itself.
 * @param options.argv without the program: ['report', '--facts', 'node.json']
 * @param options.createHost called only by a command that runs the probes
 */
export async function main(options: { argv: readonly string[]; createHost: () => Promise<Host> }): Promise<number> {
  const [name = '', ...rest] = options.argv;
  const print = (text: string) => writeAll(process.stdout, text);
  let caller = 'hostprobe';
  try {
    if (name === '--version') {
      await print(`hostprobe ${toolVersion}\n`);
      return 0;
    }
    if (name === '--help' || name === '-h' || name === 'help') {
      await print(generalHelp());
      return 0;
    }
    const command = findCommand(name);
    caller = `hostprobe ${command.id}`;
    const { config, operands, help } = readConfig(command, rest);
    if (help) {
      await print(commandHelp(command));
      return 0;
    }
    const view = viewOf(process.stdout, config.verbose);
    return await command.run({ config, operands, view, print, createHost: options.createHost });
  } catch (error) {
    if (error instanceof UserError) {
      await writeAll(process.stderr, `${caller}: ${redactText(error.message)}\n`);
      return exitCodes.badUse;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await writeAll(
      process.stderr,
      `${caller}: a bug in hostprobe ${toolVersion}, please report it:\n${redactText(stack)}\n`,
    );
    return exitCodes.bug;
  }
}

/** Those for people. */
const shown = commands.filter(({ hidden }) => hidden !== true);

function findCommand(name: string): Command {
  const found = commands.find((command) => command.id === name);
  if (found !== undefined) return found;
  const ids = shown.map((command) => command.id);
  if (name === '') throw new UserError(`name a command: ${ids.join(', ')}; see hostprobe --help`);
  throw new UserError(`unknown command ${name}; ${suggest(name, ids)}`);
}

function generalHelp(): string {
  const width = Math.max(...shown.map((command) => command.id.length));
  return [
    'hostprobe tells why Windows HostProcess pods do not start, or do not work, on a node.',
    '',
    'Usage: hostprobe <command> [flags]',
    '',
    ...shown.map((command) => `  ${command.id.padEnd(width)}  ${command.summary}`),
    '',
    'hostprobe <command> --help shows its flags; hostprobe --version prints the version.',
    'Exit codes: 0 nothing failed and everything was judged, 1 something failed, 2 nothing failed but',
    'something could not be judged, 64 wrong usage, 70 a bug in hostprobe.',
    '',
  ].join('\n');
}

function commandHelp(command: Command): string {
  const rows = command.flags.map((flag) => flagRow(flag, flags[flag].help));
  if (command.outputs.length > 0) {
    rows.push(flagRow('output', `${command.outputs.join(', ')} (default ${command.outputs[0]})`));
  }
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const usage = [command.id, command.operands ?? [], rows.length === 0 ? [] : '[flags]'].flat();
  return [
    command.summary,
    '',
    `Usage: hostprobe ${usage.join(' ')}`,
    ...(rows.length === 0 ? [] : ['', ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)]),
    ...(command.details === '' ? [] : ['', command.details]),
    '',
    ...(rows.length === 0
      ? []
      : [`Every flag is also an environment variable, such as ${variableOf('log-level')}.`, '']),
  ].join('\n');
}

function flagRow(flag: Flag, help: string): [left: string, right: string] {
  const { short, value } = flags[flag];
  const names = short === undefined ? `--${flag}` : `-${short}, --${flag}`;
  const standard = defaultOf(flag);
  return [value === null ? names : `${names} ${value}`, standard === null ? help : `${help} (default ${standard})`];
}

if (import.meta.main) {
  let looked = false;
  const createHost = async () => {
    looked = true;
    return (await import('./host/machine.ts')).createHost();
  };
  const code = await main({ argv: process.argv.slice(2), createHost });
  // Only the probes may leave a call open that a plain exit would wait for.
  if (looked) await (await import('./host/stop.ts')).exit(code);
  process.exit(code);
}
