import * as z from 'zod';
import { readSince, sinceForms } from './since.ts';
import { readSize, sizeForms } from './size.ts';
import type { SocketAddress } from './socket-address.ts';

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

export const listenAddresses = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(listenAddress))
  .refine(
    (all) => all.every((one, index) => one.port === 0 || index === all.findIndex((other) => isSame(one, other))),
    'must name each address once',
  );
const isSame = (a: SocketAddress, b: SocketAddress) => a.address === b.address && a.port === b.port;

/** An agent's address, or the name of a node of the cluster: a DNS subdomain, as Kubernetes has it (RFC 1123). */
export const nodeAddress = z.string().transform((text, context) => {
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text)) return text;
  const url = URL.parse(text);
  const isPlain = url !== null && url.href === `${url.origin}/` && /^https?:$/.test(url.protocol);
  if (isPlain) return url.origin;
  context.addIssue(
    'must be the name of a node, such as win-1, or an address such as https://win-node-1:20258, without a path or a password',
  );
  return z.NEVER;
});

export const since = z.string().transform((text, context) => {
  const read = readSince(text);
  if (read !== null) return read;
  context.addIssue(`must be ${sinceForms}`);
  return z.NEVER;
});

export const file = z.string().min(1, 'must name a file').nullable().default(null);

export const size = z.string().transform((text, context) => {
  const bytes = readSize(text);
  if (bytes !== null) return bytes;
  context.addIssue(`must be ${sizeForms}`);
  return z.NEVER;
});

export const seconds = 'must be a whole number of seconds from 1 to 86400';
