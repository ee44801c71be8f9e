import type { Part } from '../fact.ts';
import { fieldsOf } from '../manifest/path.ts';
import type { Pod } from '../manifest/pod.ts';
import type { KnownImage } from '../shim/oci-process.ts';

/** An object that a pod names and needs; optional objects are not included. */
export interface Reference {
  kind: SoughtKind;
  name: string;
  /** Those of the object that must be there. */
  keys: readonly string[];
  use: 'admission' | 'pull' | 'volume' | 'env';
  /** The volume or the container that names it; "": the pod itself. */
  by: string;
}

/** Source: k8s.io/api core/v1 types.go; what the kubelet does with them: pkg/volume and pkg/kubelet/kubelet_pods.go at v1.34.2. */
export const referencesOf = ({ spec }: Pick<Pod, 'spec'>): Reference[] => [
  ...ofPod(spec),
  ...spec.volumes.flatMap((volume) => ofVolume(volume, isMounted(spec, volume.name))),
  ...containersIn(spec).flatMap(ofContainer),
];

type Spec = Pod['spec'];
type Fields = Readonly<Record<string, unknown>>;

/** Debug containers are added to a running pod. */
const containersIn = ({ initContainers, containers }: Spec) => [...initContainers, ...containers];

/** The kubelet leaves volumes alone that no container mounts. */
const isMounted = (spec: Spec, name: string) =>
  containersIn(spec).some(({ volumeMounts }) => volumeMounts.some((mount) => mount.name === name));

function ofPod(spec: Spec): Reference[] {
  const { serviceAccountName, serviceAccount, runtimeClassName, priorityClassName, imagePullSecrets } = spec;
  const account = textOf(serviceAccountName) || textOf(serviceAccount);
  const named = (kind: SoughtKind, name: string) =>
    name === '' ? [] : [{ kind, name, keys: [], use: 'admission' as const, by: '' }];
  return [
    // Every namespace gets a service account of this name.
    ...named('ServiceAccount', account === 'default' ? '' : account),
    ...named('RuntimeClass', textOf(runtimeClassName)),
    ...named('PriorityClass', isOwnPriority(textOf(priorityClassName)) ? '' : textOf(priorityClassName)),
    ...listOf(imagePullSecrets).flatMap(({ name }) => secret(textOf(name), [], { use: 'pull', by: '' })),
  ];
}

/** Kubernetes makes these itself. Source: pkg/apis/scheduling/helpers.go. */
const isOwnPriority = (name: string) => /^system-(?:cluster|node)-critical$/.test(name);

type Use = Pick<Reference, 'use' | 'by'>;
const secret = (name: string, keys: readonly string[], use: Use): Reference[] =>
  name === '' ? [] : [{ kind: 'Secret', name, keys, ...use }];
const configMap = (name: string, keys: readonly string[], use: Use): Reference[] =>
  name === '' ? [] : [{ kind: 'ConfigMap', name, keys, ...use }];

function ofVolume(volume: Spec['volumes'][number], mounted: boolean): Reference[] {
  const claim = textOf(fieldsOf(volume.persistentVolumeClaim).claimName);
  const use = { use: 'volume', by: volume.name } as const;
  // The scheduler waits for a claim, whether it is mounted or not.
  const claims: Reference[] = claim === '' ? [] : [{ kind: 'PersistentVolumeClaim', name: claim, keys: [], ...use }];
  if (!mounted) return claims;
  const sources = [volume, ...(volume.projected?.sources ?? [])];
  return [
    ...claims,
    ...sources.flatMap((source) => {
      const ofSecret = needed(source.secret);
      const ofMap = needed(source.configMap);
      return [
        ...secret(textOf(ofSecret.secretName) || textOf(ofSecret.name), keysIn(ofSecret), use),
        ...configMap(textOf(ofMap.name), keysIn(ofMap), use),
      ];
    }),
  ];
}

const keysIn = ({ items }: Fields) => listOf(items).flatMap(({ key }) => textOf(key) || []);

function ofContainer({ name, env, envFrom }: Spec['containers'][number]): Reference[] {
  const use = { use: 'env', by: name } as const;
  return [
    ...listOf(envFrom).flatMap(({ secretRef, configMapRef }) => [
      ...secret(textOf(needed(secretRef).name), [], use),
      ...configMap(textOf(needed(configMapRef).name), [], use),
    ]),
    ...env.flatMap(({ value, valueFrom }) => {
      // A given value is used, and no object is needed.
      if (value) return [];
      const { secretKeyRef, configMapKeyRef } = fieldsOf(valueFrom);
      const [ofSecret, ofMap] = [needed(secretKeyRef), needed(configMapKeyRef)];
      return [
        ...secret(textOf(ofSecret.name), [textOf(ofSecret.key)], use),
        ...configMap(textOf(ofMap.name), [textOf(ofMap.key)], use),
      ];
    }),
  ];
}

/** The fields of a source; of one that may be missing, none. */
const needed = (value: unknown): Fields => {
  const fields = fieldsOf(value);
  return fields.optional === true ? {} : fields;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/**
 * What is known apart from the pod and the facts of the node: about the cluster, and about other objects of the same
 * input.
 */
export interface Surroundings {
  /** The namespace of pods that name none; null: not known. */
  namespace: string | null;
  /** The version of the API server, such as v1.34.2; null: the one in the facts of the node, else the newest. */
  kubernetes: string | null;
  /** null: it was not read. */
  find(sought: Sought): FoundObject | null;
  /** By the name that a container gives it; null: it was not read. */
  imageNamed(name: string): KnownImage | null;
}

/** The kinds of objects that a pod may name. */
export const soughtKinds = [
  'Namespace',
  'Node',
  'ServiceAccount',
  'RuntimeClass',
  'PriorityClass',
  'PersistentVolumeClaim',
  'ConfigMap',
  'Secret',
] as const;
export type SoughtKind = (typeof soughtKinds)[number];

/** What hostprobe calls the kinds. */
export const kindWords: Readonly<Record<SoughtKind, string>> = {
  Namespace: 'namespace',
  Node: 'node',
  ServiceAccount: 'service account',
  RuntimeClass: 'runtime class',
  PriorityClass: 'priority class',
  PersistentVolumeClaim: 'volume claim',
  ConfigMap: 'config map',
  Secret: 'secret',
};

/** `namespace` null: the object belongs to none. */
export interface Sought {
  kind: SoughtKind;
  namespace: string | null;
  name: string;
}

export interface FoundObject {
  /** `input`: it is in the same input as the pod, and is created with it. */
  from: 'input' | 'cluster' | 'facts';
  /** null: no such object. An error: it could not be read, which says nothing about it. */
  object: Part<SeenObject | null>;
}

/** What matters to a pod in an object. */
export interface SeenObject {
  labels: Readonly<Record<string, string>>;
  /** Of a ConfigMap or a Secret, its keys; null: not read. */
  keys: readonly string[] | null;
  /** Of a node; null: not read. */
  taints: readonly { key: string; value: string; effect: string }[] | null;
}

/** Nothing was read. */
export const unknownSurroundings: Surroundings = {
  namespace: null,
  kubernetes: null,
  find: () => null,
  imageNamed: () => null,
};
