/** A kind of objects, as the API server tells of it. */
export interface Resource {
  groupVersion: string;
  name: string;
  kind: string;
  namespaced: boolean;
}

/** All that hostprobe's manifests hold, and what is asked about them. */
export const resources: readonly Resource[] = [
  ...core('Namespace Node', false),
  ...core('ConfigMap Event Pod ResourceQuota Secret Service ServiceAccount', true),
  { groupVersion: 'apps/v1', name: 'daemonsets', kind: 'DaemonSet', namespaced: true },
  { groupVersion: 'batch/v1', name: 'jobs', kind: 'Job', namespaced: true },
  { groupVersion: 'rbac.authorization.k8s.io/v1', name: 'clusterroles', kind: 'ClusterRole', namespaced: false },
  {
    groupVersion: 'rbac.authorization.k8s.io/v1',
    name: 'clusterrolebindings',
    kind: 'ClusterRoleBinding',
    namespaced: false,
  },
];

function core(kinds: string, namespaced: boolean): Resource[] {
  return kinds.split(' ').map((kind) => ({ groupVersion: 'v1', name: `${kind.toLowerCase()}s`, kind, namespaced }));
}

const groups = [...new Set(resources.map(({ groupVersion }) => groupVersion))].filter((one) => one !== 'v1');
const rootOf = (groupVersion: string) => (groupVersion === 'v1' ? 'api/v1' : `apis/${groupVersion}`);
const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** What an API server tells of itself; undefined: nothing at this path. */
export function discovered(path: string): unknown {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupOf) };
  if (path === '/openapi/v3') return { paths: Object.fromEntries(['v1', ...groups].map(pathOf)) };
  const { found: described } = /^\/openapi\/v3\/(?<found>.+)$/.exec(path)?.groups ?? {};
  if (described !== undefined) return descriptionOf(described.replace(/^apis?\//, ''));
  const { found: listed } = /^\/apis?\/(?<found>v1|[^/]+\/[^/]+)$/.exec(path)?.groups ?? {};
  return listed === undefined ? undefined : listOf(listed);
}

function groupOf(groupVersion: string) {
  const [name, version] = groupVersion.split('/');
  const only = { groupVersion, version };
  return { name, versions: [only], preferredVersion: only };
}

const pathOf = (groupVersion: string) => [
  rootOf(groupVersion),
  { serverRelativeURL: `/openapi/v3/${rootOf(groupVersion)}` },
];

function listOf(groupVersion: string) {
  const known = resources.filter((one) => one.groupVersion === groupVersion);
  if (known.length === 0) return undefined;
  const list = known.map(({ name, kind, namespaced }) => ({ name, singularName: '', kind, namespaced, verbs }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: list };
}

/** No more of it than that the server looks for unknown fields itself, so that kubectl leaves it to the server. */
function descriptionOf(groupVersion: string) {
  const [version, group = ''] = groupVersion.split('/').toReversed();
  const paths = resources
    .filter((one) => one.groupVersion === groupVersion)
    .map(({ name, kind }) => {
      const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }];
      const patch = { parameters, responses: {}, 'x-kubernetes-group-version-kind': { group, kind, version } };
      return [`/${rootOf(groupVersion)}/${name}/{name}`, { patch }];
    });
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.33.4' }, paths: Object.fromEntries(paths) };
}
