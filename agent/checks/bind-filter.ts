import { check, type FactsOf, pass, skip, type Verdict, warn } from '../check.ts';
import { evidence, ifKnown, known } from '../fact.ts';
import { inManifest, onNode, type Step, shell, verified } from '../fix.ts';
import { managedPool } from '../node/managed-pool.ts';
import { changeWindows, recreatePods, updateWindows } from '../node/upgrade.ts';
import { knownNextShim, olderShims } from '../shim/next-shim.ts';
import { showMode } from '../shim/paths.ts';
import { server2022 } from '../windows/builds.ts';

type Facts = FactsOf<'runtime' | 'runtime-binaries' | 'runtime-process' | 'os', 'cluster' | 'services'>;

export const bindFilter = check({
  id: 'bind-filter',
  area: 'files',
  title: 'Bind filter (bindfltapi.dll)',
  why: "This file, not the version of Windows, decides whether containerd 1.7 and newer bind a pod's mounts and token to their own paths, or link them below C:\\hpc\\<container id> only.",
  needs: ['runtime', 'runtime-binaries', 'runtime-process', 'os'],
  consults: ['cluster', 'services'],
  gives: ['pass', 'skip', 'warn'],
  reference:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support',
  run(facts, { node }) {
    const shim = knownNextShim(facts);
    if (shim === null) {
      const { name, version } = known(facts.runtime.version);
      return skip(`${name} ${version} reports no version from which its shim follows`);
    }
    const filter = facts['runtime-binaries'].bindFilter;
    if (shim.family !== 'hpc') {
      return skip(`${shim.from} ${shim.version} does not use it; containerd 1.7 is the first that does`);
    }
    const present = known(filter.present);
    const seen = [
      evidence(filter.path, present ? `there, changed ${filter.modifiedAt ?? 'at an unknown time'}` : 'not there'),
      evidence('a new pod gets', showMode(present ? 'bind' : 'fallback')),
    ];
    if (!present) return missing(facts, node, seen);

    const older = olderShims(facts['runtime-process'], filter.modifiedAt);
    if (older !== null) {
      return warn(
        `bindfltapi.dll is there, but ${older.count} older than the file: pods of older shims may still be in fallback mode`,
        [...seen, ...older.evidence],
        [
          recreatePods(
            node,
            'Recreate the HostProcess pods that are older than the file: a shim looks for it only once.',
          ),
        ],
      );
    }
    return pass('bindfltapi.dll is there: new pods are in bind mode', seen);
  },
});

/** From Windows Server 2022 on the file belongs to Windows itself. Source: KEP-1981; hcsshim pkg/annotations/annotations.go. */
function missing(facts: Facts, node: string, seen: ReturnType<typeof evidence>[]): Verdict<'pass' | 'skip' | 'warn'> {
  const { path } = facts['runtime-binaries'].bindFilter;
  const version = ifKnown(facts.os.version) ?? null;
  if (version !== null)
    seen.push(evidence('Windows', `${version.product}, build ${version.build}.${version.revision ?? '?'}`));
  return warn(
    'bindfltapi.dll is missing: new pods are in fallback mode. Token and mounts are only below C:\\hpc\\<container id>, in-cluster clients find no token, and readOnly mounts are writable',
    seen,
    verified(
      shell`Test-Path -LiteralPath ${path}`,
      managedPool(facts) === null ? 'It prints True.' : 'On a node that was made since, it prints True.',
      [
        inManifest(
          'Until the file is there, start every path with %CONTAINER_SANDBOX_MOUNT_POINT%: it is right in both modes.',
        ),
        ...(version !== null && version.build >= server2022
          ? changeWindows(facts, node, repair)
          : updateWindows(facts, node, ': on Windows Server 2019 those from July 2022 on contain the file')),
      ],
    ),
    ['token-path'],
  );
}

const repair: Step[] = [
  onNode(
    "Repair Windows' store of system files, which should hold this one.",
    'DISM.exe /Online /Cleanup-Image /RestoreHealth',
  ),
  onNode('Repair the system files from it.', 'sfc.exe /scannow'),
];
