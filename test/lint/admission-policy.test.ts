import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { policiesOf } from '../../agent/lint/admission-policy.ts';
import { policyRules } from '../../agent/lint/policies.ts';
import { lint } from '../../agent/lint.ts';
import { type NodeKind, nodeKinds } from '../../agent/node/new-pod.ts';
import { apiRules, rules } from '../../agent/rules/index.ts';
import { project } from '../../image/folder.ts';
import { anyNode, bindNode, fallbackNode, volumeNode } from '../rules/lint.ts';
import { brokenBy } from './admission-policy.ts';

const read = (path: string) => readFileSync(join(project, path), 'utf8');
const lines = (path: string) =>
  read(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
type KubernetesObject = { kind: string; [field: string]: unknown };

/** Pods that a real API server was asked about, and manifests of public projects in our words. */
const objects: KubernetesObject[] = [
  ...['test/manifests/*.yaml', 'test/lessons/*.yaml', 'test/predict/agent.yaml']
    .flatMap((pattern) => globSync(pattern, { cwd: project }).toSorted())
    .flatMap((path) => parseAllDocuments(read(path)).map((document) => document.toJS()))
    .flatMap((object) => object?.items ?? [object]),
  ...lines('test/lint/admission-v1.34.2.jsonl').map(({ kind, spec }) => objectOf(kind, spec)),
].filter((one): one is KubernetesObject => typeof one?.kind === 'string');

/** The spec of a pod in an object of this kind. */
function objectOf(kind: string, spec: object): KubernetesObject {
  const metadata = { name: 'agent', labels: { app: 'agent' } };
  const template = { metadata: { labels: { app: 'agent' } }, spec };
  const base = { apiVersion: kind === 'Pod' ? 'v1' : kind.endsWith('Job') ? 'batch/v1' : 'apps/v1', kind, metadata };
  if (kind === 'Pod') return { ...base, spec };
  if (kind === 'CronJob') return { ...base, spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template } } } };
  return { ...base, spec: kind === 'Job' ? { template } : { selector: { matchLabels: { app: 'agent' } }, template } };
}

/** JSON is YAML; in ASCII, since YAML takes some characters for ends of lines. */
const asciiJson = (object: object) =>
  JSON.stringify(object).replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What lint and the policies say of an object on these nodes; null: the API server refuses it, or it has no such pod. */
function judged(object: KubernetesObject, nodes: readonly NodeKind[]) {
  const { said } = policyRules(nodes);
  const inCel = new Set(said.map(({ rule }) => rule.id));
  const { problems, pods } = lint([{ file: 'a.yaml', text: asciiJson(object) }], { nodes, all: false });
  const left = policyRules(nodes).left;
  const isRefused = problems.some(
    ({ rule, severity }) =>
      severity === 'error' &&
      (rule === 'gmsa' || left[rule] === 'the API server refuses it itself' || !rules.some(({ id }) => id === rule)),
  );
  if (isRefused || pods.length === 0) return null;
  const byLint = problems
    .filter(({ rule, severity }) => inCel.has(rule) && severity !== 'info')
    .map(({ rule, severity }) => `${rule}: ${severity === 'error' ? 'errors' : 'warnings'}`);
  return { byLint: [...new Set(byLint)].toSorted(), byPolicy: brokenBy(policiesOf(said, 'deny'), object) };
}

/** A fault that names its object. */
const shown = (object: KubernetesObject, { byLint, byPolicy }: NonNullable<ReturnType<typeof judged>>) => ({
  object: JSON.stringify(object).slice(0, 600),
  byLint,
  byPolicy,
});

test.each(['Pod', 'DaemonSet', 'CronJob'])('a %s whose hostProcess is false is asked nothing', (kind) => {
  const windowsOptions = { hostProcess: false, runAsUserName: 'Administrator' };
  const container = { name: 'a', image: 'agent:1', command: ['C:\\hpc\\agent.exe'] };
  const policies = policiesOf(policyRules(anyNode).said, 'deny');
  const on = { windowsOptions: { ...windowsOptions, hostProcess: true } };
  for (const spec of [
    { securityContext: { windowsOptions }, containers: [container] },
    { containers: [{ ...container, securityContext: { windowsOptions } }] },
    { securityContext: on, containers: [{ ...container, securityContext: { windowsOptions } }] },
  ]) {
    expect(brokenBy(policies, objectOf(kind, spec)) ?? []).toEqual([]);
  }
  expect(brokenBy(policies, objectOf(kind, { securityContext: on, containers: [container] }))).not.toEqual([]);
});

