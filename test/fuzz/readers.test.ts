import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { openBundle, readBundleSnapshot } from '../../agent/bundle/read.ts';
import { readClaims } from '../../agent/decode/jwt.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { lint } from '../../agent/lint.ts';
import { readText } from '../../agent/messages/text.ts';
import { readToml } from '../../agent/probes/containerd/toml.ts';
import { plainView } from '../../agent/renderer.ts';
import { renderers } from '../../agent/renderers/index.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { zip } from '../bundle/zip.ts';
import { anyNode } from '../rules/lint.ts';
import { snapshotText, storyNames } from '../stories.ts';
import { damaged, faultOf, runs, textOf } from './any.ts';

const timeoutMs = 300_000;
const holds = <T>(any: fc.Arbitrary<T>, work: (value: T) => unknown) =>
  fc.assert(
    fc.asyncProperty(any, async (value) => {
      expect(await faultOf(() => work(value))).toBeNull();
    }),
    { numRuns: runs },
  );

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token is read or not, with any content of its parts', { timeout: timeoutMs }, async () => {
  const claims = fc.dictionary(fc.constantFrom('iss', 'sub', 'aud', 'exp', 'iat', 'kubernetes.io'), fc.jsonValue());
  const token = fc.tuple(fc.jsonValue(), claims).map(([head, body]) => `${base64(head)}.${base64(body)}.c2ln`);
  await holds(fc.oneof(token, textOf(['.', 'eyJ', base64({ exp: 1 }), '=', '\0'])), readClaims);
});

test('TOML is read, or the problem is reported', { timeout: timeoutMs }, async () => {
  const pieces = [
    '[plugins."io.containerd.cri.v1.runtime"]\n',
    'version = 3\n',
    'a = [',
    ']',
    '"',
    "'''",
    '\n',
    'x = 1e999\n',
  ];
  await holds(
    fc.oneof(
      textOf(pieces).map((text) => Buffer.from(text)),
      fc.uint8Array(),
    ),
    (bytes: Uint8Array) => [readToml(bytes, false), readToml(bytes, true)],
  );
});

test('YAML is judged, or reported as invalid', { timeout: timeoutMs }, async () => {
  const pieces = [
    'kind: Pod\n',
    'spec:\n',
    '  containers:\n',
    '- ',
    '&a ',
    '*a',
    '---\n',
    '{',
    '}',
    '[',
    ': ',
    '|\n',
    '!!binary ',
    '\t',
  ];
  await holds(textOf(pieces), (text) => lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: true }));
});

test('logs are read and explained', { timeout: timeoutMs }, async () => {
  const pieces = [
    'time="2026-11-01T12:00:00Z" level=error msg="',
    'E1101 12:00:00.000000    1200 a.go:1] "',
    '{"level":"error","msg":"',
    '2026-11-01T12:00:00.1Z stderr P ',
    'hcs::CreateComputeSystem: The system cannot find the file specified.',
    '\\"',
    '"}',
    '\r\n',
    '\n',
  ];
  await holds(textOf(pieces), (text) => diagnose(readText(text, 'text', null)));
});

describe('a snapshot', () => {
  const [story = ''] = storyNames();
  const whole = snapshotText(story);

  test('that is damaged is refused with a word', { timeout: timeoutMs }, async () => {
    await holds(damaged(Buffer.from(whole)), (bytes) => readSnapshot(bytes.toString('utf8'), 'a.json'));
  });

  test('that has any value in any place is refused, or judged and shown', { timeout: timeoutMs }, async () => {
    const paths = pathsIn(JSON.parse(whole));
    await holds(fc.tuple(fc.constantFrom(...paths), fc.jsonValue()), ([path, value]) => {
      const json = JSON.parse(whole);
      put(json, path, value);
      const report = assess(readSnapshot(JSON.stringify(json), 'a.json'));
      for (const { render } of renderers) render(report, plainView);
    });
  });
});

type Path = readonly string[];
const pathsIn = (value: unknown, path: Path = []): Path[] =>
  value === null || typeof value !== 'object'
    ? [path]
    : [
        ...(path.length > 0 ? [path] : []),
        ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key])),
      ];

function put(json: object, path: Path, value: unknown): void {
  const parent = path.slice(0, -1).reduce((at: object, key) => Reflect.get(at, key), json);
  Reflect.set(parent, path.at(-1) ?? '', value);
}

test('a bundle that is damaged is refused, or read', { timeout: timeoutMs }, async () => {
  const manifest = JSON.stringify({ schemaVersion: 1, entries: [] });
  const archive = zip([
    { name: 'manifest.json', content: manifest },
    { name: 'snapshot.json', content: '{}', packed: deflateRawSync('{}') },
    { name: 'errors.json', content: '[]' },
  ]);
  await holds(damaged(archive), async (bytes) => {
    const bundle = await openBundle(bytes, 'a.zip');
    await readBundleSnapshot(bundle);
  });
});
