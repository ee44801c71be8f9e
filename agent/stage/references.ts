import type { Part } from '../fact.ts';
import { asList, asText, fieldsOf } from '../manifest/path.ts';
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
  const account = asText(serviceAccountName) || asText(serviceAccount);
  const priority = asText(priorityClassName);
  const use = { use: 'admission', by: '' } as const;
  return [
    // Every namespace gets a service account of this name.
    ...named('ServiceAccount', account === 'default' ? '' : account, use),
    ...named('RuntimeClass', runtimeClassName, use),
    ...named('PriorityClass', isOwnPriority(priority) ? '' : priority, use),
    ...listOf(imagePullSecrets).flatMap(({ name }) => named('Secret', name, { use: 'pull', by: '' })),
  ];
}

/** Kubernetes makes these itself. Source: pkg/apis/scheduling/helpers.go. */
const isOwnPriority = (name: string) => /^system-(?:cluster|node)-critical$/.test(name);

type Use = Pick<Reference, 'use' | 'by'>;
/** Without a name nothing is needed. */
const named = (kind: SoughtKind, name: unknown, use: Use, keys: readonly string[] = []): Reference[] =>
  asText(name) === '' ? [] : [{ kind, name: asText(name), keys, ...use }];

function ofVolume(volume: Spec['volumes'][number], mounted: boolean): Reference[] {
  const use = { use: 'volume', by: volume.name } as const;
  // The scheduler waits for a claim, whether it is mounted or not.
  const claims = named('PersistentVolumeClaim', fieldsOf(volume.persistentVolumeClaim).claimName, use);
  if (!mounted) return claims;
  const sources = [volume, ...(volume.projected?.sources ?? [])];
  return [
    ...claims,
    ...sources.flatMap((source) => {
      const ofSecret = needed(source.secret);
      const ofMap = needed(source.configMap);
      return [
        ...named('Secret', asText(ofSecret.secretName) || ofSecret.name, use, keysIn(ofSecret)),
        ...named('ConfigMap', ofMap.name, use, keysIn(ofMap)),
      ];
    }),
  ];
}

const keysIn = ({ items }: Fields) => listOf(items).flatMap(({ key }) => asText(key) || []);

function ofContainer({ name, env, envFrom }: Spec['containers'][number]): Reference[] {
  const use = { use: 'env', by: name } as const;
  return [
    ...listOf(envFrom).flatMap(({ secretRef, configMapRef }) => [
      ...named('Secret', needed(secretRef).name, use),
      ...named('ConfigMap', needed(configMapRef).name, use),
    ]),
    ...env.flatMap(({ value, valueFrom }) => {
      // A given value is used, and no object is needed.
      if (value) return [];
      const { secretKeyRef, configMapKeyRef } = fieldsOf(valueFrom);
      const [ofSecret, ofMap] = [needed(secretKeyRef), needed(configMapKeyRef)];
      return [
        ...named('Secret', ofSecret.name, use, [asText(ofSecret.key)]),
        ...named('ConfigMap', ofMap.name, use, [asText(ofMap.key)]),
      ];
    }),
  ];
}

/** The fields of a source; of one that may be missing, none. */
const needed = (value: unknown): Fields => {
  const fields = fieldsOf(value);
  return fields.optional === true ? {} : fields;
};

const listOf = (value: unknown): Fields[] => asList(value).map(fieldsOf);

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

/** The kinds of objects that a pod may name, and what hostprobe calls them. */
export const kindWords = {
  Namespace: 'namespace',
  Node: 'node',
  ServiceAccount: 'service account',
  RuntimeClass: 'runtime class',
  PriorityClass: 'priority class',
  PersistentVolumeClaim: 'volume claim',
  ConfigMap: 'config map',
  Secret: 'secret',
} as const;
export type SoughtKind = keyof typeof kindWords;
export const isSoughtKind = (kind: string): kind is SoughtKind => Object.hasOwn(kindWords, kind);

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
