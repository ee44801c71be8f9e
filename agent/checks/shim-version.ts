import { check, type Evidence, evidence, type Verdict } from '../check.ts';
import {
  containerdOf,
  readShimVersion,
  shimFamilyOf,
  shippedShim,
  shippedShimFamily,
  showVersion,
} from '../containerd.ts';
import { given, known } from '../fact.ts';

export const shimVersion = check({
  id: 'shim-version',
  title: 'Version of the shim',
  why: 'Not containerd but its shim lays out HostProcess containers: an older shim beside a newer containerd keeps the older paths and knows no local groups.',
  needs: ['runtime', 'runtime-binaries', 'runtime-process'],
  run(facts): Verdict {
    const { shim } = facts['runtime-binaries'];
    const running = facts['runtime-process'].shims;
    if (shim === null) return notFound(running.length);

    const containerd = containerdOf(facts);
    const text = given(shim.version) ?? null;
    const version = readShimVersion(text ?? '');
    const ships = containerd === null ? null : shippedShim(containerd.version);
    const seen: Evidence[] = [evidence(shim.path, text ?? 'tells no version'), evidence('changed', shim.modifiedAt)];
    if (containerd !== null) seen.push(evidence('containerd', containerd.text));
    if (ships !== null) seen.push(evidence('shim that this containerd ships', `hcsshim ${showVersion(ships)}`));

    if (version !== null && shimFamilyOf(version) === 'none') {
      return {
        status: 'fail',
        summary: `hcsshim ${showVersion(version)} does not know HostProcess containers and starts their pods as ordinary ones, without an error`,
        evidence: seen,
        fix: replaceText,
        causes: ['host-process-ignored'],
      };
    }
    const expected = containerd === null ? null : shippedShimFamily(containerd.version);
    if (version !== null && expected !== null && shimFamilyOf(version) !== expected) {
      return {
        status: 'warn',
        summary: `hcsshim ${showVersion(version)} beside containerd ${containerd?.text}: new pods get ${rules[shimFamilyOf(version)]}, whatever containerd's version promises`,
        evidence: seen,
        fix: replaceText,
      };
    }
    const old = running.filter(
      ({ startedAt }) => startedAt.ok && Date.parse(startedAt.value) < Date.parse(shim.modifiedAt),
    );
    if (old.length > 0) {
      return {
        status: 'warn',
        summary: `${old.length} of ${running.length} running shims are older than the shim on disk: their pods keep the rules of the former one until they are made anew`,
        evidence: [
          ...seen,
          ...old.slice(0, 5).map((process) => evidence(`shim (pid ${process.pid}) started`, known(process.startedAt))),
        ],
        fix: 'Delete the pods that must follow the new rules, and let their controllers make them again: kubectl delete pod <name> -n <namespace>. A restart of containerd does not do it.',
      };
    }
    if (version !== null) return { status: 'pass', summary: `hcsshim ${showVersion(version)}`, evidence: seen };
    known(shim.version);
    if (ships === null)
      return {
        status: 'skip',
        summary: 'the shim tells no version of its own, as those of containerd releases do not',
      };
    return {
      status: 'pass',
      summary: `tells no version of its own; containerd ${containerd?.text} ships hcsshim ${showVersion(ships)}`,
      evidence: seen,
    };
  },
});

const rules = {
  none: 'no HostProcess containers at all',
  volume: 'the rules of containerd 1.6 (C:\\C\\<container id>, no bind mounts, no local groups)',
  hpc: 'the rules of containerd 1.7 and newer (C:\\hpc)',
};

const replaceText =
  'Replace containerd.exe and containerd-shim-runhcs-v1.exe together, from one release of containerd, 1.7 or newer: a file in use stays behind in an upgrade, so drain the node and stop what starts containerd first.';

function notFound(running: number): Verdict {
  if (running > 0) {
    return {
      status: 'skip',
      summary: `${running} shims run, but none was found on disk beside containerd or in the usual folders`,
    };
  }
  return {
    status: 'warn',
    summary:
      'containerd-shim-runhcs-v1.exe was not found beside containerd or in the usual folders; without it no Windows pod starts',
    evidence: [evidence('running shims', 0)],
    fix: 'Look for it where containerd does, in its own folder and in the PATH of its service: where.exe containerd-shim-runhcs-v1.exe. It comes with the containerd release and belongs beside containerd.exe.',
  };
}
