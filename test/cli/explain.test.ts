import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { causes } from '../../agent/causes/index.ts';
import { diagnosisSchema } from '../../agent/report.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { run, saved, serve } from '../run.ts';
import { got, snapshotWith } from '../snapshot.ts';

const denial =
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown';
const inputs = (file: string) => fileURLToPath(new URL(`../explain/inputs/${file}`, import.meta.url));

const userNode = () =>
  saved(
    snapshotWith((facts) => {
      const [process] = facts['runtime-process'].containerd;
      if (process) process.account = got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-NODE-1\\Administrator' });
      if (facts.services.containerd.ok && facts.services.containerd.value) {
        facts.services.containerd.value.account = '.\\Administrator';
      }
    }),
  );

describe('hostprobe explain', () => {
  test('prints JSON of the shape that other programs read', async () => {
    const { code, stdout } = await run(['explain', '-o', 'json', denial]);
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(answer)).toEqual(['schemaVersion', 'recognised', 'diagnoses']);
    expect(answer).toMatchObject({ schemaVersion: 1, recognised: true });
    expect(answer.diagnoses).toHaveLength(1);
    expect(diagnosisSchema.parse(answer.diagnoses[0])).toEqual(answer.diagnoses[0]);
    expect(answer.diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'possible' });
  });

  test('weighs against a saved node', async () => {
    const { stdout } = await run(['explain', '--facts', userNode(), '-o', 'json', denial]);
    expect(JSON.parse(stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'containerd-account', weight: 'confirmed' });
    const healthy = await run(['explain', '--facts', saved(snapshotWith()), '-o', 'json', denial]);
    expect(JSON.parse(healthy.stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'security-product' });
  });

  test('says the cause, why, and the command, in this order', async () => {
    const { stdout } = await run(['explain', '--facts', userNode(), denial]);
    const [cause, why, value, fix] = [
      'confirmed containerd-account',
      'Why: ',
      'WIN-NODE-1\\Administrator',
      'sc.exe config containerd obj= LocalSystem',
    ].map((words) => stdout.indexOf(words));
    expect([cause, why, value, fix]).toEqual([cause, why, value, fix].toSorted((a, b) => Number(a) - Number(b)));
    expect(cause).toBeGreaterThan(0);
    expect(stdout).toContain('Based on the facts of win-node-1 at 2026-11-01T12:00:00.000Z.');
  });

  test('weighs against a node whose agent it asks, as against its saved facts', async () => {
    const path = userNode();
    using node = await serve(['--facts', path]);
    expect(await run(['explain', '--node', node.url, denial])).toEqual(await run(['explain', '--facts', path, denial]));
  });

  test('says how to tell the causes apart when nothing but the text was weighed', async () => {
    const { stdout } = await run(['explain', '0x52e']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('hostprobe explain --facts node.json');
  });

  test('takes words that lost their quotation marks', async () => {
    const { code, stdout } = await run(['explain', ...denial.split(' ')]);
    expect({ code, head: stdout.split(':')[0] }).toEqual({ code: 0, head: 'ERROR   logon-denied' });
  });

  test('reads several files and standard input', async () => {
    const files = ['containerd-utf16-plain.log', 'containerd.err-1.log.gz', 'events.json'].map(inputs);
    const { stdout } = await run(['explain', '-o', 'json', ...files, '-'], {
      input: 'named pipe mounts not supported for job containers',
    });
    const { diagnoses } = JSON.parse(stdout);
    const seen = diagnoses.map(({ signature, seen: [first] }: { signature: string; seen: { source: string }[] }) => [
      signature,
      first?.source,
    ]);
    expect(Object.fromEntries(seen)).toEqual({
      'user-empty': files[0],
      'logon-type': files[1],
      'logon-denied': files[2],
      'mount-pipe': 'standard input',
    });
  });

  test('ends with 1 when nothing is known, and says how to see what is', async () => {
    const text = await run(['explain', 'all is well']);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout).toContain('hostprobe explain --list');
    const json = await run(['explain', '-o', 'json', 'all is well']);
    expect(JSON.parse(json.stdout)).toEqual({ schemaVersion: 1, recognised: false, diagnoses: [] });
  });

  test('recognises what looks alike, and says that it is none of its own', async () => {
    const { code, stdout } = await run(['explain', inputs('like-hcs-denied.txt')]);
    expect(code).toBe(0);
    expect(stdout).toContain('This is not a HostProcess failure.');
  });

  test.each([
    ['nothing to explain', [], 'name what to explain'],
    ['an empty text', [''], 'name what to explain'],
    ['a file that is not there', ['nowhere/kubelet.log'], 'nowhere/kubelet.log cannot be read: there is no such file'],
    ['a directory', ['/tmp'], '/tmp cannot be read: it is a directory'],
    ['gzip that is damaged', [saved(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))], 'cannot be read: '],
    ['standard input twice', ['--facts', '-', '-'], 'cannot both read standard input'],
    ['a form that it does not have', ['-o', 'html', 'x'], '-o'],
  ])('ends with 64 and one sentence for %s', async (_what, args, words) => {
    const { code, stdout, stderr } = await run(['explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words === '-o' ? 'html' : words);
  });
});

describe('the catalogue', () => {
  test('is listed whole', async () => {
    const { code, stdout } = await run(['explain', '--list', '-o', 'json']);
    expect(code).toBe(0);
    const list = JSON.parse(stdout);
    expect(list.signatures.map(({ id }: { id: string }) => id)).toEqual(signatures.map(({ id }) => id));
    expect(list.causes.map(({ id }: { id: string }) => id)).toEqual(causes.map(({ id }) => id));
  });

  test('tells of one signature which causes it can have, and not those that its tail rules out', async () => {
    const { stdout } = await run(['explain', 'logon-denied', '-o', 'json']);
    expect(JSON.parse(stdout).signature).toMatchObject({ id: 'logon-denied', component: 'hcsshim' });
    const text = await run(['explain', 'logon-denied']);
    expect(text.stdout).toContain('containerd-account: ');
    expect(text.stdout).not.toContain('local-group-missing');
  });

  test('tells of one cause how it shows, why, and which checks judge it', async () => {
    const { code, stdout } = await run(['explain', 'containerd-account']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Shows as: .*logon-denied/);
    expect(stdout).toContain('Related checks: containerd-account');
  });
});
