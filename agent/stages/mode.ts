import { evidence, ifKnown } from '../fact.ts';
import { verified } from '../fix.ts';
import { upgradeContainerd, upgradeShown } from '../node/upgrade.ts';
import { rootfsLocation } from '../shim/annotation.ts';
import { showMode } from '../shim/paths.ts';
import type { Point } from '../stage/prediction.ts';
import { annotationOf, cannotTell, fails, knownEvidence, passes, type Stage, type Subject, warns } from '../stage.ts';

/** Source: hcsshim internal/jobcontainers at v0.8.25, v0.9.12, v0.11.7, v0.12.9. */
export const mode: Stage = {
  id: 'mode',
  title: 'Support of the shim, and where it puts the files of the container',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/storage.go',
  judge: (subject) => [judgeMode(subject), ...judgeLocation(subject)],
};

function judgeMode({ shim, mode: found, facts, node, why }: Subject): Point {
  if (shim === null)
    return cannotTell(`neither the version of the shim nor that of containerd is known: ${why('runtime')}`);
  if (shim.family === 'none') {
    return fails(
      'this shim does not support HostProcess containers: it starts an ordinary container without an error',
      {
        evidence: [shim.evidence],
        cause: 'host-process-ignored',
        fix: verified(...upgradeShown(facts, node), upgradeContainerd(facts, node)),
      },
    );
  }
  const filter = facts['runtime-binaries']?.bindFilter;
  if (found === null)
    return cannotTell(`whether bindfltapi.dll exists is not known: ${why('runtime-binaries')}`, {
      evidence: knownEvidence(shim),
    });
  const seen =
    filter === undefined || found.mode === 'volume'
      ? []
      : [evidence(filter.path, ifKnown(filter.present) ? 'present' : 'absent')];
  return passes(showMode(found.mode), { evidence: [...knownEvidence(shim), ...seen] });
}

function judgeLocation(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, rootfsLocation);
  if (state === 'unset') return [];
  if (state === 'dropped') return [warns(`${rootfsLocation} has no effect: containerd does not pass it to the shim`)];
  if (state === 'unknown') return [cannotTell(`whether ${rootfsLocation} reaches the shim is not known`)];
  return value.endsWith('\\')
    ? []
    : [
        warns(
          `${rootfsLocation} must end in a backslash: the shim cuts off the last character of ${value} where it expands the mount point`,
          { certainty: 'derived' },
        ),
      ];
}
