import { describe, expect, test } from 'vitest';
import { QueryError } from '../../agent/error.ts';
import { sandbox } from '../../agent/probes/sandbox.ts';
import { fileStat, hostWith } from '../host.ts';

const settings = { listen: [{ address: '127.0.0.1', port: 20258 }] };
const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const directory = { ...fileStat('C:\\hpc', 0, new Date('2026-11-01T11:00:00Z')), kind: 'directory' as const };
const files = {
  stat: async () => directory,
  list: async () => ['node.exe', 'License.txt'],
  mayCreateIn: async () => true,
  mountedVolume: async () => null,
  finalPath: async () => '\\\\?\\Volume{1}\\',
};
const readFact = (mountPoint: string | null, more: Parameters<typeof hostWith>[0] = {}) =>
  sandbox.read(
    hostWith({
      ...more,
      self: {
        workingDirectory: () => 'C:\\hpc',
        variable: (name) => (name === 'CONTAINER_SANDBOX_MOUNT_POINT' ? mountPoint : null),
        ...more.self,
      },
      files: { ...files, ...more.files },
    }),
    settings,
  );

describe('sandbox', () => {
  test.each([
    ['C:\\hpc\\', 'bind', null],
    [`C:\\hpc\\${id}\\`, 'fallback', id],
    [`C:\\C\\${id}\\`, 'volume', id],
    ['D:\\rootfs\\', 'custom', null],
  ])('reads %s as the %s form', async (mountPoint, form, containerId) => {
    expect(await readFact(mountPoint)).toMatchObject({
      mountPoint,
      form,
      containerId,
      root: { ok: true, value: { entries: ['License.txt', 'node.exe'], truncated: false } },
      writable: { ok: true, value: true },
      mountedVolume: { ok: true, value: null },
      finalPath: { ok: true, value: '\\\\?\\Volume{1}\\' },
      executable: 'C:\\hpc\\node.exe',
    });
  });

  test.each([
    ['the variable is not set', null],
    ['the variable is empty', ''],
  ])('asks nothing of the disk when %s', async (_when, mountPoint) => {
    const fact = await readFact(mountPoint, {
      files: { stat: () => Promise.reject(new QueryError('failed', 'no question was due')) },
    });
    const nothing = { ok: true, value: null };
    expect(fact).toMatchObject({ form: 'unset', root: nothing, writable: nothing, mountedVolume: nothing });
  });

  test('an absent directory is distinguished from one that cannot be listed', async () => {
    const absent = await readFact('C:\\hpc\\', { files: { stat: async () => null } });
    expect(absent.root).toEqual({ ok: true, value: null });
    const refused = await readFact('C:\\hpc\\', {
      files: { list: () => Promise.reject(new QueryError('denied', 'FindFirstFileW: ERROR_ACCESS_DENIED (5)', '5')) },
    });
    expect(refused).toMatchObject({
      root: { ok: false, error: { kind: 'denied' } },
      writable: { ok: true, value: true },
    });
  });

  test('cuts a long listing and says so', async () => {
    const names = Array.from({ length: 500 }, (_, at) => `file-${at}`);
    const { root } = await readFact('C:\\hpc\\', { files: { list: async () => names } });
    expect(root).toMatchObject({ ok: true, value: { truncated: true } });
    expect(root.ok && root.value?.entries).toHaveLength(200);
    const whole = await readFact('C:\\hpc\\', { files: { list: async () => names.slice(0, 200) } });
    expect(whole.root).toMatchObject({ value: { truncated: false } });
  });

  test.each([
    ['C:\\hpc', 'C:\\hpc\\x', 'C:\\x'],
    ['D:\\work\\dir', 'D:\\work\\dir\\x', 'D:\\x'],
    ['C:\\', 'C:\\x', 'C:\\x'],
  ])('from %s a relative path leads to %s, and one with a leading slash to %s', async (cwd, relative, rooted) => {
    const fact = await readFact('C:\\hpc\\', { self: { workingDirectory: () => cwd } });
    expect(fact).toMatchObject({ workingDirectory: cwd, relativeResolvesTo: relative, rootedResolvesTo: rooted });
  });
});
