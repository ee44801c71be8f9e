export interface Answer {
  status: number;
  answer: unknown;
}

export interface Details {
  name?: string;
  kind?: string;
  causes?: { reason?: string; message: string; field?: string }[];
}

/** How an API server refuses. Source: kubernetes apimachinery pkg/api/errors/errors.go. */
export const statusOf = (code: number, reason: string, message: string, details?: Details): Answer => ({
  status: code,
  answer: {
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason },
    ...(details === undefined ? {} : { details }),
    code,
  },
});

/** What is asked for of a resource: `name` undefined is the list, `namespace` undefined the cluster's scope. */
export interface Asked {
  resource: string;
  verb: string;
  name?: string | undefined;
  namespace?: string | undefined;
}

export const notFound = ({ resource, name = '' }: Asked): Answer => {
  const group = groupOf(resource);
  const said = `${resource}${group === '' ? '' : `.${group}`} "${name}" not found`;
  return statusOf(404, 'NotFound', said, { name, kind: resource });
};

/** "" is the core group. */
export const groupOf = (resource: string): string => groups[resource] ?? '';
const groups: Readonly<Record<string, string>> = {
  daemonsets: 'apps',
  runtimeclasses: 'node.k8s.io',
  priorityclasses: 'scheduling.k8s.io',
};

/** What RBAC says no to. */
export function forbidden(asked: Asked, user = 'system:serviceaccount:hostprobe:hostprobe'): Answer {
  const { resource, verb, name, namespace } = asked;
  const [kind = ''] = resource.split('/');
  const which = name === undefined ? kind : `${kind} "${name}"`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const said = `${which} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${groupOf(kind)}" ${scope}`;
  return statusOf(403, 'Forbidden', said, { ...(name === undefined ? {} : { name }), kind });
}
