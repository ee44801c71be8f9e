import { isIP } from 'node:net';
import { UserError } from '../error.ts';
import { readSince, type Since, sinceForms } from './since.ts';
import { readSize, sizeForms } from './size.ts';
import { agentPort, type SocketAddress } from './socket-address.ts';

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
export const yes: Setting<boolean> = {
  read: readBy((text) => words[text.toLowerCase()] ?? null, 'must be true or false'),
  standard: false,
  shown: null,
};

export const optionalText: Setting<string | null> = orNull((given) => given);
export const word: Setting<string | null> = orNull(nonEmpty('must not be empty'));
export const file: Setting<string | null> = orNull(nonEmpty('must name a file'));

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

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** As Go writes it, and as kubectl takes it: 30s, 1m30s; 0 means no limit. Milliseconds. */
export const duration: Setting<number | null> = orNull((given) => {
  if (given === '0') return 0;
  if (!/^(?:\d{1,6}(?:ms|s|m|h))+$/.test(given)) {
    throw new UserError('must be a time such as 30s or 2m, or 0 for no limit');
  }
  const all = [...given.matchAll(/(\d+)(ms|s|m|h)/g)];
  return all.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitsMs[unit] ?? 0), 0);
});
