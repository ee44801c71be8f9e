import { expect, test } from 'vitest';
import { causes } from '../../../agent/causes/index.ts';
import { checks } from '../../../agent/checks/index.ts';
import { listCatalogue, showEntry } from '../../../agent/cli/explain/list.ts';
import { signatures } from '../../../agent/signatures/index.ts';
import { notShown } from '../../texts-in.ts';

const view = { width: 100, ascii: true, colour: false, verbose: false };

test('a cause has its general fix, also in JSON', () => {
  const { cause } = JSON.parse(showEntry('mount-shadowed', 'json', view) ?? '') as { cause: { fix: object } };
  expect(cause.fix).toMatchObject({
    steps: expect.arrayContaining([expect.objectContaining({ on: 'manifest', run: 'mountPath: C:\\hpc-data' })]),
  });
  expect(showEntry('mount-shadowed', 'text', view)).toContain('      mountPath: C:\\hpc-data\n');
});

test('a check has the causes behind it with their fixes', () => {
  const { check } = JSON.parse(showEntry('kubelet-service', 'json', view) ?? '') as { check: object };
  expect(check).toMatchObject({ id: 'kubelet-service', causes: [] });
  expect(showEntry('cri-endpoint', 'text', view)).toMatch(
    /^cri-endpoint \(a check of hostprobe report\)\n[\s\S]* {2}Possible cause: containerd-stopped, [\s\S]* {6}Start-Service <service>\n/,
  );
});

test('an id of a cause and a check shows both in JSON', () => {
  const entry = JSON.parse(showEntry('containerd-account', 'json', view) ?? '') as object;
  expect(entry).toMatchObject({ cause: { id: 'containerd-account' }, check: { id: 'containerd-account' } });
});

test.each([
  'containerd-configuration',
  'file-in-use',
  'image-volume',
  'mount-source',
  'ports-exhausted',
  'runtime-handler',
  'sandbox-image',
  'shim-missing',
])('%s, an id of a signature and a cause, shows both, with the fix', (id) => {
  const entry = showEntry(id, 'text', view) ?? '';
  expect(entry).toMatch(
    new RegExp(`^${id} \\(from [^)]+\\)\n[\\s\\S]*\n\n${id} \\(a cause\\)\n[\\s\\S]*\n {2}Fix(?:, [a-z ]+)?:\n`),
  );
});

test('an id of a cause and a check shows both, and the fix of the cause once', () => {
  const entry = showEntry('containerd-account', 'text', view) ?? '';
  expect(entry).toMatch(
    /^containerd-account \(a cause\)\n[\s\S]*\n\ncontainerd-account \(a check of hostprobe report\)\n/,
  );
  expect(entry).not.toContain('Possible cause: containerd-account');
});

test('text has all that JSON has of each error text, cause and check, which is what the catalogue has', () => {
  const entries = new Map(
    [...signatures, ...causes, ...checks].map(({ id }) => [id, showEntry(id, 'text', { ...view, ascii: false }) ?? '']),
  );
  const missing = [...entries].flatMap(([id, shown]) => {
    const { signature, ...rest } = JSON.parse(showEntry(id, 'json', view) ?? '');
    const { title, component, samples, reference } = signature ?? {};
    return notShown(shown, { ...rest, signature: { title, component, samples, reference } }, /\.(?:on|area)$/);
  });
  expect(missing).toEqual([]);
  for (const { id, title, explain } of causes)
    expect(notShown(entries.get(id) ?? '', [id, title, explain], /-/)).toEqual([]);
  for (const { id, title, why } of checks) expect(notShown(entries.get(id) ?? '', [id, title, why], /-/)).toEqual([]);
});

test('the catalogue names each error text and cause once, by what it is, and counts them', () => {
  const text = listCatalogue('text', view);
  const ids = [...text.matchAll(/^ {2}(\S+)$/gm)].map(([, id]) => id);
  const ofPods = signatures.filter(({ hostProcess }) => hostProcess);
  const others = signatures.filter(({ hostProcess }) => !hostProcess);
  expect(ids).toEqual([...ofPods, ...others, ...causes].map(({ id }) => id));
  expect(text.match(/^\d.*:$/gm)).toEqual([
    `${ofPods.length} error texts of HostProcess failures:`,
    `${others.length} similar error texts with another meaning:`,
    `${causes.length} causes:`,
  ]);
  expect(
    notShown(
      text,
      [...signatures, ...causes].map(({ title }) => title),
      /-/,
    ),
  ).toEqual([]);
  const json = JSON.parse(listCatalogue('json', view));
  expect([json.signatures.length, json.causes.length]).toEqual([signatures.length, causes.length]);
});

test('an unknown id has no entry', () => {
  expect(showEntry('no-such-id', 'text', view)).toBeNull();
  expect(showEntry('no-such-id', 'json', view)).toBeNull();
});

test('below its first line an entry is indented by steps of two, and no line by more than a command', () => {
  for (const { id } of [...signatures, ...causes, ...checks]) {
    const lines = (showEntry(id, 'text', view) ?? '').split('\n').filter((line) => line !== '');
    const heads = lines.filter((line) => !line.startsWith(' '));
    expect(
      heads.every((line) => line.startsWith(`${id} (`)),
      id,
    ).toBe(true);
    for (const line of lines.filter((one) => !heads.includes(one))) {
      const depth = /^ */.exec(line)?.[0].length ?? 0;
      // The words of a numbered step begin behind its number; a command keeps its own indent.
      expect(depth === 5 || depth % 2 === 0 || depth > 9, `${id}: ${line}`).toBe(true);
    }
  }
});
