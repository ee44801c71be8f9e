import { evidence, ifKnown, mebibytes } from '../fact.ts';
import { fewFreeBytes } from '../node/log-steps.ts';
import { judgeReferences } from '../stage/needed-objects.ts';
import type { Point } from '../stage/prediction.ts';
import { cannotTell, expectEvent, fails, passes, type Stage, type Subject, warns } from '../stage.ts';

/** Layers, the job and its limits, the silo. Source: hcsshim internal/jobcontainers/jobcontainer.go, Create. */
export const create: Stage = {
  id: 'create',
  title: 'Layers and job of the container',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/jobcontainer.go',
  judge(subject) {
    const { facts, mode, why } = subject;
    const { os } = facts;
    const variables = judgeVariables(subject);
    if (os === undefined) return [cannotTell(`free space on the disks is not known: ${why('os')}`), ...variables];
    const full = os.disks.flatMap(({ path, space }) => {
      const { freeBytes } = ifKnown(space) ?? {};
      return freeBytes !== undefined && freeBytes < fewFreeBytes
        ? [evidence(`free on ${path}`, mebibytes(freeBytes))]
        : [];
    });
    const provided = mode?.mode === 'bind' ? ['the bind filter supports the disks of all mounts, as it does NTFS'] : [];
    return [
      ...variables,
      passes('limits apply to the job; requests are not enforced', { provided }),
      ...(full.length === 0
        ? []
        : [warns('there is little free space for the layer of the container', { evidence: full })]),
    ];
  },
};

/** Variables from config maps and secrets. Source: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables at v1.34.2. */
function judgeVariables(subject: Subject): Point[] {
  const { lacks, others } = judgeReferences(subject, 'env');
  const points = lacks.map(({ reference: { kind, name, by }, key, text, ...rest }) => {
    const said =
      key === null
        ? `${kind.toLowerCase()} "${name}" not found`
        : `couldn't find key ${key} in ${kind} ${subject.namespace ?? 'default'}/${name}`;
    const expect = expectEvent(`Error: ${said}`, 'The container waits with the reason CreateContainerConfigError.');
    return fails(`its variables need ${text}`, { ...rest, container: by, expect });
  });
  return others === null
    ? points
    : [...points, passes(`variables come from ${others.names}`, { provided: others.provided })];
}
