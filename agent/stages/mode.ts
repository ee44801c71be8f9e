import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { onCluster, onNode } from '../fix.ts';
import { rootfsLocation } from '../shim/annotation.ts';
import { showMode } from '../shim/mode.ts';
import { annotationOf } from '../stage/annotation.ts';
import type { Point } from '../stage/prediction.ts';
import { cannotTell, evidenceOf, fails, passes, type Stage, type Subject, warns } from '../stage.ts';

/** Source: hcsshim internal/jobcontainers at v0.8.25, v0.9.12, v0.11.7, v0.12.9. */
export const mode: Stage = {
  id: 'mode',
  title: 'the shim knows HostProcess containers, and how it shows them their files',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/storage.go',
  judge: (subject) => [judgeMode(subject), ...judgeLocation(subject)],
};

function judgeMode({ shim, mode: found, facts, node, why }: Subject): Point {
  if (shim === null)
    return cannotTell(`neither the version of the shim nor that of containerd is known: ${why('runtime')}`);
  if (shim.family === 'none') {
    return fails('this shim knows no HostProcess containers: it starts an ordinary container, and nothing says so', {
      evidence: [shim.evidence],
      cause: 'host-process-ignored',
      fix: {
        steps: [
          onCluster(
            'Drain the node.',
            `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data`,
            'Its pods end.',
          ),
          onNode('Upgrade containerd and its shim together to 1.7 or newer.'),
        ],
      },
    });
  }
  const filter = facts['runtime-binaries']?.bindFilter;
  if (found === null)
    return cannotTell(`whether bindfltapi.dll is there is not known: ${why('runtime-binaries')}`, {
      evidence: evidenceOf(shim),
    });
  const seen =
    filter === undefined || found.mode === 'volume'
      ? []
      : [evidence(filter.path, given(filter.present) ? 'there' : 'not there')];
  return passes(showMode(found.mode), { evidence: [...evidenceOf(shim), ...seen] });
}

function judgeLocation(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, rootfsLocation);
  if (state === 'unset') return [];
  if (state === 'dropped') return [warns(`${rootfsLocation} has no effect: containerd does not hand it on`)];
  if (state === 'unknown') return [cannotTell(`whether ${rootfsLocation} reaches the shim is not known`)];
  return value.endsWith('\\')
    ? []
    : [
        warns(
          `${rootfsLocation} must end in a backslash: the shim cuts the last character of ${value} off where it expands the mount point`,
          { standing: 'derived' },
        ),
      ];
}
