import { check, fail, pass, type Verdict, warn } from '../check.ts';
import { cannotKnow, type Evidence, evidence, ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { inManifest, onCluster, verified } from '../fix.ts';
import { noteOn } from '../node/dated.ts';
import { noContainerd } from '../node/new-pod.ts';
import { podsOfNode, upgradeContainerd, upgradeShown } from '../node/upgrade.ts';
import {
  compareVersions,
  containerdOf,
  isPreRelease,
  readVersion,
  shippedShim,
  shippedShimFamily,
  showVersion,
  type Version,
} from '../shim/version.ts';

export const containerdVersion = check({
  id: 'containerd-version',
  area: 'runtime',
  title: 'Version of containerd',
  why: 'containerd 1.5 starts a HostProcess pod as an ordinary container and reports no error; 1.6 starts it, but with other paths, and without bind mounts and local groups.',
  needs: ['runtime', 'runtime-binaries'],
  blank: noContainerd,
  consults: ['cluster', 'services'],
  gives: ['pass', 'warn', 'fail'],
  stopsNewPods: 'mode',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#before-you-begin',
  run(facts, { at, node }) {
    const runtime = ifKnown(facts.runtime.version);
    if (runtime !== undefined && runtime.name !== 'containerd') {
      return warn(
        `the runtime is ${runtime.name} ${runtime.version}; HostProcess containers need containerd 1.6 or newer`,
        [evidence('runtime (by CRI)', `${runtime.name} ${runtime.version}`)],
        verified(podsOfNode(node), 'It lists no HostProcess pod.', [
          onCluster(
            'Make the node anew with containerd 1.7 or newer, or keep HostProcess pods on nodes that have it, by a nodeSelector or a taint: see which these are.',
            'kubectl get nodes -o wide',
          ),
        ]),
      );
    }
    const release = containerdOf(facts) ?? unreadable(facts);
    const verdict = judge(facts, release, { at, node });
    const file = facts['runtime-binaries'].containerd;
    const next = readVersion((file && ifKnown(file.version)) ?? '');
    if (verdict.status === 'pass' || next === null) return verdict;
    // The upgrade was made, and waits for a restart.
    const isUpgraded =
      !isPreRelease(next) && compareVersions(next, release.version) > 0 && shippedShimFamily(next) === 'hpc';
    return isUpgraded ? { ...verdict, follows: ['containerd-restart-pending'] } : verdict;
  },
});

type Facts = Parameters<typeof containerdOf>[0] & Partial<Pick<FactValues, 'services'>>;

function judge(
  facts: Facts,
  { text, version, from }: NonNullable<ReturnType<typeof containerdOf>>,
  { at, node }: { at: Date; node: string },
): Verdict<'pass' | 'warn' | 'fail'> {
  const shim = shippedShim(version);
  const seen: Evidence[] = [evidence(`containerd (${from})`, text)];
  if (shim !== null) seen.push(evidence('shim that this release ships', `hcsshim ${showVersion(shim)}`));
  const shown = `containerd ${showVersion(version)} (${from})`;

  if (version.major < 1 || (version.major === 1 && version.minor < 6)) {
    return fail(
      `${shown}: it does not know HostProcess containers and starts their pods as ordinary ones, without an error`,
      seen,
      verified(...upgradeShown(facts, node), upgradeContainerd(facts, node)),
      ['host-process-ignored'],
    );
  }
  if (version.major === 1 && version.minor === 6) {
    return warn(
      `${shown}: HostProcess pods start, but it lacks ${listed(lacking(version))}`,
      seen,
      verified(...upgradeShown(facts, node), [
        inManifest(
          'Start every path with %CONTAINER_SANDBOX_MOUNT_POINT%: files below C:\\C\\<container id> are below C:\\hpc after the upgrade.',
        ),
        ...upgradeContainerd(facts, node),
      ]),
    );
  }
  if (isPreRelease(version)) {
    const fault = noteOn(`containerd ${showVersion(version)}`, version.patch, at);
    return warn(
      `${shown}: a pre-release, whose rules are not known${fault === null ? '' : `; ${fault}`}`,
      seen,
      verified(
        ...upgradeShown(facts, node, 'a version without rc, beta or alpha'),
        upgradeContainerd(facts, node, undefined, `${version.major}.${version.minor} or newer, but no pre-release`),
      ),
    );
  }
  const unread = shim === null ? '; newer than the releases that hostprobe knows, judged as one of them' : '';
  const note = noteOn(`containerd ${version.major}.${version.minor}`, version.patch, at);
  return pass(`${shown}${unread}`, seen, note);
}

/** No version is known: why, or what containerd returned instead. */
function unreadable({ runtime }: Pick<FactValues, 'runtime'>): never {
  const { version } = known(runtime.version);
  return cannotKnow(`containerd says its version is ${JSON.stringify(version)}, which contains no version number`);
}

const listed = (all: readonly string[]) => `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;

/** What containerd 1.6 does not do. Source: hcsshim v0.9 compared with v0.10, containerd pull requests 7223, 8101 and 8106. */
function lacking(version: Version): string[] {
  const before = (patch: number) => compareVersions(version, { major: 1, minor: 6, patch, suffix: '' }) < 0;
  const lacks = [
    'local groups as runAsUserName',
    'read-only mounts',
    'mounts at their own path (token and volumes are only below CONTAINER_SANDBOX_MOUNT_POINT, so that in-cluster clients find no token)',
  ];
  if (before(7)) lacks.push('CONTAINER_SANDBOX_MOUNT_POINT inside the values of variables (from 1.6.7)');
  if (before(18)) lacks.push('images from an index without os.version, "no match for platform" (from 1.6.18)');
  if (version.patch === 5 || version.patch === 6)
    lacks.push('statistics of HostProcess containers (wrong in 1.6.5 and 1.6.6)');
  if (version.patch === 34) lacks.push('the usual working directory (only 1.6.34 adds \\hpc to it)');
  return lacks;
}
