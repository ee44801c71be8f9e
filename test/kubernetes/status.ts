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

export const notFound = ({ resource, name = '' }: Asked): Answer =>
  statusOf(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });

/** What RBAC says no to. */
export function forbidden(asked: Asked, user = 'system:serviceaccount:hostprobe:hostprobe'): Answer {
  const { resource, verb, name, namespace } = asked;
  const [kind = ''] = resource.split('/');
  const which = name === undefined ? kind : `${kind} "${name}"`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const group = kind === 'daemonsets' ? 'apps' : '';
  const said = `${which} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
  return statusOf(403, 'Forbidden', said, { ...(name === undefined ? {} : { name }), kind });
}
