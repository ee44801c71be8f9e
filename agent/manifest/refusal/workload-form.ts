import type { Workload } from '../documents.ts';
import { type Path, showPath } from '../path.ts';
import { atMost, labelFaults } from './name-form.ts';
import { fieldIn, fieldsOf, invalidField, type ObjectFault, showMap, textIn } from './object-fault.ts';

/**
 * What the API server refuses in a workload apart from its pods: its selector, the restart policy, and names that leave its
 * controller unable to create pods.
 * Source: pkg/apis/apps/validation, pkg/apis/batch/validation, pkg/registry/batch/job/strategy.go at v1.25.0 to v1.36.0.
 * @param kubernetes the minor version of the API server
 */
export function workloadFaults(value: unknown, of: { kind: string; kubernetes: number } & Workload): ObjectFault[] {
  const inTemplate = (path: Path) => fieldIn(value, [...of.template, ...path]);
  switch (of.kind) {
    case 'DaemonSet':
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
      return [
        ...selectorFaults(value, of),
        ...alwaysFaults(inTemplate(['spec', 'restartPolicy']), [...of.template, 'spec', 'restartPolicy']),
        ...deadlineFaults(inTemplate(['spec', 'activeDeadlineSeconds']), of),
        ...(of.kind === 'StatefulSet' ? statefulSetFaults(value, of.kubernetes) : []),
      ];
    case 'Job':
      return [...jobFaults(value, of), ...jobNameFaults(value, of.kubernetes)];
    case 'CronJob':
      return [...jobFaults(value, of), ...cronJobFaults(value)];
    default:
      return [];
  }
}

const fault = (path: Path, message: string, severity: 'error' | 'warn' = 'error'): ObjectFault => ({
  kind: 'workload',
  path,
  message,
  severity,
});
const selectorAt: Path = ['spec', 'selector'];

function selectorFaults(
  value: unknown,
  { kind, kubernetes, template }: { kind: string; kubernetes: number } & Workload,
) {
  const selector = fieldIn(value, selectorAt) ?? null;
  const at = [...template, 'metadata', 'labels'];
  const labels = fieldsOf(fieldIn(value, at));
  const differs = () => {
    const shown = `${showPath(at)}: Invalid value: ${showMap(labels, kubernetes)}`;
    return [fault(at, `${shown}: \`selector\` does not match template \`labels\``)];
  };
  // For a DaemonSet it is only the selector that matches nothing.
  if (selector === null) return kind === 'DaemonSet' ? differs() : [fault(selectorAt, 'spec.selector: Required value')];
  const matchLabels = fieldsOf(fieldIn(selector, ['matchLabels']));
  const given = fieldIn(selector, ['matchExpressions']);
  const expressions: readonly unknown[] = Array.isArray(given) ? given : [];
  if (Object.keys(matchLabels).length + expressions.length === 0) {
    // What a ReplicaSet says is meant for a Deployment.
    const empty = `empty selector is invalid for ${kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase()}`;
    const none = kubernetes < 34 ? noSelector : '{}';
    return [fault(selectorAt, `spec.selector: Invalid value: ${none}: ${empty}`)];
  }
  const wrong = expressions.flatMap((one, index) => expressionFaults(one, [...selectorAt, 'matchExpressions', index]));
  if (wrong.length > 0) return wrong;
  const isMatch =
    Object.entries(matchLabels).every(([key, text]) => labels[key] === (text ?? '')) &&
    expressions.every((one) => matches(one, labels));
  return isMatch ? [] : differs();
}

/** As Go prints the struct. */
const noSelector =
  'v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}';

const valuesOf = (expression: unknown): readonly unknown[] => {
  const values = fieldIn(expression, ['values']);
  return Array.isArray(values) ? values : [];
};

