import type { Severity } from '../rule.ts';

/** What a person should know about a rule in addition to its problems. */
export interface About {
  id: string;
  title: string;
  why: string;
  severity: Severity;
  reference: string | null;
}

/** What can be wrong with a manifest before any rule runs. */
export const readingRules: readonly About[] = [
  {
    id: 'syntax',
    title: 'YAML and JSON that can be read',
    why: 'kubectl refuses the file; nothing of the document at fault is judged, all others are.',
    severity: 'error',
    reference: 'https://yaml.org/spec/1.2.2/',
  },
  {
    id: 'template',
    title: 'Manifests that are rendered',
    why: 'helm or another renderer fills in the text between {{ and }}: a document with such text is not judged until it is rendered.',
    severity: 'warn',
    reference: 'https://helm.sh/docs/helm/helm_template/',
  },
  {
    id: 'type',
    title: 'Fields of the right type',
    why: 'The API server cannot read a field with another kind of value; the pod is judged without it.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/',
  },
  {
    id: 'version',
    title: 'apiVersion of objects with a pod',
    why: 'kubectl refuses a kind in a version that no API server has; the pod is judged all the same.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  },
  {
    id: 'metadata',
    title: 'Names, namespaces and labels',
    why: 'The API server refuses an object whose name, namespace or labels have a form that it does not allow, and the labels of a pod template too.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
  },
  {
    id: 'workload',
    title: 'Workloads that fit their pods',
    why: 'The API server refuses a workload whose selector does not match the labels of its pods, or whose restart policy its kind does not have; it accepts others, but their pods cannot be created.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/concepts/workloads/controllers/',
  },
  {
    id: 'field',
    title: 'Fields and values that the API server takes',
    why: 'The API server refuses a field that it does not know, as kubectl asks it to, and values that it does not allow: in probes, volumes, variables, affinities and elsewhere.',
    severity: 'error',
    reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec',
  },
  {
    id: 'size',
    title: 'Objects of a size that can be stored',
    why: 'Objects that the API server would not store, because they are too large or too deep, are not judged.',
    severity: 'error',
    reference: 'https://etcd.io/docs/v3.5/dev-guide/limit/',
  },
  {
    id: 'ignore-comment',
    title: 'Comments that silence a rule',
    why: '# hostprobe: ignore <rule> <reason> silences one rule for its own line or the next one; without a reason it has no effect.',
    severity: 'warn',
    reference: null,
  },
];

export function readingRule(id: string): About {
  const found = readingRules.find((rule) => rule.id === id);
  if (found === undefined) throw new Error(`there is no rule of reading named ${id}`);
  return found;
}
