import { check, fail, pass, skip, warn } from '../check.ts';
import { evidence, known, partEvidence } from '../fact.ts';
import { applyManifest, inManifest, verified } from '../fix.ts';
import { outsideHostProcess, ownMode } from '../node/own-container.ts';
import { recreatePods, upgradeContainerd, upgradeShown } from '../node/upgrade.ts';
import { knownNextShim } from '../shim/next-shim.ts';
import { modeOf, showMode } from '../shim/paths.ts';

export const sandboxMode = check({
  id: 'sandbox-mode',
  area: 'files',
  title: "Mode of this pod's files, compared with a new pod",
  why: 'A shim lives as long as its pod. After an upgrade of containerd, or when the bind filter arrives with a Windows update, running pods keep the old mode and new pods get another one: the same manifest may work in only one of them.',
  needs: ['identity', 'sandbox', 'runtime', 'runtime-binaries'],
  consults: ['cluster', 'services'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'mode',
  follows: ['shim-version'],
  reference:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support#compatibility',
  run(facts, { node }) {
    const own = ownMode(facts);
    if (own === null) return outsideHostProcess;
    const shim = knownNextShim(facts);
    if (shim === null) {
      const running = known(facts.runtime.version);
      return skip(
        `the mode of a new pod is not known: hostprobe cannot read the version that decides it (runtime ${running.name} ${running.version})`,
      );
    }
    const { bindFilter } = facts['runtime-binaries'];
    const filter = shim.family !== 'hpc' || known(bindFilter.present);
    const next = modeOf(shim.family, filter);
    const seen = [
      evidence('CONTAINER_SANDBOX_MOUNT_POINT', facts.sandbox.mountPoint ?? '(not set)'),
      evidence('this pod', showMode(own)),
      evidence('a new pod', next === null ? 'no HostProcess container' : showMode(next)),
      evidence(`${shim.from} version`, shim.version),
      partEvidence(bindFilter.path, bindFilter.present, (is) => (is ? 'there' : 'not there')),
    ];
    if (next === own) return pass(`${showMode(own)}, and a new pod gets the same`, seen);
    if (next === null) {
      return fail(
        `this pod is in ${showMode(own)}, but ${shim.from} ${shim.version} does not support HostProcess containers: a new pod starts as an ordinary container`,
        seen,
        verified(...upgradeShown(facts, node), upgradeContainerd(facts, node)),
        ['host-process-ignored'],
      );
    }
    if (own === 'fallback' && bindFilter.modifiedAt !== null) {
      seen.push(evidence('bindfltapi.dll changed', bindFilter.modifiedAt));
    }
    const changed = warn(
      `this pod is in ${showMode(own)}, but a new pod gets ${showMode(next)}: literal paths, including that of the token, are right in one of them only`,
      seen,
      [
        inManifest('Start paths with %CONTAINER_SANDBOX_MOUNT_POINT%, which is right in every mode.'),
        applyManifest,
        recreatePods(node, 'Recreate the HostProcess pods of this node that are older than the change.'),
      ],
      ['token-path'],
    );
    // Between fallback and bind mode the bind filter decides, not the shim.
    return own === 'volume' || next === 'volume' ? { ...changed, follows: ['shim-version'] } : changed;
  },
});
