import { isIP } from 'node:net';
import { UserError } from '../error.ts';
import { agentPort, type SocketAddress } from './socket-address.ts';

/** How far back to look: from a point in time, or a duration before now. */
export type Since = { at: Date } | { agoMs: number };

/** What `readSince` accepts, for error messages. */
export const sinceForms =
  'a time back from now, such as 30m, 2h, 1h30m or 3d, or a time with its zone, such as 2026-11-01T14:00:00Z';

const units = new Map(Object.entries({ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }));
const spanOf = (text: string) =>
  [...text.matchAll(/(\d+)([a-z]+)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * Number(units.get(unit)),
    0,
  );
const longestMs = 3650 * 86_400_000;
/** A day, or a time with its zone (RFC 3339), with or without seconds. */
const moment = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Reads "2h", "1h30m", "2026-11-01T14:00:00+01:00", or a day in UTC; null for any other text. */
export function readSince(text: string): Since | null {
  const trimmed = text.trim();
  const agoMs = /^(?:\d{1,9}[smhdw])+$/.test(trimmed) ? spanOf(trimmed) : null;
  if (agoMs !== null) return agoMs > 0 && agoMs <= longestMs ? { agoMs } : null;
  const [, day] = moment.exec(trimmed) ?? [];
  const at = new Date(trimmed);
  if (day === undefined || Number.isNaN(at.getTime())) return null;
  // JavaScript takes the 30th of February as the 2nd of March.
  return new Date(day).toISOString().startsWith(day) ? { at } : null;
}

export const momentOf = (since: Since, now: Date): Date =>
  'at' in since ? since.at : new Date(now.getTime() - since.agoMs);

/** As `readSince` reads it. */
export const showSince = (since: Since): string => ('at' in since ? since.at.toISOString() : `${since.agoMs / 1000}s`);

/** What `readSize` accepts, for error messages. A zip archive without zip64 ends below 4 GiB. */
export const sizeForms = 'a size from 1MB to 4GB, such as 100MB';

/** Reads "100MB", "1.5GB" or a number of bytes, in powers of 1000; null for any other text, or out of bounds. */
export function readSize(text: string): number | null {
  const found = /^(\d{1,12}(?:\.\d{1,3})?)\s?([KMG]?)B?$/i.exec(text.trim());
  if (found === null) return null;
  const [, count, unit = ''] = found;
  const bytes = Math.round(Number(count) * 1000 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase()));
  return bytes >= 1e6 && bytes <= 4e9 ? bytes : null;
}

/** The value of a flag. Plain functions: a command starts without a schema library. */
export interface Setting<Value> {
  /** @throws UserError in the form "must be ..." */
  read(text: string): Value;
  standard: Value;
  /** The default as a user would type it; null: none, or the help of the flag states it. */
  shown: string | null;
}

export const withDefault = <Value>(text: string, read: (text: string) => Value): Setting<Value> => {
  return { read, standard: read(text), shown: text };
};
export const orNull = <Value>(read: (text: string) => Value): Setting<Value | null> => {
  return { read, standard: null, shown: null };
};
export const listOf = <Value>(read: (text: string) => Value): Setting<Value[]> => {
  return { read: (text) => parts(text).map(read), standard: [], shown: null };
};

const parts = (text: string) => text.split(',').map((one) => one.trim());

export const oneOf =
  <const Word extends string>(words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new UserError(`must be ${orOf(words)}`);
    return found;
  };

/** "a, b or c" */
export const orOf = (words: readonly string[]) =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ');

export const nonEmpty =
  (must: string) =>
  (text: string): string => {
    if (text === '') throw new UserError(must);
    return text;
  };

/** A text for which `read` has a value; it has null for others. */
export const readBy =
  <Value>(read: (text: string) => Value | null, must: string) =>
  (text: string): Value => {
    const value = read(text);
    if (value === null) throw new UserError(must);
    return value;
  };

const words: Readonly<Record<string, boolean>> = {
  ...{ true: true, '1': true, yes: true, on: true, y: true, enabled: true },
  ...{ false: false, '0': false, no: false, off: false, n: false, disabled: false },
};
export const onOff: Setting<boolean> = {
  read: readBy((text) => words[text.toLowerCase()] ?? null, 'must be true or false'),
  standard: false,
  shown: null,
};

function readListenAddress(given: string): SocketAddress {
  const match = /^(?:\[([^\]]*)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(given);
  const [, ip, name, port] = match ?? [];
  const address = ip ?? name;
  const isNoIp = ip !== undefined && (isIP(ip) === 0 || ip.includes('%'));
  if (address === undefined || Number(port) > 65_535 || isNoIp) {
    throw new UserError(`must be an address and a port, such as 127.0.0.1:${agentPort} or [::1]:${agentPort}`);
  }
  return { address, port: Number(port) };
}

/** At least one: an empty text does not count. */
export function readListenAddresses(given: string): [SocketAddress, ...SocketAddress[]] {
  const [first = '', ...rest] = parts(given);
  const all: [SocketAddress, ...SocketAddress[]] = [readListenAddress(first), ...rest.map(readListenAddress)];
  const isOnce = (one: SocketAddress, index: number) =>
    one.port === 0 || index === all.findIndex(({ address, port }) => one.address === address && one.port === port);
  if (!all.every(isOnce)) throw new UserError('must name each address once');
  return all;
}

/** Whether --node names an agent by its address; else it is a node of the cluster. */
export const isAddress = (node: string): boolean => node.includes('://');

/** An agent's address, or the name of a node of the cluster: a DNS subdomain, as Kubernetes has it (RFC 1123). */
export function readNodeName(given: string): string {
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(given)) return given;
  const url = URL.parse(given);
  const isPlain = url !== null && url.href === `${url.origin}/` && /^https?:$/.test(url.protocol);
  if (isPlain) return url.origin;
  throw new UserError(
    `must be the name of a node in lower case, such as win-1, or an address such as https://win-node-1:${agentPort}, without a path or a password`,
  );
}

export const since: Setting<Since | null> = orNull(readBy(readSince, `must be ${sinceForms}`));
export const size: Setting<number> = withDefault('100MB', readBy(readSize, `must be ${sizeForms}`));

export function readSeconds(given: string): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= 86_400) return count;
  throw new UserError('must be a whole number of seconds from 1 to 86400');
}

/** As Go writes it, and as kubectl takes it: 30s, 1m30s; 0 means no limit. Milliseconds. */
export const duration: Setting<number | null> = orNull((given) => {
  if (given === '0') return 0;
  if (!/^(?:\d{1,6}(?:ms|s|m|h))+$/.test(given)) {
    throw new UserError('must be a time such as 30s or 2m, or 0 for no limit');
  }
  return spanOf(given);
});

/** The words that a flag accepts: its values, its error and its help are made from them. */
export const choices = {
  tls: ['self-signed'],
  auth: ['kubernetes'],
  containerd: ['1.6', '1.7', '2.x'],
  'bind-filter': ['yes', 'no'],
  'fail-on': ['warn', 'error'],
  action: ['warn', 'audit', 'deny'],
  /** In order of preference. */
  via: ['forward', 'exec', 'kubectl'],
  'sort-by': ['status', 'name', 'age', 'containerd', 'windows', 'kubelet'],
  color: ['auto', 'always', 'never'],
  with: ['setup'],
  'log-level': ['silent', 'error', 'warn', 'info', 'debug'],
} as const;

export type Choice<Of extends keyof typeof choices> = (typeof choices)[Of][number];

/** As help shows the value of a flag: <warn|error>. */
export const shownChoice = (flag: keyof typeof choices): string => `<${choices[flag].join('|')}>`;
