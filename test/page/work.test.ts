import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { kindOf } from '../../agent/page/read-files.ts';
import type { Choices, Entered, FileProgress } from '../../agent/page/task.ts';
import { work } from '../../agent/page/work.ts';
import { snapshotWith } from '../snapshot.ts';

const choices: Choices = { nodes: nodeKinds, all: false };
const logon = 'failed to create user process token: failed to logon user: Access is denied.';
const manifest = (user: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {hostProcess: true, runAsUserName: '${user}'}}, containers: [{name: a, image: a}]}\n`;
const system = manifest('NT AUTHORITY\\SYSTEM');
const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
const node = (name: string) => file(`${name}.json`, JSON.stringify({ ...snapshotWith(), node: name }));
const ill = file('ill.json', readFileSync('test/nodes/nssm-user-account/snapshot.json', 'utf8'));

async function done(what: 'explain' | 'lint' | 'predict', entered: Partial<Entered>) {
  const told: FileProgress[] = [];
  const answer = await work({ do: what, entered: { text: '', pod: '', files: [], ...entered }, choices }, (one) =>
    told.push(one),
  );
  return { answer, told };
}
async function explained(entered: Partial<Entered>) {
  const { answer } = await done('explain', entered);
  if (answer.tab !== 'explain') throw new Error(`the answer is of ${answer.tab}`);
  const { explanation, node: of, reports, compared } = answer;
  const [first] = explanation?.diagnoses ?? [];
  return {
    ...{ signature: first?.signature ?? null, causes: first?.causes ?? [], of, compared },
    reports: reports.map((one) => one.node),
    hasExplanation: explanation !== null,
  };
}
const weightOf = (causes: readonly { id: string; weight: string }[], id: string) =>
  causes.find((one) => one.id === id)?.weight;

test.each([
  ['all.zip', 'PK\u0003\u0004', 'bundle'],
  ['x.txt', ' { "schemaVersion": 1,', 'snapshot'],
  ['a.yaml', 'kind: Pod', 'manifest'],
  ['a.YML', 'kind: Pod', 'manifest'],
  ['a.log', 'kind: Pod', 'text'],
])('%s is known by what it holds, and only then by its name', async (name, content, kind) => {
  expect(await kindOf(file(name, content))).toBe(kind);
});

describe('explain', () => {
  test('weighs a text by the facts of one node, which it names', async () => {
    const alone = await explained({ text: logon });
    expect([weightOf(alone.causes, 'containerd-account'), alone.of, alone.reports]).toEqual(['possible', null, []]);
    const { causes, of, reports } = await explained({ text: logon, files: [ill] });
    expect(weightOf(causes, 'containerd-account')).toBe('confirmed');
    expect(of?.name).toBe(reports[0]);
  });

  test('refuses a text with several nodes, which it compares without one', async () => {
    const files = [node('win-1'), node('win-2')];
    await expect(explained({ text: logon, files })).rejects.toThrow('leave one snapshot or bundle here');
    const two = await explained({ files });
    expect(two).toMatchObject({ reports: ['win-1', 'win-2'], hasExplanation: false, compared: { node: 'win-1' } });
    const three = await explained({ files: [...files, node('win-3')] });
    expect(three.compared).toMatchObject({ nodes: ['win-1', 'win-2', 'win-3'] });
    expect((await explained({ files: [node('win-1')] })).compared).toBeNull();
  });

  test('reads logs, also packed, with the pod that was pasted before one that was dropped', async () => {
    const packed = file('containerd.log.gz', new Uint8Array(gzipSync(logon)));
    const { answer, told } = await done('explain', { files: [packed] });
    expect(answer).toMatchObject({ explanation: { recognised: true } });
    expect(told.at(-1)).toMatchObject({ file: 'containerd.log.gz', done: packed.size, total: packed.size });
    const dropped = file('pod.yaml', manifest('WIN\\svc'));
    const text = 'failed to logon user: The user name or password is incorrect.';
    const needsPassword = async (pod: string) =>
      weightOf((await explained({ text, pod, files: [dropped] })).causes, 'account-needs-password');
    expect([await needsPassword(''), await needsPassword(system)]).toEqual(['possible', 'ruled-out']);
  });

  test('reads the status of a pod that is there alone', async () => {
    const status = `\nstatus: {phase: Pending, containerStatuses: [{name: a, ready: false, restartCount: 0, image: a, imageID: '', state: {waiting: {reason: RunContainerError, message: '${logon}'}}}]}\n`;
    expect((await explained({ pod: system + status })).signature).not.toBeNull();
    const beside = await explained({ text: 'nothing that is known', pod: system + status });
    expect([beside.signature, beside.hasExplanation]).toEqual([null, true]);
  });
});

describe('what cannot be read', () => {
  test('is named, with why', async () => {
    const packed = new Uint8Array(gzipSync(`${logon}\n`.repeat(2000)));
    packed.fill(0xff, 20);
    await expect(explained({ files: [file('broken.gz', packed)] })).rejects.toThrow(/^broken\.gz cannot be read: \S/);
    await expect(explained({ files: [file('node.json', '{"schemaVersion": 1')] })).rejects.toThrow(/^node\.json /);
    await expect(done('predict', { text: 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n' })).rejects.toThrow(
      /\bmanifest\b/,
    );
  });

  test('a pod beside a node is what the text of that node is about, and no text of its own', async () => {
    const alone = await explained({ pod: system });
    expect(alone).toMatchObject({ hasExplanation: true, reports: [] });
    const beside = await explained({ pod: system, files: [node('win-1')] });
    expect(beside).toMatchObject({ hasExplanation: false, reports: ['win-1'], of: { name: 'win-1' } });
    // What the node itself says is explained, too.
    const said = await explained({ files: [ill] });
    expect(said.reports).toHaveLength(1);
  });

  test('the times of a log are those of the node that is beside it', async () => {
    const line = `E1101 10:00:00.000000    1 x.go:1] ${logon}\n`;
    const at = async (timeZone: string) => {
      const snapshot = snapshotWith(({ os }) => Object.assign(os, { timeZone }));
      const files = [file('kubelet.log', line), file('n.json', JSON.stringify(snapshot))];
      const { answer } = await done('explain', { files });
      return answer.tab === 'explain' ? answer.explanation?.diagnoses[0]?.seen[0]?.at : undefined;
    };
    const [utc, tokyo] = [await at('UTC'), await at('Asia/Tokyo')];
    expect(Date.parse(utc ?? '') - Date.parse(tokyo ?? '')).toBe(9 * 3_600_000);
  });
});

test('a file that is too large to be read as a whole is refused before it is read', async () => {
  const large = (bytes: number) => Object.defineProperty(node('win-1'), 'size', { value: bytes });
  await expect(explained({ files: [large(2 ** 28 + 1)] })).rejects.toThrow('win-1.json must have at most 256 MiB');
  expect((await explained({ files: [large(2 ** 28)] })).reports).toEqual(['win-1']);
});

test('a log without a year is of the year in which its file was last written', async () => {
  const line = `E1101 10:00:00.000000    1 x.go:1] ${logon}\n`;
  const written = new File([line], 'kubelet.log', { lastModified: Date.parse('2024-12-01T00:00:00Z') });
  const { answer } = await done('explain', { files: [written] });
  const at = answer.tab === 'explain' ? answer.explanation?.diagnoses[0]?.seen[0]?.at : undefined;
  expect(at).toMatch(/^2024-/);
});

test('a pasted log is of the time of the node that is beside it', async () => {
  const at = async (snapshot: object) => {
    const files = [file('n.json', JSON.stringify(snapshot))];
    const text = `E1101 10:00:00.000000    1 x.go:1] ${logon}\n`;
    const { answer } = await done('explain', { text, files });
    return answer.tab === 'explain' ? answer.explanation?.diagnoses[0]?.seen[0]?.at : undefined;
  };
  expect(await at({ ...snapshotWith(), at: '2023-12-01T00:00:00.000Z' })).toMatch(/^2023-/);
});

test('lint names what was pasted and what was dropped, each with the line of its problem', async () => {
  const wrong = manifest('NT AUTHORITY\\SYTEM');
  const { answer } = await done('lint', { text: wrong, files: [file('b.yml', wrong)] });
  if (answer.tab !== 'lint') throw new Error('it is linted');
  expect(new Set(answer.lint.problems.map((one) => one.file))).toEqual(new Set(['manifest', 'b.yml']));
  for (const [at, line] of answer.lines.entries()) {
    expect(line).toBe(wrong.split('\n')[(answer.lint.problems[at]?.line ?? 0) - 1]?.trim());
  }
});

describe('predict', () => {
  test('is for usual nodes, and says so, unless nodes are given', async () => {
    const { answer: usual } = await done('predict', { text: system });
    expect(usual).toMatchObject({ tab: 'predict', areUsual: true });
    const { answer: own } = await done('predict', { text: system, files: [node('win-1'), node('win-2')] });
    expect(own).toMatchObject({ areUsual: false, titles: ['win-1', 'win-2'] });
    const again = new File([await node('win-1').text()], 'again.json');
    const { answer: same } = await done('predict', { text: system, files: [node('win-1'), again] });
    expect(same).toMatchObject({ titles: ['win-1.json', 'again.json'] });
    await expect(done('predict', { files: [node('win-1')] })).rejects.toThrow('a manifest must be given');
  });

  test('reads a manifest whatever its name, and the one that was pasted first', async () => {
    const named = (name: string) => system.replace('name: a', `name: ${name}`);
    const files = [file('b.txt', named('of-text')), file('c.yaml', named('of-yaml'))];
    const { answer } = await done('predict', { text: named('pasted'), files });
    if (answer.tab !== 'predict') throw new Error('it is predicted');
    const pods = new Set(answer.predictions.predictions.map(({ pod }) => pod.name));
    expect([...pods]).toEqual(['pasted', 'of-yaml', 'of-text']);
  });
});

describe('redact', () => {
  const redacted = async (entered: Partial<Entered>) => {
    const answer = await work({ do: 'redact', entered: { text: '', pod: '', files: [], ...entered } }, () => undefined);
    if (answer.tab !== 'redact') throw new Error('it is redacted');
    return Promise.all(answer.files.map(async ({ name, content, counts }) => [name, await content.text(), counts]));
  };

  test('keeps the name of each file apart from what packed it, and one placeholder for one secret', async () => {
    const secret = 'agent.exe --password=Zk8Qw3Lm5Tr7\n';
    const files = [file('a.log.gz', new Uint8Array(gzipSync(secret))), file('plain', secret)];
    const [pasted, first, second] = await redacted({ text: secret, files });
    expect([pasted?.[0], first?.[0], second?.[0]]).toEqual([
      ...['pasted.redacted.txt', 'a.redacted.log', 'plain.redacted'],
    ]);
    expect(first?.[1]).toMatch(/^agent\.exe --password=\[redacted:[\w-]+:\w{12}\]\n$/);
    expect([first?.[1], second?.[1]]).toEqual([pasted?.[1], pasted?.[1]]);
    expect(Object.fromEntries(first?.[2] as [string, number][])).toEqual({ key: 1 });
    await expect(redacted({ files: [file('b.zip', 'PK\u0003\u0004')] })).rejects.toThrow('but is a bundle');
  });

  test('reads UTF-16 as Windows writes it, and a file that ends within a character to its end', async () => {
    const secret = 'agent.exe --password=Zk8Qw3Lm5Tr7';
    const wide = new Uint8Array(Buffer.from(`\ufeff${secret}\n`, 'utf16le'));
    const torn = new Uint8Array([...Buffer.from('it ends: '), 0xe6, 0xbc]);
    const [first, second] = await redacted({ files: [file('wide.txt', wide), file('torn.txt', torn)] });
    expect(first?.[1]).toMatch(/^agent\.exe --password=\[redacted:[\w-]+:\w{12}\]\n$/);
    expect(second?.[1]).toBe('it ends: \ufffd');
  });

  test('says which kinds of secrets a text holds', async () => {
    const answer = await work({ do: 'secrets', text: 'agent.exe --password=Zk8Qw3Lm5Tr7' }, () => undefined);
    expect(answer).toMatchObject({ kinds: ['key'], redacted: expect.not.stringContaining('Zk8Qw3') });
  });
});
