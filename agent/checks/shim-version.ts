import { check, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, plural } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { begun, type Fix, onNode, verified } from '../fix.ts';
import { restartContainerd } from '../node/containerd-service.ts';
import { bringShim, comparingShims, recreatePods, upgradeContainerd } from '../node/upgrade.ts';
import { knownNextShim, olderShims } from '../shim/next-shim.ts';
import {
  containerdOf,
  readShimVersion,
  type ShimFamily,
  shimFamilyOf,
  shippedShim,
  shippedShimFamily,
  showVersion,
  type Version,
} from '../shim/version.ts';

export const shimVersion = check({
  id: 'shim-version',
  area: 'runtime',
  title: 'Version of the shim',
  why: 'The shim, not containerd, lays out HostProcess containers: an older shim beside a newer containerd keeps the older paths and knows no local groups.',
  needs: ['runtime', 'runtime-binaries', 'runtime-process'],
  consults: ['cluster', 'services'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'mode',
  follows: ['containerd-version'],
  run(facts, { node }): Verdict {
    const { shim } = facts['runtime-binaries'];
    if (shim === null) return notFound(facts);

    const containerd = containerdOf(facts);
    const text = ifKnown(shim.version) ?? null;
    const version = readShimVersion(text ?? '');
    const ships = containerd === null ? null : shippedShim(containerd.version);
    const seen = [evidence(shim.path, text ?? 'shows no version'), evidence('changed', shim.modifiedAt)];
    const commit = shim.build?.revision;
    if (commit) seen.push(evidence('built from commit', commit));
    if (containerd !== null) seen.push(evidence('containerd', containerd.text));
    if (ships !== null) seen.push(evidence('shim that this containerd ships', `hcsshim ${showVersion(ships)}`));

    const expected = containerd === null ? null : shippedShimFamily(containerd.version);
    const unfit =
      version === null
        ? null
        : judgeFamily(version, {
            expected,
            seen,
            // The shims of containerd's releases do not print a version of their own.
            fix: comparingShims(facts, node, upgradeContainerd(facts, node), shim.path),
          });
    if (unfit !== null) return unfit;

    const older = olderShims(facts['runtime-process'], shim.modifiedAt);
    if (older !== null) {
      return warn(
        `${older.count} older than the shim on disk: pods of older shims keep their rules until they are recreated`,
        [...seen, ...older.evidence],
        [recreatePods(node, 'Recreate the pods that must follow the new rules.')],
      );
    }
    if (version !== null) return pass(`hcsshim ${showVersion(version)}`, seen);
    knownNextShim(facts);
    return skip(`${text} is not a version of hcsshim`);
  },
});

const rules: Readonly<Record<ShimFamily, string>> = {
  none: 'ordinary containers where they ask for HostProcess ones, without an error',
  volume: 'the rules of containerd 1.6 (C:\\C\\<container id>, no bind mounts, no local groups)',
  hpc: 'the rules of containerd 1.7 and newer (C:\\hpc)',
};

/** null: the shim knows HostProcess containers, and by the rules that containerd's version promises. */
function judgeFamily(
  version: Version,
  { expected, seen, fix }: { expected: ShimFamily | null; seen: Evidence[]; fix: Fix },
): Verdict | null {
  const family = shimFamilyOf(version);
  const summary = `hcsshim ${showVersion(version)}: new pods get ${rules[family]}`;
  if (family === 'none') {
    return fail(summary, seen, fix, ['host-process-ignored']);
  }
  if (expected === null || family === expected) return null;
  return warn(`${summary}, which is not what this version of containerd ships`, seen, fix);
}

/**
 * containerd looks for the shim at each new pod, first in its PATH, then in its own folder, and keeps a path that it has found.
 * Source: containerd core/runtime/v2/shim_manager.go, resolveRuntimePath.
 */
function notFound(facts: Pick<FactValues, 'runtime-binaries' | 'runtime-process'> & Partial<FactValues>): Verdict {
  const running = facts['runtime-process'].counts.shims;
  if (running > 0) {
    return skip(
      `${plural(running, 'shim runs', 'shims run')}, but no shim was found on disk beside containerd or in the usual folders`,
    );
  }
  return fail(
    'containerd-shim-runhcs-v1.exe was not found beside containerd or in the usual folders; without it no Windows pod starts',
    [evidence('running shims', running)],
    verified(
      'Get-Process containerd-shim-runhcs-v1',
      'Some minutes after a pod was assigned to the node, it lists a shim.',
      [
        onNode('See whether it is elsewhere in the PATH.', 'where.exe containerd-shim-runhcs-v1.exe'),
        bringShim('If it is not', facts),
        begun('If it is, or still no shim runs after some minutes,', restartContainerd(facts)),
      ],
    ),
  );
}
