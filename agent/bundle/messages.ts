import { bundlePaths } from '../bundle.ts';
import { UserError } from '../error.ts';
import type { Change, History } from '../history.ts';
import { jsonIn } from '../json.ts';
import type { Message } from '../message.ts';
import { readFacts, zoneOf } from '../messages/cluster.ts';
import { createTextReader } from '../messages/reader.ts';
import { shaped } from '../snapshot/shaped.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { type Bundle, readBundleSnapshot, readBundleText } from './read.ts';

/** Whether a file of a bundle is a log, or an event log with one object a line. */
export const isLogPath = (path: string): boolean => /^logs\/|^events\/.*\.jsonl$/.test(path);

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

/** A history as lines of JSON: a line with its properties, then one line for each change, oldest first. */
export const historyLines = ({ changes, ...head }: History): string =>
  [head, ...changes].map((line) => `${JSON.stringify(line)}\n`).join('');

/**
 * The same read back, with the changes from a time on.
 * @param source what to call the text in errors
 * @throws UserError when it is not such a text
 */
export function readHistoryLines(text: string, { since, source }: { since: Date; source: string }): History {
  const lines = text.split('\n').filter((line) => line !== '');
  const read = <T>(shape: 'history head' | 'change', index: number): T => {
    const found = shaped<T>(shape, jsonIn(lines[index] ?? ''));
    if ('value' in found) return found.value;
    throw new UserError(`${source}, line ${index + 1}, must be a history line from hostprobe bundle, but is not`);
  };
  const changes = lines.slice(1).map((_, index) => read<Change>('change', index + 1));
  return {
    ...read<Omit<History, 'changes'>>('history head', 0),
    since: since.toISOString(),
    changes: changes.filter(({ at }) => Date.parse(at) >= since.getTime()),
  };
}

/** What changed on its node since a time. @throws UserError if the bundle does not have it */
export async function readBundleHistory(bundle: Bundle, since: Date): Promise<History> {
  const text = await readBundleText(bundle, bundlePaths.history);
  if (text === null) {
    throw new UserError(
      `--since needs what changed on the node, but ${bundle.name} has no ${bundlePaths.history}; leave --since out`,
    );
  }
  return readHistoryLines(text, { since, source: `${bundlePaths.history} of ${bundle.name}` });
}
