import { type SocketAddress, showSocketAddress } from '../../config/socket-address.ts';
import type { Host } from '../../host.ts';

interface Circumstances {
  wanted: SocketAddress;
  /** Those that hostprobe has opened before. */
  open: readonly { at: SocketAddress }[];
  /** null when there is no node to ask. */
  host: Host | null;
}

/** Why an address cannot be used, as text after a colon; by default the message of the system. */
export async function reasonFor(
  { code, message }: NodeJS.ErrnoException,
  { wanted, open, host }: Circumstances,
): Promise<string> {
  const beside = open.find(({ at }) => at.port === wanted.port);
  if (code === 'EADDRINUSE' && beside !== undefined) {
    return `${showSocketAddress(beside.at)}, which is also in --listen, already uses it`;
  }
  if (code === 'EADDRNOTAVAIL') return 'no interface of this node has the address';
  return (host !== null && (await askNode(code, wanted.port, host))) || (usual[code ?? ''] ?? message);
}

/** What a system without details says with these codes. */
const usual: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program already listens there',
  EACCES: 'access is denied; this account may not, or the system reserves the port',
};

/** null: the reason is not known. */
async function askNode(code: string | undefined, port: number, host: Host): Promise<string | null> {
  try {
    if (code === 'EACCES') return await excludedRange(port, host);
    if (code === 'EADDRINUSE') return await owner(port, host);
  } catch {
    // The system's own message must do.
  }
  return null;
}

async function excludedRange(port: number, host: Host): Promise<string | null> {
  const range = (await host.network.excludedPorts()).find(({ first, last }) => first <= port && port <= last);
  if (range === undefined) return null;
  return `Windows reserves ports ${range.first} to ${range.last} (netsh interface ipv4 show excludedportrange protocol=tcp)`;
}

async function owner(port: number, host: Host): Promise<string | null> {
  const listener = (await host.network.listeners()).find((one) => one.port === port);
  if (listener === undefined) return null;
  const name = (await host.processes.list()).find(({ pid }) => pid === listener.pid)?.name;
  return `${name ?? 'a process'} (pid ${listener.pid}) already listens there`;
}
