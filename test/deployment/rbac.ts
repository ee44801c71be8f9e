import type { KubernetesObject } from '../kubernetes.ts';

interface Role {
  rules?: { nonResourceURLs?: string[]; verbs: string[] }[];
}
interface Binding {
  roleRef: { name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
}

/**
 * Whether the ClusterRoles that are bound let somebody use a path that is no resource, as RBAC judges: a name matches
 * itself, and one that ends with a star all that begin so.
 * @param who the account's name, and the groups that it is in
 */
export function mayUse(
  objects: readonly KubernetesObject[],
  who: readonly string[],
  { path, verb }: { path: string; verb: string },
): boolean {
  // The schemas of Kubernetes have been held to them.
  const roles = new Map(
    objects.filter(({ kind }) => kind === 'ClusterRole').map((one) => [one.metadata.name, one as Role]),
  );
  const bindings = objects.filter(({ kind }) => kind === 'ClusterRoleBinding') as unknown as Binding[];
  return bindings
    .filter(({ subjects = [] }) => subjects.some((subject) => who.includes(nameOf(subject))))
    .flatMap(({ roleRef }) => roles.get(roleRef.name)?.rules ?? [])
    .some(
      ({ nonResourceURLs = [], verbs }) => verbs.includes(verb) && nonResourceURLs.some((url) => covers(url, path)),
    );
}

const nameOf = ({ kind, name, namespace }: { kind: string; name: string; namespace?: string }) =>
  kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name;

const covers = (url: string, path: string) => (url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path);
