import { Resolver } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { QueryError } from '../error.ts';
import type { Native, Network, Programs, Queue } from '../host.ts';
import { codeOf } from './error.ts';
import { createExcludedPorts } from './excluded-ports.ts';
import { get } from './http-get.ts';

export function createNetwork(options: {
  windows: boolean;
  programs: Programs;
  native: Pick<Native, 'listeners' | 'owner' | 'queue'>;
}): Network {
  const { native } = options;
  const queue = native.queue('the look-up of names');
  return {
    interfaces: kept(readInterfaces),
    listeners: native.listeners,
    owner: native.owner,
    excludedPorts: createExcludedPorts(options),
    resolve: (name, { timeoutMs }) => resolve(name, { timeoutMs, queue }),
    nameServers: kept(() => serversOf(new Resolver())),
    get,
  };
}

/**
 * A busy node has an interface for each pod, and Node and c-ares read all of them on the main thread: 500 addresses take 2.3 ms
 * on Linux. They rarely change, so they are cached.
 */
const keptMs = 5 * 60_000;

export function kept<Answer>(read: () => Answer, now = () => performance.now()): () => Promise<Answer> {
  let newest: { answer: Answer; at: number } | null = null;
  return async () => {
    if (newest === null || now() - newest.at > keptMs) newest = { answer: read(), at: now() };
    return newest.answer;
  };
}

/** The default of c-ares on a machine without a server (ares_init.c, init_by_defaults). */
const fallback = '127.0.0.1';

/**
 * A new resolver reads the current settings; the default one keeps those from the start of the process. A machine whose only
 * server is 127.0.0.1 looks like one without any; nodes are no DNS servers.
 */
export function serversOf(resolver: Pick<Resolver, 'getServers'>): string[] {
  const servers = resolver.getServers();
  return servers.length === 1 && servers[0] === fallback ? [] : servers;
}

function readInterfaces(): Awaited<ReturnType<Network['interfaces']>> {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family, internal }) => ({
      name,
      address,
      family: family === 'IPv4' ? ('ipv4' as const) : ('ipv6' as const),
      internal,
    })),
  );
}

/** By the system's own resolver (getaddrinfo), as every other program on the node resolves. */
async function resolve(name: string, options: { timeoutMs: number; queue: Queue }): Promise<string[]> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(new QueryError('timeout', `resolving ${name} took longer than ${options.timeoutMs} ms`));
  }, options.timeoutMs);
  try {
    const found = await Promise.race([options.queue(() => lookup(name, { all: true })), deadline.promise]);
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    if (error instanceof QueryError || code === null) throw error;
    throw new QueryError('failed', `resolving ${name}: ${code}`, code);
  } finally {
    clearTimeout(timer);
  }
}
