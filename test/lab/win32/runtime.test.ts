import koffi from 'koffi';
import { expect, onTestFinished, test } from 'vitest';
import { openRuntime } from '../../../agent/host/runtime/client.ts';
import { describeRuntime } from '../../host/runtime/behaviour.ts';

let made = 0;
const newPipe = () => `\\\\.\\pipe\\hostprobe-test-${process.pid}-${made++}`;

describeRuntime('a named pipe', newPipe);

test('a pipe that this account may open for reading only is neither silent nor absent', async () => {
  const path = newPipe();
  createOutboundPipe(path);
  expect(await openRuntime(path).connection({ timeoutMs: 2000 })).toBe('read-only');
});

/** A pipe on which only its server may write: the one kind that refuses every account to open it for writing. */
function createOutboundPipe(path: string): void {
  const kernel32 = koffi.load('kernel32.dll');
  const create = kernel32.func(
    'intptr __stdcall CreateNamedPipeW(str16 name, uint32 open, uint32 mode, uint32 instances, uint32 out, uint32 in, uint32 timeout, void *security)',
  );
  const close = kernel32.func('bool __stdcall CloseHandle(intptr handle)');
  // PIPE_ACCESS_OUTBOUND, byte mode, one instance (winbase.h).
  const handle: number = create(path, 0x2, 0, 1, 4096, 4096, 0, null);
  expect(handle).toBeGreaterThan(0);
  onTestFinished(() => close(handle));
}
