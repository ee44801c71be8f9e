import { parseArgs } from 'node:util';
import * as z from 'zod';
import { UserError } from './error.ts';
import { suggest } from './nearest.ts';
import { readSince, sinceForms } from './since.ts';
import { readSize, sizeForms } from './size.ts';
import type { SocketAddress } from './socket-address.ts';

/** Brackets may hold either family, so that one manifest's [$(HOST_IP)]:20258 does for both. */
const listenAddress = z.string().transform((text, context) => {
  const match = /^(?:\[([^\]]*)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const [, ip, name, port] = match ?? [];
  const address = ip ?? name;
  if (address === undefined || Number(port) > 65_535 || (ip !== undefined && !ipAddress.safeParse(ip).success)) {
    context.addIssue('must be an address and a port, such as 127.0.0.1:20258 or [::1]:20258');
    return z.NEVER;
  }
  return { address, port: Number(port) };
});
const ipAddress = z.union([z.ipv4(), z.ipv6()]);

const listenAddresses = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(listenAddress))
  .refine(
    (all) => all.every((one, index) => one.port === 0 || index === all.findIndex((other) => isSame(one, other))),
    'must name each address once',
  );
const isSame = (a: SocketAddress, b: SocketAddress) => a.address === b.address && a.port === b.port;

const nodeAddress = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isPlain = url !== null && url.href === `${url.origin}/` && /^https?:$/.test(url.protocol);
  if (isPlain) return url.origin;
  context.addIssue('must be an address such as https://win-node-1:20258, without a path and a password');
  return z.NEVER;
});

const since = z.string().transform((text, context) => {
  const read = readSince(text);
  if (read !== null) return read;
  context.addIssue(`must be ${sinceForms}`);
  return z.NEVER;
});

const file = z.string().min(1, 'must name a file').nullable().default(null);

const size = z.string().transform((text, context) => {
  const bytes = readSize(text);
  if (bytes !== null) return bytes;
  context.addIssue(`must be ${sizeForms}`);
  return z.NEVER;
});

const seconds = 'must be a whole number of seconds from 1 to 86400';

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
  'state-dir': z.string().min(1, 'must name a folder').nullable().default(null),
  interval: z.coerce.number(seconds).int(seconds).min(1, seconds).max(86_400, seconds).default(60),
  output: z.string().default(''),
  verbose: z.stringbool('must be true or false').default(false),
  list: z.stringbool('must be true or false').default(false),
  containerd: z.enum(['1.6', '1.7', '2.x'], 'must be 1.6, 1.7 or 2.x').nullable().default(null),
  'bind-filter': z
    .enum(['yes', 'no'], 'must be yes or no')
    .transform((word) => word === 'yes')
    .nullable()
    .default(null),
  'fail-on': z.enum(['warn', 'error'], 'must be warn or error').default('error'),
  all: z.stringbool('must be true or false').default(false),
  'log-level': z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug')
    .nullable()
    .default(null),
});
export type Config = z.infer<typeof configSchema>;
export type Flag = keyof Config;

/** How --help shows a flag. `value` null: a switch. `repeatable`: given again it adds; its values come joined by commas. */
interface FlagShown {
  short?: string;
  value: string | null;
  repeatable?: boolean;
  help: string;
}

