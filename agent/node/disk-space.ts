import { shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
import { crictl } from './crictl.ts';

/** With less space on its disk a layer can hardly be mounted and written to. Our own choice: Windows names no number. */
export const fewFreeBytes = 2 ** 30;

/** Finds space on the disks of the node. */
export const freeSpace = (facts: Parameters<typeof crictl>[0]): Step[] => [
  onNode(
    'Remove images that nothing uses.',
    shell`${crictl(facts)} rmi --prune`,
    'They are pulled again when a pod needs them.',
  ),
  onNode(
    'Find other large files: logs below C:\\var\\log and C:\\k, and crash dumps.',
    'Get-ChildItem C:\\var\\log, C:\\k, C:\\Windows\\MEMORY.DMP -Recurse -File -ErrorAction SilentlyContinue | Sort-Object Length -Descending | Select-Object -First 20 Length, FullName',
  ),
];
