import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { predictManifests } from '../../agent/predict/manifests.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { snapshotWith } from '../snapshot.ts';
import { six } from '../stages/nodes.ts';

const nodes = [snapshotWith(), snapshotWith(six)];

/** What is wrong with the answers of lint and predict to a text, whatever it holds; null: nothing. */
function faultIn(text: string): string | null {
  try {
    const input = { file: 'a.yaml', text };
    const { problems } = lint([input], { nodes: anyNode, all: true });
    const lines = text.split(/\r\n|\n|\r/);
    for (const { line, column, rule, message, fix } of problems) {
      const said = `${message} ${JSON.stringify(fix)}`;
      if (/undefined|\bNaN\b|\[object/.test(said) && !/undefined|NaN|object/.test(text)) {
        return `${rule} says: ${said}`;
      }
      // A text may end in a line that it does not have.
      if (line < 1 || line > lines.length + 1 || column < 1) return `${rule} is at ${line}:${column}`;
    }
    JSON.stringify(predictManifests([input], nodes));
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim()}` : String(error);
  }
}

/** A pod with every field that lint and predict look at. */
const full = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'b', labels: { a: 'b' }, annotations: { a: 'b' } },
  spec: {
    hostNetwork: true,
    hostPID: false,
    hostUsers: true,
    os: { name: 'windows' },
    nodeName: 'win-1',
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows'] }] }],
        },
      },
    },
    tolerations: [{ key: 'os', operator: 'Equal', value: 'windows', effect: 'NoSchedule' }],
    dnsPolicy: 'ClusterFirst',
    dnsConfig: { nameservers: ['10.0.0.1'] },
    serviceAccountName: 'a',
    automountServiceAccountToken: true,
    runtimeClassName: 'a',
    terminationGracePeriodSeconds: 30,
    imagePullSecrets: [{ name: 'a' }],
    securityContext: {
      runAsNonRoot: false,
      windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' },
    },
    initContainers: [{ name: 'i', image: 'r/i:1', restartPolicy: 'Always' }],
    containers: [
      {
        name: 'a',
        image: 'r/a:1',
        imagePullPolicy: 'Always',
        command: ['agent.exe'],
        args: ['-f', '%CONTAINER_SANDBOX_MOUNT_POINT%\\x'],
        workingDir: 'C:\\x',
        ports: [{ name: 'p', containerPort: 80, hostPort: 80, protocol: 'TCP', hostIP: '10.0.0.1' }],
        env: [
          { name: 'A', value: 'b' },
          { name: 'N', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        envFrom: [{ configMapRef: { name: 'a' } }],
        resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } },
        volumeMounts: [{ name: 'v', mountPath: 'C:\\v', readOnly: true, subPath: 's' }],
        livenessProbe: { exec: { command: ['a.exe'] }, periodSeconds: 10 },
        readinessProbe: { httpGet: { path: '/', port: 80 } },
        lifecycle: { preStop: { exec: { command: ['b.exe'] } } },
        securityContext: { windowsOptions: { hostProcess: true, gmsaCredentialSpecName: 'g' } },
      },
    ],
    volumes: [
      { name: 'v', hostPath: { path: 'C:\\v', type: 'Directory' } },
      { name: 'c', configMap: { name: 'a', items: [{ key: 'k', path: 'p' }] } },
      { name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] } },
    ],
  },
};

/** Every place in an object. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  const below =
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) =>
          placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        );
  return [[...path], ...below];
}

/** The object with something else at a place. */
function withAt(object: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(object)) return object.map((item, index) => (index === step ? withAt(item, rest, value) : item));
  if (typeof object !== 'object' || object === null) throw new Error('no such place');
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) => [key, key === step ? withAt(inner, rest, value) : inner]),
  );
}

const valueAt = (path: readonly (string | number)[]) =>
  path.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), full);

/** Places that are changed together, to be quick: five values at a time, but what holds others, or makes the pod one, alone. */
function groupsOf(places: readonly (string | number)[][]): (string | number)[][][] {
  const isAlone = (path: readonly (string | number)[]) =>
    typeof valueAt(path) === 'object' || path.at(-1) === 'hostProcess' || path.length === 1;
  const together = places.filter((path) => !isAlone(path));
  const count = Math.ceil(together.length / 5);
  const groups = Array.from({ length: count }, (_, index) =>
    together.filter((_path, other) => other % count === index),
  );
  return [...places.filter(isAlone).map((path) => [path]), ...groups];
}

/** Values of every type, and the ends of each. */
const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  2 ** 31,
  2 ** 53,
  '',
  ' ',
  'x',
  '\n',
  '\u0000',
  '\ud800',
  '\u2028',
  'C:',
  '\\',
  '\\\\.\\pipe\\x',
  '%',
  '$(',
  '{{ .Values.x }}',
  'NT AUTHORITY\\\u2028ocal service',
  'x'.repeat(20_000),
  [],
  [null],
  [[]],
  ['x', 1],
  {},
  { '': '' },
  { __proto__x: 1, constructor: 'x', toString: null },
  { name: {}, value: [] },
];

describe('what is odd in a manifest', () => {
  const places = placesIn(full);

  test('ends in sentences, with any value in any place', () => {
    expect(places.length).toBeGreaterThan(140);
    const failed = new Map<string, string>();
    for (const group of groupsOf(places)) {
      const [first = []] = group;
      const holdsOthers = typeof valueAt(first) === 'object';
      // Where a map or a list stands, one text is as wrong as another.
      for (const value of values.filter((one) => !holdsOthers || one === 'x' || typeof one !== 'string')) {
        const text = JSON.stringify(group.reduce((object, path) => withAt(object, path, value), full as unknown));
        const fault = faultIn(text);
        const where = group.map((path) => path.join('.')).join(' and ');
        if (fault !== null) failed.set(`${where} = ${(JSON.stringify(value) ?? '').slice(0, 60)}`, fault);
      }
    }
    compareGaps(failed, new URL('mutations-values.gaps.txt', import.meta.url));
  });

  const folder = new URL('../manifests/', import.meta.url);
  const texts = [
    ...readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')),
    JSON.stringify(full),
    JSON.stringify(full, null, 1),
  ];
  const pieces = [
    ...'\t\r\n"\'[]{}#&*!|>%@`:?,-.\\ \u0000\ufeff\u0085\u2028é😀',
    ': ',
    '- ',
    '? ',
    '---\n',
    '...\n',
    '<<: ',
    '&a ',
    '*a ',
    '!!binary ',
    '!!set ',
    '!!omap ',
    '\n\t',
    '{{ x }}',
    '[{',
    '}]',
    '"\\',
    '# hostprobe: ignore os-name x\n',
  ];

  /** A manifest with pieces put in, taken out or said twice. */
  const mutated = fc
    .record({
      text: fc.constantFrom(...texts),
      edits: fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          cut: fc.integer({ min: 0, max: 40 }),
          piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4, unit: 'binary' }), fc.constant(null)),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map(({ text, edits }) =>
      edits.reduce((whole, { at, cut, piece }) => {
        const from = Math.floor(at * whole.length);
        const gone = whole.slice(from, from + cut);
        return `${whole.slice(0, from)}${piece ?? gone + gone}${whole.slice(from + (piece === null ? 0 : cut))}`;
      }, text),
    );

  test('ends in sentences, with any text', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const fault = faultIn(text);
        return fault === null;
      }),
      { numRuns: 400, seed: 16 },
    );
  });

  test('ends in sentences in every encoding, also one that is cut', () => {
    const [yaml = ''] = texts;
    const utf16 = Buffer.from(`\ufeff${yaml}`, 'utf16le');
    const texted = [
      utf16.toString('utf8'),
      utf16.subarray(1).toString('utf8'),
      utf16.toString('latin1'),
      Buffer.from(yaml).subarray(0, 701).toString('base64'),
      ...Array.from({ length: 60 }, (_, index) => yaml.slice(0, index * 23)),
    ];
    expect(texted.map(faultIn).filter((fault) => fault !== null)).toEqual([]);
  });
});
