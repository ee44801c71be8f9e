import { UserError } from '../../error.ts';

/**
 * The name in `pod/agent-x` or `pod agent-x`, as in kubectl; null: another form.
 * @throws UserError if it names no pod
 */
export function readPodName(operands: readonly string[]): string | null {
  const [kind = '', name, ...more] = operands.length === 1 ? (operands[0] ?? '').split('/') : operands;
  const given = operands.join(' ');
  if (name === undefined || operands.length > 2) return null;
  if (/^(?:pods?|po)$/i.test(kind)) {
    if (more.length === 0 && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return name;
    throw new UserError(
      `pod/<name> must name a pod in lower-case letters, digits, hyphens and dots, but is ${given}; kubectl get pods -A lists the names, and -n says the namespace`,
    );
  }
  if (operands.length > 1 || more.length > 0) return null;
  if (/^(?:nodes?|no)$/i.test(kind)) {
    throw new UserError(`pod/<name> must name a pod, but is ${given}; for a node type hostprobe report --node ${name}`);
  }
  if (!workloads.test(kind)) return null;
  throw new UserError(
    `pod/<name> must name a pod, but is ${given}; kubectl get pods lists those of it, and one of them can be explained`,
  );
}

/** As kubectl knows them. */
const workloads = /^(?:deployments?|deploy|daemonsets?|ds|statefulsets?|sts|replicasets?|rs|jobs?|cronjobs?|cj)$/i;
