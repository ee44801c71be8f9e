import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createPrograms, inSystem32 } from '../../agent/host/exec.ts';
import { newFolder } from './folder.ts';
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

test('on Windows only the full path of an .exe that is there is run: cmd.exe would start anything else', async () => {
  const windows = createPrograms(true);
  const folder = await newFolder();
  const program = join(folder, 'own.EXE');
  await writeFile(join(folder, 'own.cmd'), '#!/bin/sh\necho ran');
  await chmod(join(folder, 'own.cmd'), 0o755);
  await symlink('own.cmd', program);
  expect(await windows.run(program, [], { timeoutMs: 20_000 })).toEqual({ exitCode: 0, stdout: 'ran', stderr: '' });
  for (const refused of ['netsh.exe', join(folder, 'own.cmd')]) {
    await expect(windows.run(refused, [], { timeoutMs: 20_000 })).rejects.toMatchObject({ kind: 'unsupported' });
  }
  const absent = join(folder, 'no.exe');
  const said = { kind: 'failed', code: 'ENOENT', message: `${absent} could not be started: it is not there` };
  await expect(windows.run(absent, [], { timeoutMs: 20_000 })).rejects.toMatchObject(said);
});

test('a program of Windows is named by its full path, where this Windows is', () => {
  expect(inSystem32('netsh.exe')).toBe('C:\\Windows\\System32\\netsh.exe');
  process.env.SystemRoot = 'D:\\WINNT';
  onTestFinished(() => void delete process.env.SystemRoot);
  expect(inSystem32('netsh.exe')).toBe('D:\\WINNT\\System32\\netsh.exe');
});
