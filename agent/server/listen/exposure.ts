import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { agentPort, type SocketAddress, showSocketAddress } from '../../config/socket-address.ts';
import type { Config } from '../../config.ts';
import { UserError } from '../../error.ts';

type Flags = Pick<Config, 'listen' | 'tls' | 'tls-cert' | 'tls-key' | 'auth' | 'auth-token-file' | 'insecure'>;

/** What the flags say about listeners that other machines can reach. */
export interface Exposure {
  hasTls: boolean;
  hasReaders: boolean;
}

/**
 * Checks the flags of serve together: an address that other machines can reach needs TLS and authentication, because the
 * report reveals much about the node; flags that would protect nothing are refused.
 * @returns null if the address does not exist
 * @throws UserError with the way out
 */
export function requireSafe(flags: Flags): Exposure | null {
  const { tls, 'tls-cert': cert, 'tls-key': key, insecure } = flags;
  if (tls !== null && (cert !== null || key !== null)) {
    throw new UserError(
      '--tls self-signed creates a certificate, --tls-cert and --tls-key name one: use one of the two',
    );
  }
  if ((cert === null) !== (key === null)) {
    const [given, missing] = cert === null ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
    throw new UserError(`${given} also needs ${missing}`);
  }
  const hasTls = tls !== null || cert !== null;
  const hasReaders = flags.auth !== null || flags['auth-token-file'] !== null;
  const exposed = flags.listen.filter((listen) => !isLoopback(listen));
  const [first] = exposed;
  if (first === undefined) {
    if (hasTls || hasReaders) throw new UserError(protectsNothing(flags));
    return null;
  }
  if (!insecure && !(hasTls && hasReaders)) throw new UserError(unprotected(first, { hasTls, hasReaders }));
  return { hasTls, hasReaders };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Names count as reachable, because they may resolve to any address; only `localhost` is taken as loopback. */
export function isLoopback({ address }: SocketAddress): boolean {
  if (isIPv4(address)) return loopback.check(address);
  if (isIPv6(address)) return loopback.check(address, 'ipv6');
  return address.toLowerCase() === 'localhost';
}

const tlsFlags = '--tls self-signed (or --tls-cert and --tls-key)';
const authFlags = '--auth kubernetes (or --auth-token-file, or both)';

function unprotected(listen: SocketAddress, { hasTls, hasReaders }: Exposure): string {
  const at = showSocketAddress(listen);
  const missing = [...(hasTls ? [] : [tlsFlags]), ...(hasReaders ? [] : [authFlags])];
  const example = `hostprobe serve --listen 127.0.0.1:${agentPort} --listen ${at} --tls self-signed --auth kubernetes`;
  return `other machines can reach ${at}, and the report reveals much about the node: add ${missing.join(' and ')}, for example ${example}. For testing only, --insecure allows it without. kubectl port-forward and kubectl exec reach a loopback address`;
}

function protectsNothing({ listen }: Flags): string {
  const all = listen.map(showSocketAddress).join(' and ');
  return `TLS and authentication flags are for addresses that other machines can reach, but --listen has only ${all}, which is always plain and open to this node: add --listen <address of the node>:<port>, or remove these flags`;
}
