import { placesForProbes } from './connections.ts';

/** What the agent itself keeps open at most: its runtime, files that it reads, programs that it starts, two threads. */
const ownHandles = 40;
/** The minimum for any limit of file handles: with fewer, a probe would leave no connection for others. */
const leastConnections = 4;

/**
 * How many connections each of some listeners may have, so that accepting never runs out of file handles: where none is
 * left, the system closes new connections, the kubelet's too.
 * @param wanted where handles are plenty
 * @param handles that the process may have open; null: the system sets no limit
 */
export function connectionsWithin(options: { wanted: number; listeners: number; handles: number | null }): number {
  const { wanted, listeners, handles } = options;
  if (handles === null) return wanted;
  return Math.min(wanted, Math.max(leastConnections, Math.floor((handles - ownHandles) / listeners) - placesForProbes));
}

/** The soft limit of open files of this process; null: none, as on Windows. */
export function handleLimit(): number | null {
  // Only POSIX has user ids, and such a limit. On Windows a report takes a third of the whole start: dbghelp.dll names its frames.
  if (process.getuid === undefined) return null;
  // The type of getReport() is object; the shape is in https://nodejs.org/api/report.html
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : null;
}
