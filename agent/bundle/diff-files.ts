import type { BundleEntry } from '../bundle.ts';
import type { Side } from './diff.ts';

/** A file as one side has it. */
export interface Seen {
  /** null: it is not there; undefined: it is not known whether. */
  value: string | null | undefined;
  /** Whether another value is another file. */
  isSure: boolean;
}

/**
 * What was taken from the node as it was there, by "file <name>": logs, whether they are there, under what their names
 * have in common on all nodes; configuration, by its content. All else in a bundle follows from its snapshot.
 */
export function filesOf(side: Side): Map<string, Seen> {
  const configuration = side.manifest.entries.filter(({ path }) => path.startsWith('config/'));
  const logs = side.manifest.entries.filter(({ path }) => /^(?:logs|events)\//.test(path) && !isOwn(path));
  return new Map([
    ...configuration.map((entry): [string, Seen] => [`file ${entry.path}`, contentOf(entry)]),
    ...logs.map(({ path }): [string, Seen] => [nameOf(side, path), { value: 'there', isSure: true }]),
  ]);
}

/** A file that one side lacks and another has. */
export function absentFile(side: Side, name: string): Seen {
  const isLeftOut =
    (side.manifest.since !== null && name.startsWith('file logs/')) ||
    side.errors.some(({ path }) => name.startsWith(nameOf(side, path)));
  return { value: isLeftOut ? undefined : null, isSure: !isLeftOut };
}

/** hostprobe's own log is there when serve made the bundle. */
const isOwn = (path: string) => path === 'logs/hostprobe.jsonl';

/** The same secret has another placeholder in each bundle. */
const contentOf = ({ bytes, sha256, redactions, truncated }: BundleEntry): Seen => ({
  value: `${bytes} bytes, sha256 ${sha256.slice(0, 12)}`,
  isSure: !truncated && Object.keys(redactions).length === 0,
});

/** Without what rotation, ids and the node put into names; Windows has them in any capitals. */
function nameOf({ snapshot }: Side, path: string): string {
  if (path.startsWith('config/')) return `file ${path}`;
  const common = path.toLowerCase().replaceAll(snapshot.node.toLowerCase(), '#');
  return `file ${common.replaceAll(/[0-9a-f]{12,}|\d+/g, '#')}`;
}
