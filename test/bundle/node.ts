import { QueryError } from '../../agent/error.ts';
import type { Host, LogEvent } from '../../agent/host.ts';
import { fileStat, hostWith } from '../host.ts';

export interface FileOfNode {
  bytes: Uint8Array;
  modifiedAt: Date;
  /** The error that this account gets when it reads the file. */
  refuses?: QueryError;
  linkTo?: string;
}

export const written = new Date('2026-11-01T11:00:00Z');

/** A file that was last written to so many hours before eleven o'clock. */
export const file = (content: string | Uint8Array, hoursAgo = 0, more: Partial<FileOfNode> = {}): FileOfNode => ({
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
  modifiedAt: new Date(written.getTime() - hoursAgo * 3_600_000),
  ...more,
});

/**
 * A node with these files, by their paths, and nothing else.
 * @param events of its Application log, newest first
 * @param onRead runs before each read of a file's content
 */
export function nodeWith(
  files: Map<string, FileOfNode> | Record<string, FileOfNode>,
  {
    events = [],
    onRead,
  }: { events?: LogEvent[]; onRead?: (path: string, offset: number) => void | Promise<void> } = {},
): Host {
  const all = files instanceof Map ? files : new Map(Object.entries(files));
  return hostWith({
    files: {
      stat: async (path) => {
        const found = all.get(path);
        return found ? fileStat(path, found.bytes.length, found.modifiedAt) : null;
      },
      list: async (directory) => {
        const names = [...all.keys()].flatMap((path) =>
          path.startsWith(`${directory}\\`) ? (path.slice(directory.length + 1).split('\\')[0] ?? []) : [],
        );
        return names.length === 0 ? null : [...new Set(names)];
      },
      readLink: async (path) => all.get(path)?.linkTo ?? null,
      read: async (path, { offset = 0, maxBytes }) => {
        await onRead?.(path, offset);
        const found = all.get(path);
        if (found === undefined) return null;
        if (found.refuses) throw found.refuses;
        return { bytes: found.bytes.subarray(offset, offset + maxBytes), size: found.bytes.length };
      },
    },
    eventLogs: { read: async () => events },
  });
}

/** A sharing violation, as another program's lock gives it. */
export const locked = new QueryError('failed', 'CreateFile C:\\k\\kubelet.log: ERROR_SHARING_VIOLATION (32)', '32');
