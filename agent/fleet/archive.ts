import { createReadStream, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { safeName } from '../bundle/contents/safe-names.ts';
import { createZipWriter, type ZipWriter } from '../bundle/packer/zip-writer.ts';
import type { ComparisonOfAll } from '../compare/schema.ts';
import { freshKey } from '../decode/bytes.ts';
import { plural } from '../fact.ts';
import { createPlaceholder } from '../redact/placeholder.ts';
import { createClean, createRedactor } from '../redact.ts';
import { plainView } from '../renderer.ts';
import { toolVersion } from '../version.ts';
import type { ClusterFile } from './cluster-files.ts';
import { createRunLog, type Fetched, type FetchOptions, fetchAll, type RunLog } from './fetch.ts';
import { mostCompared, snapshotsIn, withUnlike } from './poolmates.ts';
import type { Row } from './row.ts';
import { showNodeRows } from './table.ts';

interface ArchiveOptions extends Omit<FetchOptions, 'log' | 'nodes'> {
  rows: readonly Row[];
  context: string;
  /** How the nodes were chosen, and which requests they got. */
  asked: unknown;
  now(): Date;
  /** What the API server knows about the nodes. */
  readCluster(log: RunLog): Promise<ClusterFile[]>;
  /** Called with what must be removed if the process ends before this is over. */
  onFolder(remove: () => void): void;
}

/**
 * Puts the bundles of many nodes into one archive, with what the API server knows about the nodes. Each bundle keeps its
 * bytes, and so its hash and redaction. A node without a bundle gets an entry with the error, and does not stop the others.
 * @param options.signal when aborted, the archive ends with what there is
 * @param write writes the archive to its destination
 * @returns `compared` null: there are too many nodes
 */
export async function archiveFleet<Written>(options: ArchiveOptions, write: (archive: Readable) => Promise<Written>) {
  const { rows, now, signal, readCluster, onFolder } = options;
  const folder = await mkdtemp(join(tmpdir(), 'hostprobe-'));
  onFolder(() => rmSync(folder, { recursive: true, force: true }));
  const { log, text } = createRunLog(now);
  // The same secret gets the same placeholder in all bundles and in the files beside them. The key is not stored.
  const key = freshKey();
  const query = new URLSearchParams(options.query);
  query.set('placeholders', Buffer.from(key).toString('hex'));
  const stopped = new Promise<ClusterFile[]>((resolve) =>
    signal.addEventListener('abort', () => resolve([]), { once: true }),
  );
  try {
    log(null, `hostprobe ${toolVersion} takes the bundles of ${plural(rows.length, 'node')} of ${options.context}`);
    const [fetched, cluster] = await Promise.all([
      fetchAll({ ...options, nodes: rows.map(({ node }) => node), query, log }, folder),
      Promise.race([readCluster(log), stopped]),
    ]);
    for (const { path, error } of cluster) if (error !== null) log(null, `${path} is not complete: ${error}`);
    log(
      null,
      `${fetched.filter(({ error }) => error === null).length} of ${plural(rows.length, 'node')} gave a bundle`,
    );
    const few = fetched.length <= mostCompared;
    if (!few) log(null, `the nodes are not held against each other: they are more than ${mostCompared}`);
    const told = few ? withUnlike(rows, await snapshotsIn(folder, fetched)) : { rows, compared: null };
    const zip = createZipWriter();
    addFiles(zip, { ...options, ...told, folder, fetched, cluster, log: text(), key }).catch((error: Error) =>
      zip.archive.destroy(error),
    );
    return { written: await write(zip.archive), fetched, cluster, compared: told.compared };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Content extends ArchiveOptions {
  compared: ComparisonOfAll | null;
  folder: string;
  fetched: readonly Fetched[];
  cluster: readonly ClusterFile[];
  log: string;
  key: Uint8Array;
}

async function addFiles(zip: ZipWriter, content: Content): Promise<void> {
  const { folder, fetched, cluster, rows, compared, context, asked, key } = content;
  const redactor = createRedactor({ placeholder: createPlaceholder(key) });
  const clean = createClean(redactor);
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(clean(value), null, 2)}\n`);
  const text = (said: string) => Buffer.from(redactor.cut(said, redactor.find(said)));
  const errors = [
    ...fetched.flatMap(({ node, error }) => (error === null ? [] : [{ node, error }])),
    ...cluster.flatMap(({ path, error }) => (error === null ? [] : [{ path, error }])),
  ];
  const tool = { name: 'hostprobe', version: toolVersion };
  const now = content.now();
  const add = async (name: string, pieces: AsyncIterable<Buffer> | Iterable<Buffer>, level?: number) => {
    zip.open(name, now, level);
    for await (const piece of pieces) await zip.write(piece);
    await zip.close();
  };
  const head = { schemaVersion: 1, tool, context, at: now.toISOString(), asked };
  await add('manifest.json', [json({ ...head, nodes: fetched })]);
  await add('errors.json', [json(errors)]);
  await add('hostprobe.log', [text(content.log)]);
  await add('status.json', [json(rows)]);
  await add('status.txt', [text(showNodeRows(rows, { wide: true, headers: true, now, view: plainView }))]);
  if (compared !== null) await add('compare.json', [json(compared)]);
  for (const { path, content: listed } of cluster) await add(path, [json(listed)]);
  for (const { node, file, error } of fetched) {
    if (file !== null) await add(`nodes/${file}`, createReadStream(join(folder, file)), 0);
    else await add(`nodes/${safeName(node)}.error.txt`, [text(`${error}\n`)]);
  }
  zip.end();
}
