import * as z from 'zod';

/** Source: k8s.io/api core/v1 NodeSelectorTerm; k8s.io/component-helpers scheduling/corev1/nodeaffinity at v0.34.2. */
const requirement = z.looseObject({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).default([]),
});
const requirements = z.array(requirement).default([]);
const affinity = z.looseObject({
  nodeAffinity: z
    .looseObject({
      requiredDuringSchedulingIgnoredDuringExecution: z
        .looseObject({
          nodeSelectorTerms: z.array(z.looseObject({ matchExpressions: requirements, matchFields: requirements })),
        })
        .optional(),
    })
    .optional(),
  podAffinity: z
    .looseObject({ requiredDuringSchedulingIgnoredDuringExecution: z.array(z.unknown()).default([]) })
    .optional(),
  podAntiAffinity: z
    .looseObject({ requiredDuringSchedulingIgnoredDuringExecution: z.array(z.unknown()).default([]) })
    .optional(),
});

/** Whether a pod with this affinity may go to a node with these labels; null: other pods decide too, or it cannot be read. */
export function affinityFits(value: unknown, labels: ReadonlyMap<string, string>, node: string): boolean | null {
  const read = affinity.safeParse(value);
  if (!read.success) return null;
  const { nodeAffinity, podAffinity, podAntiAffinity } = read.data;
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const ofName = new Map([['metadata.name', node]]);
  const fits =
    required === undefined ||
    required.nodeSelectorTerms.some(
      ({ matchExpressions, matchFields }) =>
        // An empty term selects nothing.
        matchExpressions.length + matchFields.length > 0 &&
        matchExpressions.every((one) => matches(one, labels)) &&
        matchFields.every((one) => matches(one, ofName)),
    );
  const ofPods = [podAffinity, podAntiAffinity].some(
    (one) => (one?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  );
  return fits && ofPods ? null : fits;
}

function matches({ key, operator, values }: z.infer<typeof requirement>, labels: ReadonlyMap<string, string>): boolean {
  const has = labels.get(key);
  switch (operator) {
    case 'In':
      return has !== undefined && values.includes(has);
    case 'NotIn':
      return has === undefined || !values.includes(has);
    case 'Exists':
      return has !== undefined;
    case 'DoesNotExist':
      return has === undefined;
    case 'Gt':
      return has !== undefined && Number(has) > Number(values[0]);
    case 'Lt':
      return has !== undefined && Number(has) < Number(values[0]);
    default:
      return false;
  }
}
