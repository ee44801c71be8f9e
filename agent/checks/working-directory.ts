import { check, pass, warn } from '../check.ts';
import { evidence } from '../fact.ts';
import { inManifest } from '../fix.ts';
import { outsideHostProcess, ownContainer } from '../node/own-container.ts';

export const workingDirectory = check({
  id: 'working-directory',
  area: 'files',
  title: 'Working directory, and the relative paths that start there',
  why: 'Relative paths, and paths such as /var/run that name no drive, start from it. By default it is the root of the container, a folder below it, or the C:\\ of the node, depending on the version of containerd.',
  needs: ['identity', 'sandbox'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/containerd/containerd/pull/10069',
  run(facts) {
    const { mountPoint, workingDirectory: directory, relativeResolvesTo, rootedResolvesTo } = facts.sandbox;
    if (mountPoint === null || ownContainer(facts) !== 'host-process') return outsideHostProcess;
    const seen = [
      evidence('working directory', directory),
      evidence('CONTAINER_SANDBOX_MOUNT_POINT', mountPoint),
      evidence('.\\x leads to', relativeResolvesTo),
      evidence('/x leads to', rootedResolvesTo),
    ];
    const fix = {
      steps: [
        inManifest(
          'Set the working directory, in the form that is right in every mode, or use absolute paths only.',
          "workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%'",
        ),
      ],
    };
    if (driveOf(rootedResolvesTo) !== 'C:') {
      return warn(
        `the current drive is not C:, so that /var/run/... leads to ${rootedResolvesTo.slice(0, -1)}var\\run\\...: Kubernetes clients find no token there`,
        seen,
        fix,
        ['working-directory'],
      );
    }
    if (!isWithin(directory, mountPoint)) {
      return warn(
        `${directory} is not below ${mountPoint}: relative paths lead to the node's files, not to the container's. containerd 1.7.0 to 1.7.18 starts in the node's C:\\ where neither pod nor image sets workingDir; a WORKDIR of the image does the same`,
        seen,
        fix,
        ['working-directory'],
      );
    }
    return pass(`${directory}, within the container's files`, seen);
  },
});

/** The drive in capitals, "C:"; for a path without a drive, its first two characters. */
const driveOf = (path: string): string => path.slice(0, 2).toUpperCase();

function isWithin(path: string, root: string): boolean {
  const whole = (text: string) => `${text.replaceAll('/', '\\').replace(/\\+$/, '')}\\`.toLowerCase();
  return whole(path).startsWith(whole(root));
}
