import { inManifest } from '../../fix.ts';
import type { Mode } from '../../shim/mode.ts';
import { windowsPath } from '../../shim/paths.ts';
import type { Point } from '../../stage/prediction.ts';
import { warns } from '../../stage.ts';
import type { Mount } from './mount.ts';

/** What a mount that works does otherwise than people expect. */
export const judgeEffect = (mount: Mount, mode: Mode): Point[] => [
  ...readOnly(mount, mode),
  ...(mode === 'bind' ? shadow(mount) : []),
];

function readOnly({ readOnly: wanted, mountPath }: Mount, mode: Mode): Point[] {
  if (wanted !== true) return [];
  return mode === 'bind'
    ? [
        warns(`readOnly of ${mountPath} holds for that path; through the mount point it can be written`, {
          standing: 'derived',
        }),
      ]
    : [warns(`readOnly of ${mountPath} is not honoured on this node: mounts are links`)];
}

/** Folders that programs of every container, or containerd itself, need. */
const needed = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData|Users)(?:\\|$)/i;

function shadow({ mountPath }: Mount): Point[] {
  const path = windowsPath(mountPath);
  if (!needed.test(path)) return [];
  return [
    warns(`${path} of the node is hidden from the container by this mount`, {
      standing: 'sourced',
      fix: { steps: [inManifest('Choose a mountPath that the host does not have.')] },
    }),
  ];
}
