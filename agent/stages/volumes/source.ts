import type { PodSpec } from '../../manifest/spec.ts';

/** What must be there beside the pod, in sentences. */
export function neededSources({ volumes: all }: PodSpec): string[] {
  const named = (kind: string, names: string[]) =>
    names.length === 0 ? [] : [`the ${kind} ${names.join(', ')} exist${names.length === 1 ? 's' : ''}`];
  const nameIn = (value: unknown, key: string): string[] => {
    const name = value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
    return typeof name === 'string' ? [name] : [];
  };
  return [
    ...named(
      'secret',
      all.flatMap(({ secret }) => nameIn(secret, 'secretName')),
    ),
    ...named(
      'config map',
      all.flatMap(({ configMap }) => nameIn(configMap, 'name')),
    ),
    ...named(
      'volume claim',
      all.flatMap(({ persistentVolumeClaim }) => nameIn(persistentVolumeClaim, 'claimName')),
    ),
    ...named(
      'folder or file of the node',
      all.flatMap(({ hostPath }) => (hostPath?.type && !/OrCreate$/.test(hostPath.type) ? [hostPath.path] : [])),
    ),
  ];
}
