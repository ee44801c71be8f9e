import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Listen } from '../config.ts';
import { UserError } from '../error.ts';
import type { Host } from '../host.ts';
import { type SocketAddress, showSocketAddress } from '../socket-address.ts';

/** @throws UserError for an address that others could reach: this listener has neither TLS nor authentication */
export function requireLoopback(listen: Listen): void {
  if (/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(listen.address)) return;
  throw new UserError(
    `--listen must name a loopback address (127.0.0.1, [::1] or localhost), but names ${showSocketAddress(listen)}: the report tells much about the node, and this listener has no TLS and no authentication. Reach it from elsewhere with kubectl port-forward`,
  );
}

/**
 * Opens the listener; resolves with where it really listens (port 0 takes any).
 * @param host asked who holds the port when it cannot be had; null when there is no node to ask
 * @throws UserError that names what is in the way
 */
export async function listenOn(app: FastifyInstance, listen: Listen, host: Host | null): Promise<SocketAddress> {
  try {
    await app.listen({ host: listen.address, port: listen.port, listenTextResolver: () => '' });
  } catch (error) {
    // Errors of listen come from node:net with a code.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${showSocketAddress(listen)} cannot be listened on: ${(await reasonFor(code, listen, host)) ?? message}. Choose another with --listen`,
    );
  }
  // A TCP listener's address is an AddressInfo.
  const { address, port } = app.server.address() as AddressInfo;
  return { address, port };
}

async function reasonFor(code: string | undefined, listen: Listen, host: Host | null): Promise<string | null> {
  if (host === null) return null;
  try {
    if (code === 'EACCES') return await excludedRange(listen, host);
    if (code === 'EADDRINUSE') return await owner(listen, host);
  } catch {
    // Who is in the way could not be found out; the system's own message must do.
  }
  return null;
}

async function excludedRange({ port }: Listen, host: Host): Promise<string | null> {
  const range = (await host.network.excludedPorts()).find(({ first, last }) => first <= port && port <= last);
  if (range === undefined) return null;
  return `Windows keeps ports ${range.first} to ${range.last} back (netsh interface ipv4 show excludedportrange protocol=tcp)`;
}

async function owner({ port }: Listen, host: Host): Promise<string | null> {
  const listener = (await host.network.listeners()).find((one) => one.port === port);
  if (listener === undefined) return null;
  const name = (await host.processes.list()).find(({ pid }) => pid === listener.pid)?.name;
  return `${name ?? 'a process'} (pid ${listener.pid}) listens there already`;
}
