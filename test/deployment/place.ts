import { type Resource, resources } from './discovery.ts';

/** Where an object is, or all of a kind. */
export interface Place extends Resource {
  namespace: string | undefined;
  object: string | undefined;
  /** Such as the tokens of a ServiceAccount. */
  part: string | undefined;
}

/** @returns null for a path of no kind that the cluster has */
export function placeOf(path: string): Place | null {
  const found =
    /^\/(?:api|apis\/([^/]+))\/(v1)(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path);
  const [, group, version, namespace, name, object, part] = found ?? [];
  const groupVersion = group === undefined ? version : `${group}/${version}`;
  const resource = resources.find((one) => one.groupVersion === groupVersion && one.name === name);
  return resource === undefined ? null : { ...resource, namespace, object, part };
}