describe.each([
  ['all nodes', anyNode],
  ['containerd 1.6', volumeNode],
  ['1.7 without the bind filter', fallbackNode],
  ['2.x with the bind filter', bindNode],
])('the policies for %s', (_, nodes) => {
  test('agree with lint on manifests of projects and of a real API server in 99.5 %', () => {
    const all = objects.flatMap((object) => {
      const both = judged(object, nodes);
      return both === null ? [] : [{ object, ...both }];
    });
    expect(all.length).toBeGreaterThan(60);
    const differ = all.filter(({ byLint, byPolicy }) => JSON.stringify(byLint) !== JSON.stringify(byPolicy));
    expect(differ.map(({ object, ...both }) => shown(object, both))).toEqual([]);
  });
});

const names = [
  ...['NT AUTHORITY\\SYSTEM', 'NT AUTHORITY\\Local Service', 'NT AUTHORITY\\LocalService', 'nt authority\\system'],
  ...[
    'SYSTEM',
    'LocalSystem',
    'Local Service',
    'ContainerAdministrator',
    'User Manager\\ContainerUser',
    'Administrators',
  ],
  ...[
    'Administrator',
    'hpc-localgroup',
    'CONTOSO\\svc$',
    '.\\admin',
    'BUILTIN\\Administrators',
    'NT-AUTORITÄT\\SYSTEM',
  ],
  ...['AUTORITE NT\\SYSTEM', 'NT AUTHORITY\u2028ocal Service', 'NT AUTHORITY\\IUSR', 'guest'],
];
const words = [
  ...['agent.exe', 'C:\\hpc\\agent.exe', '/hpc/agent.exe', '\\hpc\\agent.exe', '--path=C:\\C\\x', 'c:/hpc', 'C:\\hpcx'],
  ...['--conf=./a.yaml', 'bin/agent.exe', '..\\agent.exe', '$env:CONTAINER_SANDBOX_MOUNT_POINT/agent.exe', '-v'],
  ...['scripts\\start.ps1', 'C:\\Windows\\System32', '--kubeconfig', 'http://a/b', 'XC:\\hpc\\y', 'C:\\C\\<id>\\k'],
];
const word = fc.constantFrom(...words);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const context = fc.record(
  {
    windowsOptions: fc.record(
      { runAsUserName: fc.constantFrom(...names), gmsaCredentialSpecName: fc.constant('a') },
      { requiredKeys: [] },
    ),
    runAsNonRoot: fc.boolean(),
  },
  { requiredKeys: [] },
);
const exec = fc.record({ exec: fc.record({ command: fc.array(word, { minLength: 1, maxLength: 2 }) }) });
const container = fc.record(
  {
    name: fc.constantFrom('a', 'b'),
    image: fc.constant('agent:1'),
    command: fc.array(word, { minLength: 1, maxLength: 3 }),
    args: fc.array(word, { minLength: 1, maxLength: 2 }),
    workingDir: fc.constantFrom('', 'C:\\app', '/hpc', 'C:\\hpc\\x', '%CONTAINER_SANDBOX_MOUNT_POINT%\\x', '/k'),
    env: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('PATH', 'Path', 'A', 'KUBECONFIG', 'CONTAINER_SANDBOX_MOUNT_POINT'),
          value: fc.constantFrom('C:\\Windows\\System32;C:\\k', 'C:\\k', 'C:\\hpc\\y'),
        },
        { requiredKeys: ['name'] },
      ),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
    volumeMounts: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('host', 'token'),
          mountPath: fc.constantFrom('/x', 'C:', 'c:\\', 'C:\\mnt', '/var/run/token'),
          subPath: fc.constant('token'),
        },
        { requiredKeys: ['name', 'mountPath'] },
      ),
      { selector: ({ mountPath }) => mountPath, maxLength: 2 },
    ),
    securityContext: context,
    readinessProbe: exec,
    lifecycle: fc.record({ preStop: exec }),
  },
  { requiredKeys: ['name', 'image'] },
);
const affinity = fc.constantFrom(
  {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows'] }] }],
      },
    },
  },
  {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'agentpool', operator: 'In', values: ['x'] }] }],
      },
    },
  },
  {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          preference: { matchExpressions: [{ key: 'node.kubernetes.io/windows-build', operator: 'Exists' }] },
        },
      ],
    },
  },
);
const spec = fc
  .record(
    {
      containers: fc.array(container, { minLength: 1, maxLength: 1 }),
      initContainers: fc.array(
        container.map((one) => ({ ...one, name: 'init', lifecycle: undefined, readinessProbe: undefined })),
        { minLength: 1, maxLength: 1 },
      ),
      nodeSelector: fc.constantFrom(
        { 'kubernetes.io/os': 'windows' },
        { 'kubernetes.io/os': 'linux' },
        { agentpool: 'windows' },
        { agentpool: 'a' },
        { 'kubernetes.io/hostname': 'x' },
      ),
      nodeName: fc.constant('win-1'),
      affinity,
      serviceAccountName: fc.constantFrom('default', 'agent'),
      automountServiceAccountToken: fc.boolean(),
      dnsPolicy: fc.constantFrom('ClusterFirst', 'ClusterFirstWithHostNet'),
      user: maybe(fc.constantFrom(...names)),
      hostPath: fc.constantFrom(
        { path: 'C:\\k' },
        { path: '\\\\.\\pipe\\containerd' },
        { path: 'C:\\run\\a.sock' },
        { path: 'C:\\x', type: 'Socket' },
      ),
    },
    { requiredKeys: ['containers', 'hostPath'] },
  )
  .map(({ user, hostPath, ...rest }) =>
    JSON.parse(
      JSON.stringify({
        ...rest,
        hostNetwork: true,
        securityContext: { windowsOptions: { hostProcess: true, runAsUserName: user } },
        volumes: [
          { name: 'host', hostPath },
          { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
        ],
      }),
    ),
  );

test('they agree on drawn pods, in each kind of object', () => {
  let [compared, alike] = [0, 0];
  fc.assert(
    fc.property(
      spec,
      fc.constantFrom('Pod', 'DaemonSet', 'CronJob'),
      fc.constantFrom(anyNode, volumeNode, bindNode),
      (drawn, kind, nodes) => {
        const object = objectOf(kind, kind === 'CronJob' ? { ...drawn, restartPolicy: 'Never' } : drawn);
        const both = judged(object, nodes);
        if (both === null) return;
        compared++;
        if (JSON.stringify(both.byLint) === JSON.stringify(both.byPolicy)) alike++;
        else if (process.env.SHOW_DIFFERENCES !== undefined) console.log(shown(object, both));
      },
    ),
    { numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(500);
  expect(alike / compared).toBeGreaterThanOrEqual(0.995);
});

test('an ordinary pod is not asked, and every rule is a policy or says why not', () => {
  const { said, left } = policyRules(nodeKinds);
  expect(brokenBy(policiesOf(said, 'deny'), objectOf('Pod', { containers: [{ name: 'a', image: 'b' }] }))).toBeNull();
  const noted = rules.filter(({ id }) => left[id] === 'lint only notes it');
  expect(noted).not.toEqual([]);
  expect(noted.filter(({ severity, holds }) => severity !== 'info' && holds === undefined)).toEqual([]);
  expect([...new Set([...said.map(({ rule }) => rule.id), ...Object.keys(left)])].toSorted()).toEqual(
    rules.map(({ id }) => id).toSorted(),
  );
});

test.each([
  ['deny', [['Deny'], ['Warn']]],
  ['warn', [['Warn'], ['Warn']]],
  ['audit', [['Audit'], ['Audit']]],
] as const)('%s: errors and warnings of lint', (action, [error, warn]) => {
  const { said } = policyRules(nodeKinds);
  const bound = policiesOf(said, action).flatMap((one) => {
    const { kind, metadata, spec } = one as {
      kind: string;
      metadata: { name: string };
      spec: { validationActions: string[] };
    };
    return kind.endsWith('Binding') ? [[metadata.name, spec.validationActions] as const] : [];
  });
  expect(bound.length).toBe(6);
  for (const [name, actions] of bound) expect(actions).toEqual(name.includes('-errors-') ? error : warn);
});

test('what is no policy is so for a reason that is true of its rule', () => {
  const { left } = policyRules(nodeKinds);
  const of = (reason: string) => Object.keys(left).filter((id) => left[id] === reason);
  const ruleOf = (id: string) => rules.find((rule) => rule.id === id);
  // Those of the API server's validation, what it refuses as unknown, and its admission by Pod Security.
  const ofServer = [...apiRules.map(({ id }) => id), 'host-process-field', 'pod-security'].filter(
    (id) => left[id] !== undefined,
  );
  expect(of('the API server refuses it itself').sort()).toEqual(ofServer.sort());
  // On some nodes a warning is a note.
  for (const id of of('lint only notes it'))
    expect(ruleOf(id)?.severity === 'info' || ruleOf(id)?.holds !== undefined, id).toBe(true);
  for (const id of of('it brings paths to the form that Windows gives them'))
    expect(ruleOf(id)?.why).toMatch(/\bpath\b/);
  expect(left).toMatchObject({
    service: 'it asks for objects beside the pod',
    'memory-limit': 'it compares amounts of memory',
    'read-only-mount': 'an access list of the node may do what it asks for',
    'linux-fields': 'Windows nodes ignore them',
    'host-process-level': 'only kubelets before 1.25 have the fault',
    'cmd-characters': 'it reads command lines as cmd and the shim do',
  });
});
