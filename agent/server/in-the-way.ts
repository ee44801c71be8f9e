import type { Host } from '../host.ts';
import type { SocketAddress } from '../socket-address.ts';

/**
 * Why an address cannot be listened on, where the system's own message does not tell.
 * @param host null when there is no node to ask
 * @returns null when nothing more is known
 */
export async function reasonFor(
  { code }: NodeJS.ErrnoException,
  { port }: SocketAddress,
  host: Host | null,
): Promise<string | null> {
  if (code === 'EADDRNOTAVAIL') return 'no interface of this node has the address';
  if (host === null) return null;
  try {
    if (code === 'EACCES') return await excludedRange(port, host);
    if (code === 'EADDRINUSE') return await owner(port, host);
  } catch {
    // Who is in the way could not be found out; the system's own message must do.
  }
  return null;
}

async function excludedRange(port: number, host: Host): Promise<string | null> {
  const range = (await host.network.excludedPorts()).find(({ first, last }) => first <= port && port <= last);
  if (range === undefined) return null;
  return `Windows keeps ports ${range.first} to ${range.last} back (netsh interface ipv4 show excludedportrange protocol=tcp)`;
}

async function owner(port: number, host: Host): Promise<string | null> {
  const listener = (await host.network.listeners()).find((one) => one.port === port);
  if (listener === undefined) return null;
  const name = (await host.processes.list()).find(({ pid }) => pid === listener.pid)?.name;
  return `${name ?? 'a process'} (pid ${listener.pid}) listens there already`;
}
