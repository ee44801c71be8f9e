import { shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
import { crictl } from './crictl.ts';

/** With less space on its disk a layer can hardly be mounted and written to. Our own choice: Windows names no number. */
export const fewFreeBytes = 2 ** 30;

type Facts = Parameters<typeof crictl>[0];

export const pruneImages = (facts: Facts, say: string): Step =>
  onNode(
    say,
    shell`${crictl(facts)} rmi --prune`,
    'They are pulled again when a pod needs them, but not a pause image that no registry has: without it no pod starts.',
  );

/** Finds space on the disks of the node. */
export const freeSpace = (facts: Facts): Step[] => [
  pruneImages(facts, 'Remove images that nothing uses.'),
  onNode(
    'Find other large files: logs below C:\\var\\log and C:\\k, and crash dumps.',
    'Get-ChildItem C:\\var\\log, C:\\k, C:\\Windows\\MEMORY.DMP -Recurse -File -ErrorAction SilentlyContinue | Sort-Object Length -Descending | Select-Object -First 20 Length, FullName',
  ),
];
