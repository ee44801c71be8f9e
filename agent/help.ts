import type { Command } from './command.ts';
import { flags } from './config/flags.ts';
import { defaultOf, type Flag, variableOf } from './config.ts';

/**
 * What hostprobe --help prints.
 * @param shown the commands for people
 * @param program as the user calls it: hostprobe, or kubectl hostprobe
 */
export function generalHelp(shown: readonly Command[], program: string): string {
  const width = Math.max(...shown.map((command) => command.id.length));
  return [
    'hostprobe tells why Windows HostProcess pods do not start, or do not work, on a node.',
    '',
    `Usage: ${program} <command> [flags]`,
    '',
    ...shown.map((command) => `  ${command.id.padEnd(width)}  ${command.summary}`),
    '',
    `${program} <command> --help shows its flags; ${program} --version prints the version.`,
    'Exit codes: 0 nothing failed and everything was judged, 1 something failed, 2 nothing failed but',
    'something could not be judged, 64 wrong usage, 70 a bug in hostprobe.',
    '',
  ].join('\n');
}

/** What hostprobe <command> --help prints. */
export function commandHelp(command: Command, program: string): string {
  const rows = command.flags.map((flag) => flagRow(flag, flags[flag].help));
  if (command.outputs.length > 0) {
    rows.push(flagRow('output', `${command.outputs.join(', ')} (default ${command.outputs[0]})`));
  }
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  const usage = [command.id, command.operands ?? [], rows.length === 0 ? [] : '[flags]'].flat();
  return [
    command.summary,
    '',
    `Usage: ${program} ${usage.join(' ')}`,
    ...(rows.length === 0 ? [] : ['', ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)]),
    ...(command.details === '' ? [] : ['', command.details.replaceAll(/^( +)hostprobe /gm, `$1${program} `)]),
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
