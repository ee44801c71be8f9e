import { Environment } from '@marcbachmann/cel-js';
import type { policiesOf } from '../../agent/lint/admission-policy.ts';

interface Policy {
  metadata: { name: string };
  spec: {
    matchConstraints: { resourceRules: { resources: string[] }[] };
    matchConditions: { expression: string }[];
    variables: { name: string; expression: string }[];
    validations: { expression: string; message: string }[];
  };
}

const resources: Readonly<Record<string, string>> = {
  Pod: 'pods',
  ReplicationController: 'replicationcontrollers',
  Deployment: 'deployments',
  DaemonSet: 'daemonsets',
  StatefulSet: 'statefulsets',
  ReplicaSet: 'replicasets',
  Job: 'jobs',
  CronJob: 'cronjobs',
};

/** An expression is parsed once. */
const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true });
const parsed = new Map<string, ReturnType<typeof environment.parse>>();
function value(expression: string, context: Record<string, unknown>): unknown {
  const known = parsed.get(expression) ?? environment.parse(expression);
  parsed.set(expression, known);
  return known(context);
}

/** The rules that an object breaks, as a cluster with these policies tells them: "host-process: errors"; null: none is asked. */
export function brokenBy(policies: ReturnType<typeof policiesOf>, object: { kind: string }): string[] | null {
  // Bindings have no constraints.
  const all = (policies as Policy[]).filter(({ spec: { matchConstraints } }) => matchConstraints !== undefined);
  const own = all.filter(({ spec }) =>
    spec.matchConstraints.resourceRules.some((rule) => rule.resources.includes(resources[object.kind] ?? '')),
  );
  let isAsked = false;
  const broken = own.flatMap(({ metadata, spec }) => {
    if (!spec.matchConditions.every(({ expression }) => value(expression, { object }))) return [];
    isAsked = true;
    const variables: Record<string, unknown> = {};
    for (const { name, expression } of spec.variables)
      variables[name] = value(expression, { object, variables: { ...variables } });
    return spec.validations
      .filter(({ expression }) => value(expression, { object, variables }) !== true)
      .map(({ message }) => `${message.split(':')[0]}: ${/-(errors|warnings)-/.exec(metadata.name)?.[1]}`);
  });
  return isAsked ? [...new Set(broken)].toSorted() : null;
}
