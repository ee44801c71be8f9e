import type { Part } from '../fact.ts';

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
export const unknownSurroundings: Surroundings = { namespace: null, kubernetes: null, find: () => null };
