import { parseArgs } from 'node:util';
import * as z from 'zod';
import { connectionShape, duration } from './config/connection.ts';
import { flags } from './config/flags.ts';
import { suggest } from './config/nearest.ts';
import { file, listenAddresses, nodeAddress, seconds, since, size } from './config/values.ts';
import { UserError } from './error.ts';

/** Every flag with its meaning and default. Values come in as text, from argv or the environment. */
const configSchema = z.object({
  listen: listenAddresses.prefault('127.0.0.1:20258'),
  tls: z.enum(['self-signed'], 'must be self-signed').nullable().default(null),
  'tls-cert': file,
  'tls-key': file,
  auth: z.enum(['kubernetes'], 'must be kubernetes').nullable().default(null),
  'auth-token-file': file,
  insecure: z.stringbool('must be true or false').default(false),
  facts: file,
  node: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(nodeAddress))
    .default([]),
  'token-file': file,
  'ca-file': file,
  since: since.nullable().default(null),
  'max-size': size.prefault('100MB'),
  redact: file,
  'dry-run': z.stringbool('must be true or false').default(false),
  diff: z.stringbool('must be true or false').default(false),
  publish: z.stringbool('must be true or false').default(false),
  picture: z.stringbool('must be true or false').default(false),
  'state-dir': z.string().min(1, 'must name a folder').nullable().default(null),
  interval: z.coerce.number(seconds).int(seconds).min(1, seconds).max(86_400, seconds).default(60),
  output: z.string().default(''),
  strict: z.stringbool('must be true or false').default(false),
  'self-check': z.stringbool('must be true or false').default(false),
  verbose: z.stringbool('must be true or false').default(false),
  list: z.stringbool('must be true or false').default(false),
  containerd: z.enum(['1.6', '1.7', '2.x'], 'must be 1.6, 1.7 or 2.x').nullable().default(null),
  pod: file,
  'run-as-user': z.string().nullable().default(null),
  'host-process': z.stringbool('must be true or false').default(false),
  'bind-filter': z
    .enum(['yes', 'no'], 'must be yes or no')
    .transform((word) => word === 'yes')
    .nullable()
    .default(null),
  kubernetes: z
    .string()
    .regex(/^v?1\.(?:2[5-9]|[3-9]\d)(?:[.+-]|$)/, 'must be a version of Kubernetes from 1.25 on, such as 1.34')
    .nullable()
    .default(null),
  'fail-on': z.enum(['warn', 'error'], 'must be warn or error').default('error'),
  all: z.stringbool('must be true or false').default(false),
  yes: z.stringbool('must be true or false').default(false),
  timeout: duration,
  selector: z.string().min(1, 'must name labels, such as agentpool=win').nullable().default(null),
  via: z.enum(['forward', 'exec', 'kubectl'], 'must be forward, exec or kubectl').nullable().default(null),
  live: z.stringbool('must be true or false').default(false),
  watch: z.stringbool('must be true or false').default(false),
  'no-headers': z.stringbool('must be true or false').default(false),
  ...connectionShape,
  'log-level': z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug')
    .nullable()
    .default(null),
});
export type Config = z.infer<typeof configSchema>;
export type Flag = keyof Config;

/**
 * The environment variable of a flag. Unknown HOSTPROBE_ variables are no error: Kubernetes sets HOSTPROBE_PORT,
 * HOSTPROBE_SERVICE_HOST and similar ones for a Service of that name.
 */
export const variableOf = (flag: Flag): string => `HOSTPROBE_${flag.toUpperCase().replaceAll('-', '_')}`;

/** The default of a flag as a user would type it; null: it has none, or its help tells it. */
export function defaultOf(flag: Flag): string | null {
  const { defaultValue } = configSchema.shape[flag].def;
  return typeof defaultValue === 'number' || (typeof defaultValue === 'string' && defaultValue !== '')
    ? String(defaultValue)
    : null;
}

/** What a command line may contain. */
export interface Grammar {
  flags: readonly Flag[];
  outputs: readonly string[];
  operands: string | null;
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
): { config: Config; operands: string[]; help: boolean } {
  const known: readonly Flag[] = grammar.outputs.length > 0 ? [...grammar.flags, 'output'] : grammar.flags;
  const { values, positionals } = parse(known, args);
  const help = values.help === true;
  if (grammar.operands === null && positionals.length > 0 && !help) {
    throw new UserError(`it takes only flags, but got "${positionals[0]}"`);
  }
  const given: Record<string, string> = {};
  const source: Record<string, string> = {};
  for (const flag of known) {
    const value = values[flag];
    const fallback = environment[variableOf(flag)];
    if (value === undefined && !fallback) continue;
    // Repeated values are joined by commas, as in the variable.
    given[flag] = value === undefined ? (fallback ?? '') : String(value);
    source[flag] = value === undefined ? variableOf(flag) : `--${flag}`;
  }
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const flag = String(issue?.path[0]);
    throw new UserError(`${source[flag]} ${issue?.message}, but is "${given[flag]}"`);
  }
  const output = parsed.data.output || (grammar.outputs[0] ?? '');
  if (output !== '' && !grammar.outputs.includes(output)) {
    throw new UserError(`${source.output} cannot be "${output}"; ${suggest(output, grammar.outputs)}`);
  }
  return { config: { ...parsed.data, output }, operands: positionals, help };
}

function parse(known: readonly Flag[], args: readonly string[]) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {
    help: { type: 'boolean', short: 'h' },
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
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const unknown = /^Unknown option '(-[^'\s]+)'/.exec(error.message)?.[1];
    if (unknown === undefined) throw new UserError(complaint(error.message));
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new UserError(`unknown flag ${unknown}; ${suggest(unknown, names)}`);
  }
}

/** parseArgs rejects a switch only if it has a value, other flags only if they have none. */
function complaint(message: string): string {
  const option = /^Option '(?:-\w, )?--([\w-]+)/.exec(message)?.[1];
  if (option === undefined) return message;
  // Only options that were given to parseArgs get here: the flags, and --help.
  const value = option === 'help' ? null : flags[option as Flag].value;
  return value === null ? `--${option} takes no value` : `--${option} ${value} needs its value`;
}

/** Whether the console shows UTF-8, by the POSIX variables. The old Windows console sets none of them and gets ASCII. */
export function consoleIsUtf8(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, WT_SESSION } = environment;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') || WT_SESSION !== undefined;
}
