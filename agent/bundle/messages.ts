import type { Message } from '../message.ts';
import { readFacts, zoneOf } from '../messages/cluster.ts';
import { createTextReader } from '../messages/reader.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { isLogPath } from './contents/log-path.ts';
import { type Bundle, readBundleSnapshot } from './read.ts';

/**
 * The recognised messages in the logs of a bundle, each log a source of its own name, and in the events and pods of its
 * node; and the node that it was taken from.
 * @throws UserError if the bundle differs from its list of files
 */
export async function readBundleMessages(bundle: Bundle): Promise<{ messages: Message[]; node: Snapshot }> {
  const node = await readBundleSnapshot(bundle);
  // The facts contain log lines too; those are read from the logs themselves.
  const { logs: _logs, ...facts } = knownFacts(node);
  const zone = zoneOf(node.facts);
  const messages = [readFacts(facts)];
  for (const entry of bundle.manifest.entries.filter(({ path }) => isLogPath(path))) {
    const reader = createTextReader(entry.path, { at: new Date(entry.modifiedAt ?? bundle.manifest.at), zone });
    for await (const piece of bundle.read(entry)) reader.push(piece);
    messages.push(reader.end());
  }
  return { messages: messages.flat(), node };
}
