import { judgeReferences, lackOf } from '../../stage/needed-objects.ts';
import type { Point } from '../../stage/prediction.ts';
import { expectEvent, fails, passes, type Subject } from '../../stage.ts';

/** Variables from config maps and secrets. Source: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables at v1.34.2. */
export function judgeVariables(subject: Subject): Point[] {
  const { lacks, others } = judgeReferences(subject, 'env');
  const points = lacks.map(({ reference, missing, conditions }) => {
    const { kind, name, by } = reference;
    const { text, fix } = lackOf(reference, missing, subject.namespace);
    const said =
      missing.key === null
        ? `${kind.toLowerCase()} "${name}" not found`
        : `couldn't find key ${missing.key} in ${kind} ${subject.namespace ?? 'default'}/${name}`;
    return fails(`its variables need ${text}`, {
      container: by,
      provided: conditions,
      expect: expectEvent(`Error: ${said}`, 'The container waits with the reason CreateContainerConfigError.'),
      fix,
    });
  });
  return others === null
    ? points
    : [...points, passes(`variables come from ${others.names}`, { provided: others.provided })];
}
