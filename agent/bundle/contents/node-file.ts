import type { BundleItem, NodeFiles } from '../../bundle.ts';
import { QueryError } from '../../error.ts';
import type { Part } from '../../fact.ts';
import type { FileStat, Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import type { Snapshot } from '../../snapshot.ts';
import { fileItem } from './file-item.ts';

/** What the parts of the list are made from. */
export interface Context {
  host: Host;
  snapshot: Snapshot;
  since: Date | null;
  /** Gives a file of a folder of the archive a name of its own. */
  name(folder: string, name: string): string;
}

/** A disk that does not answer must not cost the rest of the bundle. */
const answerMs = 5000;

/** The names in a directory; null: it is not there. */
export const namesIn = (host: Host, directory: string): Promise<Part<string[] | null>> =>
  partOf(host.files.list(directory), answerMs);

/**
 * A file of the node; null: none. Links are not followed: an account that may create one in a folder of logs
 * could put any file of the node into the bundle.
 */
export const statFile = (host: Host, path: string): Promise<Part<FileStat | null>> =>
  partOf(stat(host, path), answerMs);

async function stat(host: Host, path: string): Promise<FileStat | null> {
  const target = await host.files.readLink(path);
  if (target !== null) throw new QueryError('failed', `not taken: it is a link to ${target}`);
  const stat = await host.files.stat(path);
  return stat?.kind === 'file' ? stat : null;
}

/** Those of these files that exist. */
export async function filesAt(host: Host, wanted: readonly { path: string; source: string }[]): Promise<NodeFiles> {
  const items: BundleItem[] = [];
  const errors: NodeFiles['errors'] = [];
  for (const { path, source } of wanted) {
    const stat = await statFile(host, source);
    if (!stat.ok) errors.push({ path, source, error: stat.error });
    else if (stat.value !== null) items.push(fileItem(host, { path, source, stat: stat.value }));
  }
  return { items, errors };
}
