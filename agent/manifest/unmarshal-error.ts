import type { Path } from './path.ts';

/**
 * What the API server says of a field that holds another kind of value: its JSON decoder names the type of Go that has
 * the field. null: that type is not known here. Source: encoding/json UnmarshalTypeError, k8s.io/api core/v1 types.go.
 * @param path from the object
 * @param kind the kind that the field takes, as the schema names it
 */
export function unmarshalError(path: Path, kind: string, value: unknown): string | null {
  const names = path.filter((step) => typeof step === 'string');
  // Of a map of texts the decoder names the map and not the key.
  const map = maps[names.at(-2) ?? ''];
  const fields = map === undefined ? names : names.slice(0, -1);
  const parent = fields.at(-2);
  const isItem = typeof path.at(-1) === 'number';
  const type = typesOf[kind] ?? listTypes[fields.at(-1) ?? ''];
  const struct = map ?? (parent === undefined ? undefined : structOf(parent, fields));
  if (struct === undefined || type === undefined || (isItem && kind !== 'string')) return null;
  return `json: cannot unmarshal ${jsonKind(value)} into Go struct field ${struct}.${fields.join('.')} of type ${type}`;
}

function structOf(parent: string, fields: readonly string[]): string | undefined {
  if (parent === 'securityContext') {
    return fields.some((field) => /[cC]ontainers$/.test(field)) ? 'SecurityContext' : 'PodSecurityContext';
  }
  return structs[parent];
}

const maps: Readonly<Record<string, string>> = {
  labels: 'ObjectMeta',
  annotations: 'ObjectMeta',
  nodeSelector: 'PodSpec',
};

const structs: Readonly<Record<string, string>> = {
  metadata: 'ObjectMeta',
  spec: 'PodSpec',
  containers: 'Container',
  initContainers: 'Container',
  windowsOptions: 'WindowsSecurityContextOptions',
  env: 'EnvVar',
  ports: 'ContainerPort',
  volumeMounts: 'VolumeMount',
  volumes: 'Volume',
  hostPath: 'HostPathVolumeSource',
  exec: 'ExecAction',
  tolerations: 'Toleration',
  os: 'PodOS',
};

const typesOf: Readonly<Record<string, string>> = { boolean: 'bool', string: 'string' };
const listTypes: Readonly<Record<string, string>> = {
  command: '[]string',
  args: '[]string',
  env: '[]v1.EnvVar',
  ports: '[]v1.ContainerPort',
  volumeMounts: '[]v1.VolumeMount',
  volumes: '[]v1.Volume',
  tolerations: '[]v1.Toleration',
  containers: '[]v1.Container',
  initContainers: '[]v1.Container',
};

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
