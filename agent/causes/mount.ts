import { type Cause, possible, type Sighting, type Weighing, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import { newMode } from '../node/evidence.ts';
import type { KnownFacts } from '../snapshot.ts';
import { readTail } from '../windows/error-text.ts';

const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';
const mounts = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go';

/** Below this a layer can hardly be mounted and written to. */
const fewBytes = 2 ** 30;

/** Mounts, the root of the container, and what holds them: job, silo, bind filter. */
export const mountCauses: readonly Cause[] = [
  {
    id: 'named-pipe-mount',
    title: 'The pod mounts a named pipe',
    explain:
      'A HostProcess container is on the host and opens the pipes of the host by their own names; the shim refuses to mount them.',
    reference: guide,
    checks: [],
    fix: () =>
      unsplit(
        'Remove the volume with hostPath.path \\\\.\\pipe\\... and its volumeMount; the program opens the same \\\\.\\pipe\\<name> without it.',
      ),
    weigh: weighText,
  },
  {
    id: 'mount-invalid',
    title: 'A mount of the pod is one that HostProcess containers cannot have',
    explain:
      'A mount needs a source and a destination, a destination below the root of the drive, and a source on a volume of its own that links and bindings can reach.',
    reference: mounts,
    checks: [],
    fix: ({ match: { signature, captured } }) => {
      if (signature.id === 'mount-drive')
        return unsplit(
          'Give the volumeMount a folder as its mountPath, such as C:\\host, instead of C:\\. A HostProcess container sees C: of the host anyway.',
        );
      const where = captured.root ?? captured.path;
      return unsplit(
        `Look at the volumeMount${where === undefined ? '' : ` at ${where}`}: its hostPath must exist on the node, on an NTFS volume, and its mountPath must be a folder that SYSTEM may create. What is on the host already needs no mount.`,
      );
    },
    weigh: weighText,
  },
  {
    id: 'mount-symlink',
    title: 'The link for a mount cannot be made, often because something is there already',
    explain:
      'Below the root of the container every mount is a symbolic link. Where the image has a file or folder at that path, or two mounts lie in one another, the link cannot be made.',
    reference: mounts,
    checks: [],
    fix: ({ match }) =>
      unsplit(
        `Choose a mountPath that the image does not have${match.captured.path === undefined ? '' : ` (not ${match.captured.path})`}, and none inside another mountPath.`,
      ),
    weigh: (sighting, facts) => {
      const mode = newMode(facts);
      return mode === null ? weighText(sighting) : weighing('possible', mode.evidence);
    },
  },
  {
    id: 'mount-shadowed',
    title: "A mount hides the host's own folder of that path from the container",
    explain:
      'In bind mode mountPath is bound over the path of the host, for this container: what the host has there is gone for it, programs included.',
    reference: guide,
    checks: [],
    fix: () =>
      unsplit(
        'Choose a mountPath that the host does not have, such as C:\\hpc-data, never a folder of Windows, of Program Files or of ProgramData.',
      ),
    weigh: (sighting, facts) => {
      const mode = newMode(facts);
      if (mode === null) return sighting.match.signature.id === 'mount-shadow' ? weighText(sighting) : possible;
      return weighing(mode.mode === 'bind' ? 'possible' : 'ruled-out', mode.evidence);
    },
  },
  {
    id: 'bind-filter',
    title: 'The bind filter does not take this volume, or does not work',
    explain:
      'With bindfltapi.dll the shim binds every mount; there is no other way to fall back to. A volume of a user-mode file system (WinFsp and its like) refuses the filter, and a filter driver that is stopped or broken refuses all.',
    reference: 'https://github.com/microsoft/hcsshim/issues/1699',
    checks: ['bind-filter'],
    fix: ({ match }) =>
      unsplit(
        `See that the filter is loaded: fltmc.exe instances -f bindflt (fltmc.exe load bindflt loads it). ${match.captured.target === undefined ? '' : `See which volume ${match.captured.target} is: mountvol.exe. `}Put the data on an NTFS volume of a disk, or let the program open the host's path without a mount.`,
      ),
    weigh: (sighting, facts) => {
      const binaries = facts['runtime-binaries'];
      const present = binaries && given(binaries.bindFilter.present);
      if (binaries === undefined || present === undefined) return weighText(sighting);
      const seen = evidence(binaries.bindFilter.path, present ? 'there' : 'not there');
      return present
        ? weighing('likely', seen)
        : weighing('possible', seen, evidence('so', 'a new pod would not be bound'));
    },
  },
  {
    id: 'silo-unavailable',
    title: 'This Windows does not make a silo of the job',
    explain:
      'In bind mode each container is an application silo. Its job must be new and empty, and Windows must support silos.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobobject/jobobject.go',
    checks: ['os-build', 'containers-feature'],
    fix: () =>
      unsplit(
        'Install the newest cumulative update and restart the node; see that the Containers feature is on: Get-WindowsFeature Containers.',
      ),
    weigh: (sighting, { os }) => {
      if (os === undefined) return weighText(sighting);
      const service = given(os.computeService);
      if (service === undefined) return weighText(sighting);
      return service === null
        ? weighing('likely', evidence('Host Compute Service', 'not there: the Containers feature is off'))
        : weighing('possible', evidence('Host Compute Service', service.state));
    },
  },
  {
    id: 'container-storage',
    title: "containerd's layers on this node are missing, damaged, or have no room",
    explain:
      'The layers of the image and the writable one of the container are mounted as a volume before the container starts.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/storage.go',
    checks: ['disk-space'],
    fix: () =>
      unsplit(
        'Make room on the volume of C:\\ProgramData\\containerd (crictl rmi --prune); if there is room, let the image be fetched anew: delete the pod, crictl rmi <image>, and start it again. A scanner must leave C:\\ProgramData\\containerd alone.',
      ),
    weigh: weighStorage,
  },
  {
    id: 'nested-bind-filter',
    title: 'Inside a HostProcess container the bind filter is out of reach',
    explain: 'In bind mode the container is a silo, and processes in a silo may not bind anything themselves.',
    reference: 'https://github.com/moby/buildkit/issues/6590',
    checks: [],
    fix: () =>
      unsplit(
        'Run this program as a service of the node instead of in a HostProcess container, or let it use junctions (mklink /J) instead of bindings.',
      ),
    weigh: (sighting, facts) => {
      const mode = newMode(facts);
      if (mode === null) return weighText(sighting);
      return weighing(mode.mode === 'bind' ? 'likely' : 'ruled-out', mode.evidence);
    },
  },
];

function weighStorage(sighting: Sighting, { os }: KnownFacts): Weighing {
  const last = sighting.match.captured.detail?.split(': ').findLast((part) => part !== 'unknown');
  const full = last !== undefined && readTail(last).code === 112;
  const low = os?.disks.flatMap(({ path, space }) =>
    space.ok && space.value !== null && space.value.freeBytes < fewBytes
      ? [evidence(`free on ${path}`, `${Math.round(space.value.freeBytes / 2 ** 20)} MiB`)]
      : [],
  );
  if (low !== undefined && low.length > 0) return weighing(full ? 'confirmed' : 'likely', ...low);
  return weighText(sighting);
}
