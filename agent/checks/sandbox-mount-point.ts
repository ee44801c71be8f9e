import { check, fail, pass, warn } from '../check.ts';
import { type Evidence, evidence, known, partEvidence } from '../fact.ts';
import { type Fix, inManifest, yaml } from '../fix.ts';
import { outsideHostProcess, ownContainer } from '../node/own-container.ts';
import { recreatePods } from '../node/upgrade.ts';

const recreate = (node: string): Fix => ({
  steps: [recreatePods(node, 'Find the pod, and delete it, so that it is recreated.')],
});

export const sandboxMountPoint = check({
  id: 'sandbox-mount-point',
  area: 'files',
  title: 'Directory behind CONTAINER_SANDBOX_MOUNT_POINT',
  why: 'In every mode the files of the image and the token are found there. The directory differs by version of containerd and by node.',
  needs: ['identity', 'sandbox'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts',
  run(facts, { node }) {
    const { mountPoint, form, writable, mountedVolume } = facts.sandbox;
    if (mountPoint === null || ownContainer(facts) !== 'host-process') return outsideHostProcess;
    const seen: Evidence[] = [
      evidence('CONTAINER_SANDBOX_MOUNT_POINT', mountPoint),
      evidence('form', form),
      partEvidence('volume mounted there', mountedVolume, (volume) => volume ?? 'none'),
      partEvidence('writable for this account', writable, (may) => (may ? 'yes' : 'no')),
    ];
    const root = known(facts.sandbox.root);
    if (root === null) {
      return fail(
        `${mountPoint} is not there: the container has lost its files, or the variable is another container's`,
        seen,
        recreate(node),
      );
    }
    if (root.entries.length === 0) {
      return fail(`${mountPoint} is empty: the files of the image are not mounted there`, seen, recreate(node));
    }
    seen.push(evidence('entries', `${root.entries.length}${root.truncated ? ' and more' : ''}`));
    if (form === 'custom' && !mountPoint.endsWith('\\')) {
      return warn(
        `the pod chose ${mountPoint} without a backslash at the end, and the shim drops the last character where it expands the variable: it writes ${mountPoint.slice(0, -1)}`,
        seen,
        [
          inManifest(
            'On nodes with the bind filter, end the annotation with a backslash.',
            yaml`metadata:\n  annotations:\n    microsoft.com/hostprocess-rootfs-location: ${`${mountPoint}\\`}`,
          ),
          inManifest(
            'On nodes without it, remove the annotation: the shim adds the container id there, and no backslash.',
          ),
        ],
      );
    }
    return pass(`${mountPoint} holds the files of the container`, seen);
  },
});
