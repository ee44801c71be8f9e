import type { ConnectionFlag } from '../../config/flags.ts';
import type { Config } from '../../config.ts';
import { UserError } from '../../error.ts';
import type { Input } from '../../manifest.ts';
import type { NodeFlags } from '../../source/node-flags.ts';
import { allowedPath } from './allowed.ts';

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
