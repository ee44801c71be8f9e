import { setField } from '../../manifest/edit.ts';
import { type Mode, windowsPath } from '../../shim/paths.ts';
import type { Point } from '../../stage/prediction.ts';
import { warns } from '../../stage.ts';
import type { Mount, Placed } from './mount.ts';

/** What a mount that works does, and people do not expect. */
export const judgeEffect = (placed: Placed, mode: Mode): Point[] => [
  ...readOnly(placed.mount, mode),
  ...(mode === 'bind' ? shadow(placed) : []),
];

function readOnly({ readOnly: wanted, mountPath }: Mount, mode: Mode): Point[] {
  if (wanted !== true) return [];
  return mode === 'bind'
    ? [
        warns(`readOnly of ${mountPath} works at that path, but the files can be written below the mount point`, {
          certainty: 'derived',
        }),
      ]
    : [warns(`readOnly of ${mountPath} has no effect on this node: mounts are links`)];
}

/** Folders that every program, or containerd itself, needs. */
const needed = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData|Users)(?:\\|$)/i;

function shadow({ pod, at, mount: { mountPath, name } }: Placed): Point[] {
  const path = windowsPath(mountPath);
  if (!needed.test(path)) return [];
  return [
    warns(`this mount hides ${path} of the node from the container`, {
      certainty: 'sourced',
      fix: {
        steps: [setField(pod, [...at, 'mountPath'], `C:\\mnt\\${name}`, 'Mount the volume at a directory of its own.')],
      },
    }),
  ];
}
