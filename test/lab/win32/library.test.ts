import { expect, test } from 'vitest';
import { GetVolumeNameForVolumeMountPointW } from '../../../agent/win32/api/files.ts';
import { OpenProcess } from '../../../agent/win32/api/processes.ts';
import { OpenSCManagerW, SC_MANAGER_CONNECT } from '../../../agent/win32/api/services.ts';
import { functionsOf } from '../../../agent/win32/library.ts';

test('each of many calls under way at once has the error of its own thread', async () => {
  const noProcess = () => OpenProcess(0x1000, 0, 999_999);
  const noFolder = () => GetVolumeNameForVolumeMountPointW('C:\\nosuch\\', Buffer.alloc(100), 50);
  const { lastError: ofFolder } = await noFolder();
  const asked = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? noProcess() : noFolder()));
  const codes = (await Promise.all(asked)).map(({ lastError }) => lastError);
  // ERROR_INVALID_PARAMETER
  expect(codes).toEqual(asked.map((_, index) => (index % 2 === 0 ? 87 : ofFolder)));
  expect(ofFolder).not.toBe(87);
});

test('the error of a call on this thread is read with it', () => {
  expect(OpenSCManagerW.now(null, 'NoSuchDatabase', SC_MANAGER_CONNECT)).toEqual({ result: null, lastError: 123 });
});

test('a function that this Windows does not have is unsupported, and so is a DLL', async () => {
  const noFunction = functionsOf('advapi32.dll')('u32 NoSuchFunction()');
  await expect(noFunction()).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringContaining('NoSuchFunction'),
  });
  const noDll = functionsOf('nosuch.dll')('u32 NoSuchFunction()');
  await expect(noDll()).rejects.toMatchObject({ kind: 'unsupported', message: expect.stringContaining('nosuch.dll') });
});
