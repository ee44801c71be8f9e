import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openRuntime } from '../../../agent/host/runtime/client.ts';
import type { Runtime } from '../../../agent/host.ts';
import { type Containerd, startContainerd, stopContainerd } from '../../containerd.ts';

/** A stop reaches a process thread by thread: until the last one stands, it may still answer. */
async function untilStopped(pid: number | undefined): Promise<void> {
  const threads = `/proc/${pid}/task`;
  const runs = (thread: string) => !/\) T /.test(readFileSync(join(threads, thread, 'stat'), 'utf8'));
  while (readdirSync(threads).some(runs)) await setTimeout(10);
}

// On Windows the lab and the node itself have a containerd on a pipe; this is the one of Linux distributions.
describe.skipIf(process.platform === 'win32')('a real containerd on a unix socket', () => {
  let containerd: Containerd;
  let runtime: Runtime;
  let version: string;

  beforeAll(async () => {
    const installed = spawnSync('containerd', ['--version'], { encoding: 'utf8' });
    if (installed.error) {
      throw new Error('a real containerd must be installed: apt-get install --no-install-recommends containerd');
    }
    version = installed.stdout.split(' ')[2] ?? '';
    containerd = await startContainerd();
    runtime = openRuntime(containerd.socket);
    return async () => {
      runtime.close();
      await stopContainerd(containerd);
    };
  });

  test('answers with the version that its program prints', async () => {
    expect(await runtime.connection({ timeoutMs: 5000 })).toBe('answers');
    expect(await runtime.version()).toEqual({ name: 'containerd', version, apiVersion: 'v1' });
  });

  test('prints its conditions and its configuration', async () => {
    const { conditions, config, goVersion, lastCniLoadStatus } = await runtime.status();
    expect(conditions).toContainEqual({ type: 'RuntimeReady', status: true, reason: '', message: '' });
    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady' }),
    );
    expect(config).toMatchObject({
      defaultHandler: 'runc',
      cniConfDir: join(containerd.directory, 'cni/conf'),
      cniBinDirs: [join(containerd.directory, 'cni/bin')],
      handlers: [{ name: 'runc', type: 'io.containerd.runc.v2', podAnnotations: [], containerAnnotations: [] }],
    });
    expect(goVersion).toMatch(/^go1\./);
    expect(lastCniLoadStatus).toMatch(/no network config found/);
  });

  test('has neither sandboxes nor containers', async () => {
    expect(await runtime.sandboxes()).toEqual([]);
    expect(await runtime.containers()).toEqual([]);
  });

  test('answers many calls at once on one connection', async () => {
    const versions = await Promise.all(Array.from({ length: 200 }, () => runtime.version()));
    expect(new Set(versions.map((each) => each.version))).toEqual(new Set([version]));
  });

  test('is said to serve no CRI when its cri plugin is disabled', async () => {
    const without = await startContainerd(['io.containerd.grpc.v1.cri']);
    onTestFinished(() => stopContainerd(without));
    const other = openRuntime(without.socket);
    onTestFinished(() => other.close());
    expect(await other.connection({ timeoutMs: 5000 })).toBe('answers');
    await expect(other.version()).rejects.toMatchObject({
      kind: 'failed',
      code: 'UNIMPLEMENTED',
      message: expect.stringContaining('serves no CRI'),
    });
  });

  test('is silent while it is suspended, and answers again when it continues', async () => {
    containerd.process.kill('SIGSTOP');
    await untilStopped(containerd.process.pid);
    try {
      const stopped = openRuntime(containerd.socket);
      expect(await stopped.connection({ timeoutMs: 300 })).toBe('silent');
      stopped.close();
    } finally {
      containerd.process.kill('SIGCONT');
    }
    expect(await runtime.connection({ timeoutMs: 5000 })).toBe('answers');
    expect((await runtime.version()).version).toBe(version);
  });
});
