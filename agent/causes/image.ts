import { type Cause, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';

/** From this build on, Windows looks into the registry hives of a base layer when it unpacks it. */
const server2025 = 26_100;

/** Unpacking an image. */
export const imageCauses: readonly Cause[] = [
  {
    id: 'base-image-hives',
    title: 'The HostProcess base image of this image has empty registry hives',
    explain:
      'Older builds of the base image hold five empty files where a base layer has its registry hives. Windows Server 2025 and newer look into them when they unpack the layer, and refuse (0x3f1).',
    reference: 'https://github.com/microsoft/windows-host-process-containers-base-image/issues/14',
    checks: ['os-build'],
    fix: () =>
      unsplit(
        'Build the image again from a HostProcess base image that has valid hives (made after December 2025), or from nanoserver of the Windows version of the node, and push it under a new tag.',
      ),
    weigh: (sighting, { os }) => {
      const version = os && given(os.version);
      if (version === undefined) return weighText(sighting);
      const seen = evidence('Windows', `${version.product}, build ${version.build}`);
      return weighing(version.build >= server2025 ? 'likely' : 'possible', seen);
    },
  },
  {
    id: 'containers-feature',
    title: 'The Containers feature of Windows is not installed',
    explain: 'The code that unpacks and mounts layers comes with that feature, HostProcess containers need it too.',
    reference: 'https://github.com/microsoft/hcsshim/issues/1445',
    checks: ['containers-feature'],
    fix: () =>
      unsplit('Install-WindowsFeature -Name Containers -Restart. Risk: this restarts the node; drain it first.'),
    weigh: (sighting, { os }) => {
      const service = os && given(os.computeService);
      if (service === undefined) return weighText(sighting);
      return service === null
        ? weighing('confirmed', evidence('Host Compute Service', 'not there'))
        : weighing('ruled-out', evidence('Host Compute Service', service.state));
    },
  },
];
