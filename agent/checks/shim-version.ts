import { check, type Evidence, evidence, type Verdict } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import { knownNextShim } from '../shim/next.ts';
import { olderShims } from '../shim/older.ts';
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
  why: 'Not containerd but its shim lays out HostProcess containers: an older shim beside a newer containerd keeps the older paths and knows no local groups.',
  needs: ['runtime', 'runtime-binaries', 'runtime-process'],
  run(facts): Verdict {
    const { shim } = facts['runtime-binaries'];
    if (shim === null) return notFound(facts['runtime-process'].counts.shims);

    const containerd = containerdOf(facts);
    const text = given(shim.version) ?? null;
    const version = readShimVersion(text ?? '');
    const ships = containerd === null ? null : shippedShim(containerd.version);
    const seen = [evidence(shim.path, text ?? 'tells no version'), evidence('changed', shim.modifiedAt)];
    const commit = shim.build?.revision;
    if (commit) seen.push(evidence('built from commit', commit));
    if (containerd !== null) seen.push(evidence('containerd', containerd.text));
    if (ships !== null) seen.push(evidence('shim that this containerd ships', `hcsshim ${showVersion(ships)}`));

    const expected = containerd === null ? null : shippedShimFamily(containerd.version);
    const unfit = version === null ? null : judgeFamily(version, expected, seen);
    if (unfit !== null) return unfit;

    const older = olderShims(facts['runtime-process'], shim.modifiedAt);
    if (older !== null) {
      return {
        status: 'warn',
        summary: `${older.count} are older than the shim on disk: their pods keep the rules of the former one until they are made anew`,
        evidence: [...seen, ...older.evidence],
        fix: unsplit(
          'Delete the pods that must follow the new rules, and let their controllers make them again: kubectl delete pod <name> -n <namespace>. A restart of containerd does not do it.',
        ),
      };
    }
    if (version !== null) return { status: 'pass', summary: `hcsshim ${showVersion(version)}`, evidence: seen };
    knownNextShim(facts);
    return { status: 'skip', summary: `${text} is no version of hcsshim` };
  },
});

const rules: Readonly<Record<ShimFamily, string>> = {
  none: 'no HostProcess containers: their pods start as ordinary ones, without an error',
  volume: 'the rules of containerd 1.6 (C:\\C\\<container id>, no bind mounts, no local groups)',
  hpc: 'the rules of containerd 1.7 and newer (C:\\hpc)',
};

/** null: the shim knows HostProcess containers, and by the rules that containerd's version promises. */
function judgeFamily(version: Version, expected: ShimFamily | null, seen: Evidence[]): Verdict | null {
  const family = shimFamilyOf(version);
  const summary = `hcsshim ${showVersion(version)}: new pods get ${rules[family]}`;
  const fix = unsplit(
    'Replace containerd.exe and containerd-shim-runhcs-v1.exe together, from one release of containerd, 1.7 or newer: a file in use stays behind in an upgrade, so drain the node and stop what starts containerd first.',
  );
  if (family === 'none') {
    return { status: 'fail', summary, evidence: seen, fix, causes: ['host-process-ignored'] };
  }
  if (expected === null || family === expected) return null;
  return {
    status: 'warn',
    summary: `${summary}, whatever containerd's version promises`,
    evidence: seen,
    fix,
  };
}

function notFound(running: number): Verdict {
  if (running > 0) {
    return {
      status: 'skip',
      summary: `${running} shims run, but none was found on disk beside containerd or in the usual folders`,
    };
  }
  return {
    status: 'fail',
    summary:
      'containerd-shim-runhcs-v1.exe was not found beside containerd or in the usual folders; without it no Windows pod starts',
    evidence: [evidence('running shims', running)],
    fix: unsplit(
      'Look for it where containerd does, in its own folder and in the PATH of its service: where.exe containerd-shim-runhcs-v1.exe. It comes with the containerd release and belongs beside containerd.exe.',
    ),
  };
}
