/** What RBAC must grant beside `clusterAccess`, which every run needs: the questions and the manifests are held to it. */
interface Right {
  group: string;
  resource: string;
  verb: string;
}

/** For `serve --auth kubernetes`. */
export const reviewAccess: readonly Right[] = [
  { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' },
  { group: 'authorization.k8s.io', resource: 'subjectaccessreviews', verb: 'create' },
];

/** What it does without: with them it compares the Services with what Windows has of them. */
export const serviceAccess: readonly Right[] = [
  { group: '', resource: 'services', verb: 'list' },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verb: 'list' },
];

/** For `--publish`. */
export const publishAccess: readonly Right[] = [
  { group: '', resource: 'nodes/status', verb: 'patch' },
  { group: '', resource: 'events', verb: 'create' },
  { group: '', resource: 'events', verb: 'patch' },
];
