import { QueryError } from '../error.ts';
import type { FactError, Part } from '../fact.ts';
import type { RuntimeFact } from '../facts/runtime.ts';
import type { Host, Runtime } from '../host.ts';
import { type Probe, partOf, toFactError } from '../probe.ts';
import { type Endpoint, findEndpoint, findStart } from './containerd/start-commands.ts';

const connectTimeoutMs = 3_000;

export const runtime: Probe<'runtime'> = {
  // Find the endpoint, connect, then make the calls in parallel: each has a shorter deadline of its own.
  deadlineMs: 12_000,
  async read(host, settings) {
    const { kubelet, ...own } = await findEndpoint(host, await findStart(host, settings));
    const named = kubelet === null ? {} : { kubelet };
    // Where two settings disagree, the pipe that is there tells which one holds.
    const disagree = kubelet !== null && kubelet.endpoint.toLowerCase() !== own.endpoint.toLowerCase();
    const used = disagree ? await answersAt(host, kubelet) : null;
    return { ...named, ...(used === null || used.connection === 'absent' ? await answersAt(host, own) : used) };
  },
};

async function answersAt(host: Host, { endpoint, from }: Pick<Endpoint, 'endpoint' | 'from'>) {
  const client = host.runtime(endpoint);
  try {
    return { endpoint, endpointFrom: from, ...(await ask(client, endpoint)) };
  } finally {
    client.close();
  }
}

type Answers = Omit<RuntimeFact, 'endpoint' | 'endpointFrom' | 'kubelet'>;

async function ask(client: Runtime, endpoint: string): Promise<Answers> {
  let connection: Awaited<ReturnType<Runtime['connection']>>;
  try {
    connection = await client.connection({ timeoutMs: connectTimeoutMs });
  } catch (thrown) {
    if (!(thrown instanceof QueryError) || thrown.kind !== 'denied') throw thrown;
    return without('denied', toFactError(thrown));
  }
  if (connection !== 'answers') return without(connection, refusals[connection](endpoint));
  const [version, status, sandboxes, containers] = await Promise.all([
    partOf(client.version()),
    partOf(client.status()),
    partOf(client.sandboxes()),
    partOf(client.containers()),
  ]);
  return { connection, version, status, sandboxes, containers };
}

const refusals = {
  absent: (at: string): FactError => ({ kind: 'failed', message: `nothing listens at ${at}` }),
  silent: (at: string): FactError => ({
    kind: 'timeout',
    message: `${at} takes the connection and sends nothing within ${connectTimeoutMs} ms`,
  }),
  'read-only': (at: string): FactError => ({
    kind: 'denied',
    message: `this account may open ${at} for reading only, and CRI needs both ways`,
  }),
};

function without(connection: Answers['connection'], error: FactError): Answers {
  const nothing: Part<never> = { ok: false, error };
  return { connection, version: nothing, status: nothing, sandboxes: nothing, containers: nothing };
}
