import { Resolver } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { LookError } from '../error.ts';
import type { Network, Programs } from '../host.ts';
import { codeOf } from './error.ts';
import { createExcludedPorts } from './excluded-ports.ts';
import { get } from './get.ts';

export function createNetwork(options: {
  windows: boolean;
  programs: Programs;
  listeners: Network['listeners'];
}): Network {
  return {
    interfaces: async () => readInterfaces(),
    listeners: options.listeners,
    excludedPorts: createExcludedPorts(options),
    resolve,
    // A resolver of its own reads the machine's settings anew; the default one keeps those of the start of the process.
    nameServers: async () => new Resolver().getServers(),
    get,
  };
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
async function resolve(name: string, options: { timeoutMs: number }): Promise<string[]> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(new LookError('timeout', `resolving ${name} took longer than ${options.timeoutMs} ms`));
  }, options.timeoutMs);
  try {
    const found = await Promise.race([lookup(name, { all: true }), deadline.promise]);
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    if (error instanceof LookError || code === null) throw error;
    throw new LookError('failed', `resolving ${name}: ${code}`, code);
  } finally {
    clearTimeout(timer);
  }
}
