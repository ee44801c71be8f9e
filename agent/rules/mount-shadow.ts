import { setField } from '../manifest/edit.ts';
import { mountsOf, type PlacedMount } from '../manifest/pod.ts';
import { bindNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { windowsPath } from '../shim/paths.ts';
import { told } from './offence/told.ts';

export const mountShadow: Rule = {
  id: 'mount-shadow',
  title: 'Mounts over directories of the host',
  why: "In bind mode a mount hides the host's directory of the same path from the container, with the programs and files in it.",
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/mounts.go',
  holds: bindNodes,
  judge: (pod) =>
    mountsOf(pod).flatMap(({ mount, volume, path }) => {
      const at = windowsPath(mount.mountPath).toLowerCase();
      const { shown: hidden } = hosts.find(({ lower, isSystem }) => hides(at, lower, isSystem)) ?? {};
      if (hidden === undefined || isItself({ mount, volume }, at)) return [];
      return [
        told(
          [...path, 'mountPath'],
          `the mount hides the host's own ${at === hidden.toLowerCase() || at.length < hidden.length ? hidden : mount.mountPath} from the container`,
          setField(pod, [...path, 'mountPath'], `C:\\mnt\\${mount.name}`, say),
        ),
      ];
    }),
};

/** A mount at, above or below one of these hides what Windows needs. */
const system = ['C:\\Windows', 'C:\\Program Files', 'C:\\Program Files (x86)', 'C:\\ProgramData\\containerd'];
const others = ['C:\\ProgramData', 'C:\\Users', 'C:\\var\\lib\\kubelet', 'C:\\var\\log\\pods', 'C:\\hpc'];
const hosts = [...system, ...others].map((shown) => ({
  shown,
  lower: shown.toLowerCase(),
  isSystem: system.includes(shown),
}));

function hides(at: string, directory: string, isSystem: boolean): boolean {
  if (at === 'c:\\') return false;
  return at === directory || directory.startsWith(`${at}\\`) || (isSystem && at.startsWith(`${directory}\\`));
}

/** The mount shows the host's own directory at its own path. */
function isItself({ mount, volume }: Pick<PlacedMount, 'mount' | 'volume'>, at: string): boolean {
  if (volume?.hostPath === undefined || mount.subPath !== undefined) return false;
  return windowsPath(volume.hostPath.path).toLowerCase() === at;
}

const say = 'Mount the volume at a directory of its own, or remove it: files of the host need no mount.';
