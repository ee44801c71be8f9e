import type { BundleEntry } from '../../bundle.ts';
import { isLogPath } from '../contents/log-path.ts';
import type { Side } from '../diff.ts';

/** A file of one side. */
export interface Seen {
  /** null: it does not exist; undefined: not known. */
  value: string | null | undefined;
  /** Whether different values mean different files. */
  isSure: boolean;
}

/**
 * The files that were copied from the node, by "file <path>": the content of configuration, and whether a log exists. Everything
 * else in a bundle follows from its snapshot, rotated logs appear and disappear, and hostprobe's own log is there only if
 * serve made the bundle.
 */
export function filesOf({ manifest: { entries } }: Side): Map<string, Seen> {
  const configuration = entries.filter(({ path }) => path.startsWith('config/'));
  const logs = entries.map(({ path }) => path).filter((path) => isLogPath(path) && path !== 'logs/hostprobe.jsonl');
  return new Map([
    ...configuration.map((entry): [string, Seen] => [`file ${entry.path}`, contentOf(entry)]),
    ...logs
      .map(withoutId)
      .filter((path) => !isOlder(path))
      .map((path): [string, Seen] => [`file ${path}`, { value: 'there', isSure: true }]),
  ]);
}

/** A file that one side lacks and another has. */
export function absentFile(side: Side, name: string): Seen {
  const isKnown = !wasLeftOut(side, name.slice('file '.length));
  return { value: isKnown ? null : undefined, isSure: isKnown };
}

/** Whether the node may have the file although the bundle does not. */
function wasLeftOut(side: Side, path: string): boolean {
  const { manifest, errors, snapshot } = side;
  // A bundle of a saved snapshot has no file of its node.
  if (filesOf(side).size === 0 || errors.some((error) => path.startsWith(error.path))) return true;
  return isLogPath(path) && (manifest.since !== null || !snapshot.facts.logs.ok);
}

/** The same secret has another placeholder in each bundle. */
const contentOf = ({ bytes, sha256, redactions, truncated }: BundleEntry): Seen => ({
  value: `${bytes} bytes, sha256 ${sha256.slice(0, 12)}`,
  isSure: !truncated && Object.keys(redactions).length === 0,
});

/** Each shim that died has left its own file. */
const withoutId = (path: string) => path.replace(/^(logs\/shim-panic-).*(\.log)$/, '$1*$2');

/** Rotation puts a time or a number into the name. */
const isOlder = (path: string) => /[-.]\d/.test(path);
