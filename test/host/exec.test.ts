import { expect, test } from 'vitest';
import { createPrograms, inSystem32 } from '../../agent/host/exec.ts';
import { familyOfTwo } from './grandchild.ts';

const { run } = createPrograms(false);
const node = (script: string, timeoutMs = 20_000, ...args: string[]) =>
  run(process.execPath, ['-e', script, ...args], { timeoutMs });

test('a program answers with its output and any exit code', async () => {
  const answer = await node('console.log("out"); console.error("err"); process.exitCode = 3');
  expect(answer).toEqual({ exitCode: 3, stdout: 'out', stderr: 'err' });
});

test('arguments reach the program as they are: no shell reads them', async () => {
  const args = ['a b', '"', '$HOME', '%PATH%', '& exit 1', '*'];
  const { stdout } = await node('console.log(JSON.stringify(process.argv.slice(1)))', 20_000, ...args);
  expect(JSON.parse(stdout)).toEqual(args);
});

test('a program gets no input to wait for', async () => {
  const { stdout } = await node('process.stdin.on("end", () => console.log("end")).resume()');
  expect(stdout).toBe('end');
});

test('a program that is not there is an error and no exit code', async () => {
  await expect(run('/nosuch/program', [], { timeoutMs: 1000 })).rejects.toMatchObject({
    kind: 'failed',
    code: 'ENOENT',
    message: expect.stringContaining('/nosuch/program could not be started'),
  });
});

test('a program that may not be run is denied', async () => {
  await expect(run('/etc/passwd', [], { timeoutMs: 1000 })).rejects.toMatchObject({ kind: 'denied', code: 'EACCES' });
});

test('a program that was killed has no exit code', async () => {
  await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('was ended by SIGKILL');
});

test('a program that never stops talking is not listened to for ever', async () => {
  await expect(run('yes', [], { timeoutMs: 20_000 })).rejects.toMatchObject({
    kind: 'failed',
    message: 'yes said more than 1048576 bytes',
  });
});

test('at the deadline the whole tree is killed, and the answer waits for none of it', async () => {
  const { args, grandchildDied } = await familyOfTwo();
  await expect(run(process.execPath, args, { timeoutMs: 3000 })).rejects.toMatchObject({
    kind: 'timeout',
    message: expect.stringContaining('did not end within 3000 ms and was killed'),
  });
  await grandchildDied;
});

test('a program of Windows is named by its full path', () => {
  expect(inSystem32('netsh.exe')).toMatch(/^[A-Z]:\\.*\\System32\\netsh\.exe$/i);
});
