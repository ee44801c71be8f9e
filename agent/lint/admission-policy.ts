import type { Choice } from '../config/values.ts';
import { toolVersion } from '../version.ts';
import { type PolicyRule, re } from './policies.ts';

/** Where objects have a pod, and the expressions of its spec and of its annotations. */
const shapes = [
  { of: 'pods', spec: 'object.spec', metadata: 'object.metadata', rules: [['', 'v1', 'pods']] },
  {
    of: 'templates',
    spec: 'object.spec.template.spec',
    metadata: 'object.spec.template.metadata',
    rules: [
      ['', 'v1', 'replicationcontrollers'],
      ['apps', 'v1', 'deployments', 'daemonsets', 'statefulsets', 'replicasets'],
      ['batch', 'v1', 'jobs'],
    ],
  },
  {
    of: 'cron-jobs',
    spec: 'object.spec.jobTemplate.spec.template.spec',
    metadata: 'object.spec.jobTemplate.spec.template.metadata',
    rules: [['batch', 'v1', 'cronjobs']],
  },
] as const;

const hostProcessOf = (of: string) =>
  `has(${of}.securityContext) && has(${of}.securityContext.windowsOptions) && has(${of}.securityContext.windowsOptions.hostProcess)`;

/** Whether a pod has a HostProcess container, by the API server's rules. Match conditions know no variables. */
const hasHostProcess = (spec: string) =>
  [`${spec}.containers`, `has(${spec}.initContainers) ? ${spec}.initContainers : []`]
    .map(
      (list) =>
        `(${list}).exists(c, ${hostProcessOf('c')} ? c.securityContext.windowsOptions.hostProcess : ${hostProcessOf(spec)} && ${spec}.securityContext.windowsOptions.hostProcess)`,
    )
    .join(' || ');

const listIn = (of: string, field: string) => `(has(${of}.${field}) ? ${of}.${field} : [])`;
const userOf = (of: string) =>
  `has(${of}.securityContext) && has(${of}.securityContext.windowsOptions) && has(${of}.securityContext.windowsOptions.runAsUserName) ? ${of}.securityContext.windowsOptions.runAsUserName`;
const execs = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.preStop', 'lifecycle.postStart'].map(
  (at) => {
    const fields = at.split('.').map((_, index, all) => all.slice(0, index + 1).join('.'));
    const there = [...fields, `${at}.exec`, `${at}.exec.command`].map((field) => `has(c.${field})`).join(' && ');
    return { there, command: `c.${at}.exec.command` };
  },
);

/** What the expressions of `policies` name, in terms of a pod's spec and metadata. */
const variables = (spec: string, metadata: string) => [
  { name: 'pod', expression: spec },
  {
    name: 'annotations',
    expression: `has(${metadata}) && has(${metadata}.annotations) ? ${metadata}.annotations : {}`,
  },
  { name: 'containers', expression: `variables.pod.containers + ${listIn('variables.pod', 'initContainers')}` },
  { name: 'user', expression: `${userOf('variables.pod')} : ''` },
  { name: 'users', expression: `variables.containers.map(c, ${userOf('c')} : variables.user)` },
  {
    name: 'texts',
    expression: `variables.containers.map(c, ${[
      listIn('c', 'command'),
      listIn('c', 'args'),
      '(has(c.workingDir) ? [c.workingDir] : [])',
      `(has(c.env) ? c.env.filter(e, has(e.value) && !e.name.matches(${re('^(?i:CONTAINER_SANDBOX_MOUNT_POINT)$')})).map(e, e.value) : [])`,
      ...execs.map(({ there, command }) => `(${there} ? ${command} : [])`),
    ].join(' + ')})`,
  },
  {
    name: 'programs',
    expression: [
      'variables.containers.filter(c, has(c.command) && size(c.command) > 0).map(c, c.command[0])',
      ...execs.map(
        ({ there, command }) =>
          `variables.containers.filter(c, ${there} && size(${command}) > 0).map(c, ${command}[0])`,
      ),
    ].join(' + '),
  },
];

const actions = {
  deny: { error: ['Deny'], warn: ['Warn'] },
  warn: { error: ['Warn'], warn: ['Warn'] },
  audit: { error: ['Audit'], warn: ['Audit'] },
} as const;

/**
 * ValidatingAdmissionPolicies with their bindings, as objects: one for errors and one for warnings, of each kind of object that
 * has a pod. Source: kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy.
 */
export function policiesOf(said: readonly PolicyRule[], action: Choice<'action'>): object[] {
  return (['error', 'warn'] as const).flatMap((severity) => {
    const own = said.filter((one) => one.severity === severity);
    if (own.length === 0) return [];
    return shapes.flatMap(({ of, spec, metadata, rules }) => {
      const name = `hostprobe-${severity === 'error' ? 'errors' : 'warnings'}-of-${of}`;
      const labels = { 'app.kubernetes.io/name': 'hostprobe', 'app.kubernetes.io/version': toolVersion };
      return [
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicy',
          metadata: { name, labels },
          spec: {
            // A policy that cannot be evaluated keeps no pod from its node.
            failurePolicy: 'Ignore',
            matchConstraints: {
              resourceRules: rules.map(([apiGroup, apiVersion, ...resources]) => ({
                ...{ apiGroups: [apiGroup], apiVersions: [apiVersion], operations: ['CREATE', 'UPDATE'], resources },
              })),
            },
            matchConditions: [{ name: 'host-process', expression: hasHostProcess(spec) }],
            variables: variables(spec, metadata),
            validations: own.map(({ rule, breaks }) => ({
              expression: `!(${breaks})`,
              message: `${rule.id}: ${rule.why} See ${rule.reference}; hostprobe lint shows the field and the fix.`,
              reason: 'Invalid',
            })),
          },
        },
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicyBinding',
          metadata: { name, labels },
          spec: { policyName: name, validationActions: [...actions[action][severity]] },
        },
      ];
    });
  });
}