export const flags: Readonly<Record<Flag, FlagShown>> = {
  listen: {
    value: '<address:port>',
    repeatable: true,
    help: 'where the server listens (default 127.0.0.1:20258); may be given again, in the variable commas stand between',
  },
  tls: { value: '<self-signed>', help: 'TLS with a certificate that hostprobe makes, keeps in memory and renews' },
  'tls-cert': { value: '<file>', help: 'TLS with this certificate and its chain (PEM), read again when it changes' },
  'tls-key': { value: '<file>', help: 'the private key of --tls-cert (PEM, not encrypted)' },
  auth: { value: '<kubernetes>', help: 'who may read is asked of the API server (TokenReview, SubjectAccessReview)' },
  'auth-token-file': {
    value: '<file>',
    help: 'bearer tokens that may read everything, one a line, read again when it changes',
  },
  insecure: { value: null, help: 'allow an address that others reach without TLS or authentication, for laboratories' },
  facts: {
    value: '<file>',
    repeatable: true,
    help: 'a saved snapshot or bundle instead of this node; - reads it from standard input; predict takes several',
  },
  node: {
    value: '<url>',
    repeatable: true,
    help: 'what the hostprobe at https://host:20258 saw, instead of this node; predict takes several',
  },
  'token-file': { value: '<file>', help: 'holds the bearer token for --node, which goes over https:// only' },
  'ca-file': {
    value: '<file>',
    help: 'trust these certificates (PEM), of nodes or authorities, and no others, for --node',
  },
  since: { value: '<time>', help: 'also what changed since then: 30m, 2h, 3d, or 2026-11-01T14:00:00Z' },
  'max-size': { value: '<size>', help: 'of all files of the bundle together, before they are packed (default 100MB)' },
  redact: { value: '<file>', help: 'more patterns of secrets (YAML), beside those that hostprobe knows' },
  'dry-run': { value: null, help: 'only list what would be taken' },
  diff: { value: null, help: 'tell what differs between two bundles' },
  publish: {
    value: null,
    help: 'tell the cluster too: node condition HostProcessReady, and an event when it changes',
  },
  'state-dir': {
    value: '<folder>',
    help: 'where serve keeps what changed (default on Windows %ProgramData%\\hostprobe, elsewhere in memory only)',
  },
  interval: { value: '<seconds>', help: 'how often to look again, give or take a tenth (default 60)' },
  output: { short: 'o', value: '<form>', help: 'form of the answer' },
  list: { value: null, help: 'print all that is known instead' },
  verbose: { value: null, help: 'show also what passed and what was skipped' },
  containerd: { value: '<1.6|1.7|2.x>', help: 'judge for nodes with this containerd only' },
  'bind-filter': { value: '<yes|no>', help: 'judge for nodes with, or without, bindfltapi.dll only' },
  'fail-on': { value: '<warn|error>', help: 'what makes the exit code 1 (default error)' },
  all: { value: null, help: 'judge every pod as if it were to be HostProcess' },
  'log-level': {
    value: '<level>',
    help: 'silent, error, warn, info or debug, as JSON lines on standard error (default: info for serve, else silent)',
  },
};

/**
 * The environment variable of a flag. Unknown HOSTPROBE_ variables are no error: Kubernetes sets HOSTPROBE_PORT,
 * HOSTPROBE_SERVICE_HOST and their like by itself where a Service has that name.
 */
export const variableOf = (flag: Flag): string => `HOSTPROBE_${flag.toUpperCase().replaceAll('-', '_')}`;

/** What a command line may hold. */
export interface Grammar {
  flags: readonly Flag[];
  outputs: readonly string[];
  operands: string | null;
}

/**
 * Reads what follows the command's name; a flag wins over its environment variable, that over the default.
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
    throw new UserError(`it takes nothing beside flags, but got "${positionals[0]}"`);
  }
  const given: Record<string, string> = {};
  const source: Record<string, string> = {};
  for (const flag of known) {
    const value = values[flag];
    const fallback = environment[variableOf(flag)];
    if (value === undefined && !fallback) continue;
    // What was given again and again is joined by commas, as its variable has it.
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

/** parseArgs complains of a switch only when it has a value, of other flags only when they have none. */
function complaint(message: string): string {
  const option = /^Option '(?:-\w, )?--([\w-]+)/.exec(message)?.[1];
  if (option === undefined) return message;
  // Only options that were given to parseArgs get here: the flags, and --help.
  const value = option === 'help' ? null : flags[option as Flag].value;
  return value === null ? `--${option} takes no value` : `--${option} ${value} needs its value`;
}

/** Whether the console shows UTF-8, by the POSIX variables; a Windows console that is not the new one says nothing and gets ASCII. */
export function consoleIsUtf8(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, WT_SESSION } = environment;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') || WT_SESSION !== undefined;
}