/** Source: k8s.io/apimachinery pkg/apis/meta/v1/validation ValidateLabelSelectorRequirement at v0.25.0 and v0.36.0. */
function expressionFaults(expression: unknown, path: Path): ObjectFault[] {
  const operator = textIn(expression, ['operator']);
  const isList = operator === 'In' || operator === 'NotIn';
  const at = [...path, 'values'];
  if (isList && valuesOf(expression).length === 0) {
    return [fault(at, `${showPath(at)}: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`)];
  }
  if (isList) return [];
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    const words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    return valuesOf(expression).length === 0 ? [] : [fault(at, `${showPath(at)}: Forbidden: ${words}`)];
  }
  const operatorAt = [...path, 'operator'];
  return [fault(operatorAt, invalidField(operatorAt, operator, 'not a valid selector operator'))];
}

function matches(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const key = textIn(expression, ['key']);
  const isThere = Object.hasOwn(labels, key);
  switch (textIn(expression, ['operator'])) {
    case 'In':
      return isThere && valuesOf(expression).includes(labels[key]);
    case 'NotIn':
      return !isThere || !valuesOf(expression).includes(labels[key]);
    case 'Exists':
      return isThere;
    default:
      return !isThere;
  }
}

function alwaysFaults(policy: unknown, at: Path): ObjectFault[] {
  if (typeof policy !== 'string' || policy === '' || policy === 'Always') return [];
  return [fault(at, `${showPath(at)}: Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`)];
}

function deadlineFaults(deadline: unknown, { kind, template }: { kind: string } & Workload) {
  if (deadline === undefined || deadline === null) return [];
  const at = [...template, 'spec', 'activeDeadlineSeconds'];
  // What a ReplicaSet says is meant for a Deployment too.
  const words = `activeDeadlineSeconds in ${kind === 'Deployment' ? 'ReplicaSet' : kind} is not Supported`;
  return [fault(at, `${showPath(at)}: Forbidden: ${words}`)];
}

/** Source: kubernetes issue 64023. */
const tooLong =
  'its pods may be refused: the label controller-revision-hash adds up to 11 characters to the name, and must be no more than 63 characters';

function statefulSetFaults(value: unknown, kubernetes: number): ObjectFault[] {
  const name = textIn(value, ['metadata', 'name']);
  const service = textIn(value, ['spec', 'serviceName']);
  const [dns] = service === '' ? [] : labelFaults(service);
  // Kubernetes pull 130233; before, each pod failed in the controller.
  const subdomain = kubernetes < 33 ? 'its pods cannot be created with this subdomain: ' : '';
  return [
    ...(name.length > 52 && name.length <= 63 ? [fault(['metadata', 'name'], tooLong, 'warn')] : []),
    ...(dns === undefined
      ? []
      : [fault(['spec', 'serviceName'], subdomain + invalidField(['spec', 'serviceName'], service, dns))]),
  ];
}

/** A job has no restart policy by default. */
function jobFaults(value: unknown, { kind, template }: { kind: string } & Workload): ObjectFault[] {
  const at = [...template, 'spec', 'restartPolicy'];
  const policy = fieldIn(value, at);
  const job = template.slice(0, -1);
  const selector = fieldIn(value, [...job, 'selector']) ?? null;
  const isManual = fieldIn(value, [...job, 'manualSelector']) === true;
  const path = [...job, 'selector'];
  const auto = kind === 'CronJob' ? '`selector` will be auto-generated' : '`selector` not auto-generated';
  return [
    ...(policy === 'OnFailure' || policy === 'Never'
      ? []
      : [fault(at, `${showPath(at)}: Required value: valid values: "OnFailure", "Never"`)]),
    ...(selector === null || (isManual && kind === 'Job')
      ? []
      : [fault(path, `${showPath(path)}: Invalid value: ${JSON.stringify(selector)}: ${auto}`)]),
  ];
}

/** The API server makes labels of the name. */
function jobNameFaults(value: unknown, kubernetes: number): ObjectFault[] {
  const name = textIn(value, ['metadata', 'name']);
  if (name.length <= 63 || name.length > 253) return [];
  const words = invalidField(['spec', 'template', 'labels'], name, atMost(63, kubernetes));
  return [fault(['metadata', 'name'], words)];
}

const cronJobFaults = (value: unknown): ObjectFault[] =>
  textIn(value, ['spec', 'schedule']) === '' ? [fault(['spec', 'schedule'], 'spec.schedule: Required value')] : [];
