import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type { ConnectionFlag } from '../../config/flags.ts';
import type { Config } from '../../config.ts';
import { UserError, unreadable } from '../../error.ts';
import type { Input } from '../../manifest.ts';
import type { NodeFlags } from '../../source/node-flags.ts';

/** What the tools may reach: the cluster of these flags, and the files of --allow. */
export type Doors = Pick<Config, 'allow' | 'via' | ConnectionFlag>;

/**
 * The manifest that a client sends or names.
 * @throws UserError if it does neither, or both
 */
export async function manifestOf(
  { manifest, file }: { manifest?: string | undefined; file?: string | undefined },
  { allow }: Doors,
): Promise<Input[]> {
  if (manifest !== undefined && file === undefined) return [{ file: 'manifest', text: manifest }];
  if (manifest !== undefined || file === undefined) {
    throw new UserError('send either "manifest", its text, or "file", its path');
  }
  const { readManifestFiles } = await import('../../source/manifests.ts');
  return readManifestFiles([await allowedPath(file, allow)]);
}

/** The flags that name one node, or a saved one. */
export async function nodeOf(
  { node, facts }: { node?: string | undefined; facts?: string | undefined },
  doors: Doors,
): Promise<NodeFlags> {
  const { readNodeName } = await import('../../config/values.ts');
  return {
    ...doors,
    logs: false,
    'token-file': null,
    'ca-file': null,
    node: node === undefined ? [] : [named(node, readNodeName)],
    facts: facts === undefined ? null : await allowedPath(facts, doors.allow),
  };
}

/** A node of the cluster. A URL would let a client send requests, and the token of the agents, to anybody. */
function named(node: string, read: (given: string) => string): string {
  if (node.includes('/')) throw new UserError(`"node" must be the name of a node of the cluster, but is ${node}`);
  try {
    return read(node);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`"node" ${error.message}, but is ${node}`);
    throw error;
  }
}

/**
 * The real path of a file that a client names.
 * @param allowed the files and folders of --allow
 * @throws UserError if it is not one of them, or below one, or does not exist
 */
export async function allowedPath(path: string, allowed: readonly string[]): Promise<string> {
  const refused = `${path} must be below a path of --allow, ${allowed.length === 0 ? 'and none was given' : `which is ${allowed.join(', ')}`}; send the text itself, or start hostprobe mcp with --allow <folder>`;
  if (allowed.length === 0) throw new UserError(refused);
  // Whether a path outside exists is not told.
  const [real, ...folders] = await Promise.all([realOf(path), ...allowed.map(realOf)]);
  const isBelow = (folder: string | Error) => {
    if (typeof folder !== 'string' || typeof real !== 'string') return false;
    const rest = relative(folder, real);
    return !/^\.\.(?:[\\/]|$)/.test(rest) && !isAbsolute(rest);
  };
  if (folders.some(isBelow) && typeof real === 'string') return real;
  const broken = folders.find((folder) => folder instanceof Error);
  throw new UserError(broken instanceof Error ? `--allow must name what exists: ${broken.message}` : refused);
}

const realOf = (path: string): Promise<string | Error> =>
  realpath(path).catch(
    (error: NodeJS.ErrnoException) => new Error(unreadable(path, { code: error.code ?? '', message: error.message })),
  );
