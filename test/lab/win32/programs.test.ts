import { expect, test } from 'vitest';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { familyOfTwo } from '../../host/grandchild.ts';
import { host } from './machine.ts';

const { run } = host.programs;
const cmd = inSystem32('cmd.exe');

test('a program answers with its output and its exit code', async () => {
  expect(await run(cmd, ['/d', '/c', 'echo out& exit 3'], { timeoutMs: 20_000 })).toMatchObject({
    exitCode: 3,
    stdout: 'out',
  });
});

test('a program that is not there is an error and no exit code of a shell', async () => {
  await expect(run('C:\\nosuch\\containerd.exe', ['--version'], { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'failed',
    code: 'ENOENT',
  });
});

test.each(['containerd.exe', 'C:\\hpc\\start.cmd', '.\\containerd.exe'])(
  '%s is not run: only the full path of an .exe is',
  async (program) => {
    await expect(run(program, [], { timeoutMs: 5000 })).rejects.toMatchObject({ kind: 'unsupported' });
  },
);

test('at the deadline the whole tree is killed, and the answer waits for none of it', async () => {
  const { args, grandchildDied } = await familyOfTwo();
  await expect(run(process.execPath, args, { timeoutMs: 5000 })).rejects.toMatchObject({
    kind: 'timeout',
    message: expect.stringContaining('did not end within 5000 ms and was killed'),
  });
  await grandchildDied;
});
