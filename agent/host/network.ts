import { Resolver } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { networkInterfaces } from 'node:os';
import { TLSSocket } from 'node:tls';
import { answerTo } from '../error/unreachable.ts';
import { QueryError } from '../error.ts';
import type { HttpAnswer, Native, Network, Programs, Queue } from '../host.ts';
import { codeOf, saidBy, within } from './error.ts';
import { inSystem32 } from './exec.ts';

type PortRanges = Awaited<ReturnType<Network['excludedPorts']>>;

const args = ['int', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp'];
/**
 * No documented call returns the ranges, so this runs netsh. They change only when a service or an administrator reserves one:
 * caching them saves a process for every report.
 */
export function createExcludedPorts(options: { windows: boolean; programs: Programs }): Network['excludedPorts'] {
  return kept(async () => {
    if (!options.windows) throw new QueryError('unsupported', 'only Windows keeps back port ranges');
    const { exitCode, stdout, stderr } = await options.programs.run(inSystem32('netsh.exe'), args, { timeoutMs: 5000 });
    if (exitCode !== 0) {
      throw new QueryError('failed', `netsh ${args.join(' ')} ended with ${exitCode}: ${(stderr || stdout).trim()}`);
    }
    return readExcludedPorts(stdout);
  });
}

/** Rows of two numbers, in any language of Windows; `*` marks a range that an administrator added. */
export function readExcludedPorts(text: string): PortRanges {
  return [...text.matchAll(/^\s*(\d{1,5})\s+(\d{1,5})(?:\s+\*)?\s*$/gm)].map(([, first, last]) => ({
    first: Number(first),
    last: Number(last),
  }));
}

/**
 * GET without credentials, on a connection of its own. An invalid certificate is reported, not refused: no secret is
 * sent, and the reason is what the caller wants to know.
 * @throws QueryError `timeout` after timeoutMs for the whole exchange, `failed` for any other failure than a refused connection
 */
export async function get(
  url: string,
  { timeoutMs, ca }: { timeoutMs: number; ca?: string | undefined },
): Promise<HttpAnswer | null> {
  const request = start(url, ca);
  request.end();
  try {
    const response = await within(timeoutMs, answerTo(request), `GET ${url}: no answer within ${timeoutMs} ms`);
    return answerOf(response, ca !== undefined);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ECONNREFUSED') return null;
    if (error instanceof QueryError || !(error instanceof Error)) throw error;
    throw new QueryError('failed', `GET ${url}: ${saidBy(error)}`, code);
  } finally {
    // Only the status and the headers are needed.
    request.destroy();
  }
}

function start(url: string, ca: string | undefined): ClientRequest {
  const common = { agent: false, method: 'GET', headers: { 'user-agent': 'hostprobe' } } as const;
  if (!url.startsWith('https:')) return httpRequest(url, common);
  return httpsRequest(url, { ...common, rejectUnauthorized: false, ca });
}

function answerOf(response: IncomingMessage, checked: boolean): HttpAnswer {
  const said = new Date(response.headers.date ?? Number.NaN);
  return {
    status: response.statusCode ?? 0,
    date: Number.isNaN(said.getTime()) ? null : said,
    receivedAt: new Date(),
    certificate: response.socket instanceof TLSSocket ? certificateOf(response.socket, checked) : null,
  };
}

function certificateOf(socket: TLSSocket, checked: boolean): HttpAnswer['certificate'] {
  if (!checked) return { trusted: false, reason: 'not checked: no CA was given' };
  if (socket.authorized) return { trusted: true, reason: null };
  return { trusted: false, reason: String(socket.authorizationError) };
}

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

export function kept<Answer>(
  read: () => Answer | Promise<Answer>,
  now = () => performance.now(),
): () => Promise<Answer> {
  let newest: { answer: Answer; at: number } | null = null;
  return async () => {
    if (newest === null || now() - newest.at > keptMs) newest = { answer: await read(), at: now() };
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
  const late = `resolving ${name} took longer than ${options.timeoutMs} ms`;
  try {
    const found = await within(
      options.timeoutMs,
      options.queue(() => lookup(name, { all: true })),
      late,
    );
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    if (error instanceof QueryError || code === null) throw error;
    throw new QueryError('failed', `resolving ${name}: ${code}`, code);
  }
}
