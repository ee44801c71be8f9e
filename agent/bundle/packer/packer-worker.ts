import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createPlaceholder } from '../../redact/placeholder.ts';
import { createRedactor } from '../../redact.ts';
import { createPacker } from '../packer.ts';
import type { PackerCall, PackerMessage } from './packer-thread.ts';

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const packer = createPacker(createRedactor({ placeholder: createPlaceholder(workerData) }));
  const send = (message: PackerMessage, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  port.on('message', async ({ call, given }: PackerCall) => {
    // The compiler does not pair a method with its own parameters.
    const value = await (packer[call] as (...given: readonly unknown[]) => unknown)(...given);
    if (call !== 'end') send({ is: 'answer', value });
  });
  packer.archive.on('data', (piece: Uint8Array) => {
    // A copy, because a transferred buffer is gone here.
    const bytes = new Uint8Array(piece);
    send({ is: 'archive', bytes }, [bytes.buffer]);
  });
  packer.archive.on('end', () => send({ is: 'end' }));
}
