import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { host } from './machine.ts';

const program = fileURLToPath(new URL('job.ts', import.meta.url));

test('the job that Node makes for the programs that it starts is not taken for the container’s', async () => {
  // cmd.exe stands between: what it starts belongs to no job of this process.
  const args = ['/d', '/c', process.execPath, program];
  const { stdout } = await host.programs.run(inSystem32('cmd.exe'), args, { timeoutMs: 30_000 });
  const { before, after } = JSON.parse(stdout);
  const { peakMemoryBytes, activeProcesses, ...job } = before;
  expect(after).toMatchObject(job);
});
