import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ZipFile } from 'yazl';
import { safeName } from '../bundle/safe-names.ts';
import { UserError } from '../error.ts';
import type { ReachedAgent } from '../reach/agent.ts';
import { plainView } from '../renderer.ts';
import { BusyError } from '../source/remote/error-answer.ts';
import { getFrom } from '../source/remote.ts';
import { toolVersion } from '../version.ts';
import { gatherAll } from './each-node.ts';
import type { Row } from './row.ts';
import { showTable } from './table.ts';

/** A bundle takes CPU on the node, and some MB of traffic through the API server. */
const atOnce = 6;

/** The result for the bundle of one node. */
export interface Fetched {
  node: string;
  file: string | null;
  bytes: number;
  sha256: string | null;
  error: string | null;
  ms: number;
  /** The way to the agent; null: none was found. */
  via: string | null;
  /** Ways that did not lead to it. */
  tried: ReachedAgent['tried'];
}

export interface ArchiveOptions {
  rows: readonly Row[];
  context: string;
  now: Date;
  /** @throws UserError if no agent runs on the node */
  agentOf(row: Row): ReachedAgent;
  /** The query of GET /bundle. */
  query: URLSearchParams;
  limits: { deadlineMs: number; maxBytes: number };
  /** When aborted, no more bundles are fetched, and the archive ends with the finished ones. */
  signal: AbortSignal;
  onFetched(done: readonly Fetched[], waiting: readonly string[]): void;
}

/**
 * Puts the bundles of many nodes into one archive. Each bundle keeps its bytes, and so its hash and its redaction. A node
 * without a bundle gets an entry with the error, and does not stop the others.
 * @param write writes the archive to its destination
 */
export async function archiveFleet<Written>(
  options: ArchiveOptions,
  write: (archive: Readable) => Promise<Written>,
): Promise<{ written: Written; fetched: Fetched[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'hostprobe-'));
  try {
    const fetched = await fetchAll(options, folder);
    const zip = new ZipFile();
    addFiles(zip, { ...options, folder, fetched });
    zip.end();
    // yazl returns a Node stream with an older type.
    const written = await write(Readable.from(zip.outputStream, { objectMode: false }));
    return { written, fetched };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchAll(options: ArchiveOptions, folder: string): Promise<Fetched[]> {
  const { rows, signal, onFetched } = options;
  // The same secret gets the same placeholder in all bundles. The key is not stored.
  const query = new URLSearchParams(options.query);
  query.set('placeholders', randomBytes(32).toString('hex'));
  const done: Fetched[] = [];
  const waiting = new Set<string>();
  const all = gatherAll(rows, { atOnce, signal, chance: () => randomBytes(4).readUInt32BE() }, async (row) => {
    waiting.add(row.node);
    const fetched = await fetchOne({ ...options, query }, row, folder);
    waiting.delete(row.node);
    if (signal.aborted) return;
    done.push(fetched);
    onFetched(done, [...waiting]);
  });
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([all, stopped]);
  const missing = rows.filter(({ node }) => !done.some((one) => one.node === node));
  const none = {
    file: null,
    bytes: 0,
    sha256: null,
    ms: 0,
    error: 'not fetched, because the user stopped the command',
    via: null,
    tried: [],
  };
  return [...done, ...missing.map(({ node }) => ({ node, ...none }))].toSorted((a, b) => (a.node < b.node ? -1 : 1));
}

async function fetchOne(options: ArchiveOptions, row: Row, folder: string): Promise<Fetched> {
  const began = performance.now();
  const file = `${safeName(row.node)}.zip`;
  let agent: ReachedAgent | null = null;
  const fared = (got: { bytes: number; sha256: string } | null, error: string | null): Fetched => ({
    ...{ node: row.node, file: got === null ? null : file, bytes: got?.bytes ?? 0, sha256: got?.sha256 ?? null, error },
    ms: Math.round(performance.now() - began),
    ...{ via: agent?.via() ?? null, tried: agent?.tried ?? [] },
  });
  try {
    agent = options.agentOf(row);
    return fared(await fetchInTurn(options, agent, join(folder, file)), null);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await rm(join(folder, file), { force: true });
    return fared(null, error.message);
  }
}

/** Asks again as long as the agent makes a bundle for another reader, when it says, within the deadline. */
async function fetchInTurn(options: ArchiveOptions, agent: ReachedAgent, path: string) {
  const { limits, signal } = options;
  const until = performance.now() + limits.deadlineMs;
  for (;;) {
    const leftMs = Math.max(1, Math.round(until - performance.now()));
    try {
      return await download({ ...options, limits: { ...limits, deadlineMs: leftMs } }, agent, path);
    } catch (error) {
      if (!(error instanceof BusyError) || error.retryMs > until - performance.now()) throw error;
      await sleep(error.retryMs, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

async function download({ query, limits }: ArchiveOptions, { node, connect }: ReachedAgent, path: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  const remote = { origin: node, token: null, trusted: null, connect };
  const answer = getFrom(remote, `/bundle?${query}`, { ...limits, type: 'application/zip' });
  const counted = async function* () {
    for await (const chunk of answer) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(counted, createWriteStream(path, { mode: 0o600 }));
  return { bytes, sha256: hash.digest('hex') };
}

interface Content extends ArchiveOptions {
  folder: string;
  fetched: readonly Fetched[];
}

function addFiles(zip: ZipFile, { folder, fetched, rows, context, now }: Content): void {
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  const errors = fetched.flatMap(({ node, error }) => (error === null ? [] : [{ node, error }]));
  const tool = { name: 'hostprobe', version: toolVersion };
  zip.addBuffer(json({ schemaVersion: 1, tool, context, at: now.toISOString(), nodes: fetched }), 'manifest.json');
  zip.addBuffer(json(errors), 'errors.json');
  zip.addBuffer(json(rows), 'status.json');
  const table = showTable(rows, { wide: true, headers: true, now, view: plainView });
  zip.addBuffer(Buffer.from(table), 'status.txt');
  for (const { node, file, error } of fetched) {
    if (file !== null) zip.addFile(join(folder, file), `nodes/${file}`, { compress: false });
    else zip.addBuffer(Buffer.from(`${error}\n`), `nodes/${safeName(node)}.error.txt`);
  }
}
