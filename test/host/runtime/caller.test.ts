import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { reach } from '../../../agent/host/runtime/caller.ts';
import { serveBytes } from './endpoint.ts';

/** The account "nobody" of every Linux. */
const nobody = 65_534;

test('says denied, and not absent, where this account may not open the socket', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-cri-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'containerd.sock');
  await serveBytes(path, () => undefined);
  chmodSync(path, 0o000);
  // No permission stops root, so that root becomes somebody else for the attempt.
  if (process.getuid?.() === 0) {
    chmodSync(directory, 0o755);
    process.seteuid?.(nobody);
    onTestFinished(() => process.seteuid?.(0));
  }
  await expect(reach(path, 1000)).rejects.toMatchObject({ name: 'QueryError', kind: 'denied', code: 'EACCES' });
});

test('calls a socket absent whose server has gone and left the file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hostprobe-cri-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'containerd.sock');
  const leave = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await execa(process.execPath, ['-e', leave], { reject: false });
  expect(await reach(path, 1000)).toEqual({ state: 'absent' });
});
