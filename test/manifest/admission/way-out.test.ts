import { expect, test } from 'vitest';
import { lint } from '../../../agent/lint.ts';
import { textOf } from '../../fix.ts';
import { anyNode, expectFixes, hostProcessPod } from '../../rules/lint.ts';

/** The way out of each fault that the API server's own rules find, which works where a program could carry it out. */
function wayOut(rest: string, head = ''): string[] {
  const text = hostProcessPod(rest, head);
  const options = { nodes: anyNode, all: false };
  const found = lint([{ file: 'a.yaml', text }], options).problems.filter(({ rule }) =>
    ['field', 'type', 'metadata'].includes(rule),
  );
  expectFixes(found, text, options);
  return found.map(({ fix }) => textOf(fix));
}

// What kube-apiserver refuses: names, images, ports, variables, limits, mounts, volumes, handlers, DNS.
test.each([
  ['a name', 'containers: [{name: My_Agent, image: a}]', /name to one that the API server takes, such as "my-agent"/],
  ['an image with blanks', 'containers: [{name: a, image: " a:1 "}]', /image: a:1/],
  ['a port of a probe', 'containers: [{name: a, image: a, readinessProbe: {tcpSocket: {port: 70000}}}]', /port: 65535/],
  [
    'a port as text',
    'containers: [{name: a, image: a, ports: [{containerPort: "80"}]}]',
    /containerPort to one that the API server takes, such as 80\./,
  ],
  [
    'the name of a port',
    'containers: [{name: a, image: a, ports: [{containerPort: 80, name: Web_Port}]}]',
    /name to one that .*, such as "web-port"/,
  ],
  [
    'a variable of two sources',
    'containers: [{name: a, image: a, env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]',
    /Remove spec\.containers\[0\]\.env\[0\]\.valueFrom/,
  ],
  ['a value that is a number', 'containers: [{name: a, image: a, env: [{name: A, value: 5}]}]', /value: '5'/],
  [
    'a misspelt field',
    'containers: [{name: a, image: a, imagePullPolcy: Always}]',
    /imagePullPolicy: Always[\s\S]*Remove spec\.containers\[0\]\.imagePullPolcy/,
  ],
  ['a misspelt value', 'containers: [{name: a, image: a, imagePullPolicy: always}]', /imagePullPolicy: Always/],
  [
    'a request above its limit',
    'containers: [{name: a, image: a, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]',
    /cpu: 1/,
  ],
  [
    'a mount of no volume',
    'containers: [{name: a, image: a, volumeMounts: [{name: data, mountPath: /d}]}]',
    /Remove spec\.containers\[0\]\.volumeMounts\[0\]/,
  ],
  [
    'two volumes in one',
    'volumes: [{name: v, emptyDir: {}, hostPath: {path: /x}}]\n  containers: [{name: a, image: a}]',
    /Remove spec\.volumes\[0\]\.hostPath/,
  ],
  [
    'a hook of two kinds',
    'containers: [{name: a, image: a, lifecycle: {preStop: {exec: {command: [b]}, sleep: {seconds: 1}}}}]',
    /Remove spec\.containers\[0\]\.lifecycle\.preStop\.sleep/,
  ],
  [
    'no DNS server',
    'dnsPolicy: None\n  containers: [{name: a, image: a}]',
    /Set spec\.dnsConfig, which the API server requires \(because dnsPolicy is None\)/,
  ],
  [
    'seconds of a toleration without NoExecute',
    'tolerations: [{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 5}]\n  containers: [{name: a, image: a}]',
    /effect: NoExecute/,
  ],
  [
    'an ephemeral container of a new pod',
    'ephemeralContainers: [{name: debug, image: r/debug:1}]\n  containers: [{name: a, image: a}]',
    /Remove spec\.ephemeralContainers/,
  ],
  [
    'a name twice',
    'containers: [{name: a, image: a}, {name: a, image: b}]',
    /containers\[1\]\.name to one that .*, such as "a-2"/,
  ],
])('%s has a way out', (_, rest, way) => {
  expect(wayOut(`  ${rest}\n`)).toEqual([expect.stringMatching(way)]);
});

test('of several values that are right, one is an example', () => {
  const ways = wayOut('  containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]\n');
  expect(ways.at(-1)).toContain('containerPort to one that the API server takes, such as 65535.');
});

test('of what no value near to it puts right, the field is named', () => {
  expect(wayOut('  containers: [{name: a, image: a, command: [{a: b}]}]\n')).toEqual([
    expect.stringMatching(/(?:Remove|Change or remove) spec\.containers\[0\]\.command\[0\]/),
  ]);
});

test('so many faults that nobody reads each get the sentence alone, in time', () => {
  const env = Array.from({ length: 3000 }, (_, index) => `{name: A${index}, value: ${index}}`).join(', ');
  const text = hostProcessPod(`  containers: [{name: a, image: a, env: [${env}]}]\n`);
  const { problems } = lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false });
  const typed = problems.filter(({ rule }) => rule === 'type');
  expect(typed).toHaveLength(3000);
  expect(textOf(typed[0]?.fix)).toContain('Change or remove spec.containers[0].env[0].value');
});

test('a field that the API server drops can be removed, and what it takes with a warning needs nothing', () => {
  const text = hostProcessPod(
    '  nodeSelector: {beta.kubernetes.io/os: windows}\n  initContainers: [{name: i, image: a, restartPolicy: Always}]\n  containers: [{name: a, image: a}]\n',
  );
  const { problems } = lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false, kubernetes: '1.28' });
  const noted = problems.filter(({ rule, severity }) => rule === 'field' && severity === 'info');
  expect(noted.map(({ fix }) => (fix === null ? null : textOf(fix)))).toEqual([
    null,
    expect.stringContaining('Remove spec.initContainers[0].restartPolicy'),
  ]);
});
