import { parseArgs } from 'node:util';
import { type Config, type Flag, flags, readsFiles } from './config/flags.ts';
import { nearest } from './config/nearest.ts';
import { orOf, type Setting } from './config/values.ts';
import { typed, UserError } from './error.ts';

export type { Config, Flag };

/** What gave the value of each flag: --flag, or its variable. A flag that is not in it has its default. */
export type Sources = Readonly<Partial<Record<Flag, string>>>;

/**
 * The environment variable of a flag. Unknown HOSTPROBE_ variables are not an error: Kubernetes sets HOSTPROBE_PORT,
 * HOSTPROBE_SERVICE_HOST and similar ones for a Service of that name.
 */
export const variableOf = (flag: Flag): string => `HOSTPROBE_${flag.toUpperCase().replaceAll('-', '_')}`;

/** The default of a flag as a user would type it; null: it has none, or its help states it. */
export const defaultOf = (flag: Flag): string | null => flags[flag].shown || null;

/** The value of a flag that is not given. */
export const standardOf = (flag: Flag): unknown => flags[flag].standard;

/** What a command line may contain. */
interface Grammar {
  id: string;
  flags: readonly Flag[];
  outputs: readonly string[];
  operands: string | null;
  writesFile?: true;
}

/**
 * Reads the arguments after the command's name. A flag wins over its environment variable, which wins over the default.
 * @param args without the command's name
 * @param environment HOSTPROBE_* variables; an empty one counts as not set
 * @throws UserError in one sentence
 */
export function readConfig(
  grammar: Grammar,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): { config: Config; operands: string[]; help: boolean; sources: Sources } {
  const known: readonly Flag[] = grammar.outputs.length > 0 ? [...grammar.flags, 'output', 'color'] : grammar.flags;
  const { values, positionals: operands } = parse(known, args, readsFiles(grammar));
  const positionals = [...operands, ...[values.filename ?? []].flat().map(String)];
  const help = values.help === true;
  if (grammar.operands === null && positionals.length > 0 && !help) {
    const [given = ''] = positionals;
    const isSaved = grammar.flags.includes('facts') && /\.(?:zip|json)$/i.test(given);
    const way = isSaved
      ? `; a bundle or a snapshot is read with --facts: hostprobe ${grammar.id} --facts ${given}`
      : '';
    throw new UserError(`unexpected argument "${given}": this command accepts only flags${way}`);
  }
  const config: Record<string, unknown> = Object.fromEntries(
    Object.entries(flags).map(([flag, { standard }]) => [flag, standard]),
  );
  const sources: Partial<Record<Flag, string>> = {};
  for (const flag of known) {
    const value = values[flag];
    // Repeated values are joined by commas, as in the variable.
    const given = value === undefined ? environment[variableOf(flag)] || undefined : String(value);
    if (given === undefined) continue;
    sources[flag] = value === undefined ? variableOf(flag) : `--${flag}`;
    config[flag] = readSetting(flags[flag], given, sources[flag]);
  }
  // Each value comes from the setting of its name.
  const read = config as Config;
  const output = read.output || (grammar.outputs[0] ?? '');
  if (output !== '' && !grammar.outputs.includes(output)) {
    const near = nearest(output, grammar.outputs);
    const hint = near === null ? wayToFile(grammar, output) : `; did you mean ${near}?`;
    throw new UserError(`${sources.output} must be ${orOf(grammar.outputs)}, but is "${output}"${hint}`);
  }
  return { config: { ...read, output }, operands: positionals, help, sources };
}

/** How to write a file, for those who name it by --output, as for other programs. */
function wayToFile({ id, outputs, writesFile }: Grammar, output: string): string {
  if (!/^[^={]*(?:[\\/][^={]*|\w\.\w{1,5})$/.test(output)) return '';
  const file = typed(output);
  if (writesFile) return `; the file is an operand: hostprobe ${id} ${file}`;
  const ending = output.slice(output.lastIndexOf('.') + 1);
  const form = outputs.includes(ending) ? ending : '<form>';
  return `; to write a file: hostprobe ${id} -o ${form} > ${file}`;
}

function readSetting({ read }: Setting<unknown>, given: string, source: string): unknown {
  try {
    return read(given);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${source} ${error.message}, but is "${given}"`);
    throw error;
  }
}

function parse(known: readonly Flag[], args: readonly string[], takesFiles: boolean) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {
    help: { type: 'boolean', short: 'h' },
    ...(takesFiles ? { filename: { type: 'string', short: 'f', multiple: true } } : {}),
  };
  for (const flag of known) {
    const { short, value, repeatable = false } = flags[flag];
    options[flag] = {
      type: value === null ? 'boolean' : 'string',
      multiple: repeatable,
      ...(short === undefined ? {} : { short }),
    };
  }
  try {
    const words = args.filter((arg) => !isExitCode.test(arg)).map(withoutSign);
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true, strict: true });
    return { values, positionals: [...positionals, ...args.filter((arg) => isExitCode.test(arg))] };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '(-[^'\s]+)'/.exec(error.message)?.[1];
    if (unknown === undefined) throw new UserError(complaint(error.message, args));
    const near = nearest(
      unknown,
      Object.keys(options).map((name) => `--${name}`),
    );
    const hint = near === null ? '--help lists the flags' : `did you mean ${near}?`;
    throw new UserError(`unknown flag ${unknown}; ${hint}`);
  }
}

/** As kubectl prints that of a program that Windows ended: no flag looks like it. */
const isExitCode = /^-\d{6,}$/;

/** `-o=json` means `-o json`, as in kubectl; after `--` all is operands. */
const withoutSign = (arg: string, index: number, all: readonly string[]): string =>
  all.indexOf('--') < 0 || index < all.indexOf('--') ? arg.replace(/^(-[a-z])=/, '$1') : arg;

/** parseArgs rejects a switch only if it has a value, other flags only if they have none. */
function complaint(message: string, args: readonly string[]): string {
  const option = /--([\w-]+)/.exec(message)?.[1];
  if (option === undefined) return message;
  if (option === 'filename') return '--filename needs a value: --filename <file>';
  // Only options that were given to parseArgs get here: the flags, and --help.
  const { value, short } = option === 'help' ? { value: null, short: 'h' } : flags[option as Flag];
  if (value === null) return `--${option} takes no value`;
  // A word that begins like a flag is not taken as a value.
  const next = args[args.findIndex((arg) => arg === `--${option}` || arg === `-${short}`) + 1] ?? '';
  return next.startsWith('-')
    ? `--${option} needs a value, but is followed by ${next}: --${option}=${value}`
    : `--${option} needs a value: --${option} ${value}`;
}
