import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createPlaceholder } from '../../redact/placeholder.ts';
import { createRedactor } from '../../redact.ts';
import { createPacker, type Packer } from '../packer.ts';
import type { PackerCall, PackerMessage } from './packer-thread.ts';

function answer(packer: Packer, call: PackerCall): Promise<unknown> | null {
  switch (call.call) {
    case 'begin':
      return packer.begin(call.isClean);
    case 'open':
      return packer.open(call.path, call.modifiedAt);
    case 'add':
      return packer.add(call.bytes);
    case 'finish':
      return packer.finish();
    case 'end':
      packer.end();
      return null;
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const packer = createPacker(createRedactor({ placeholder: createPlaceholder(workerData) }));
  const send = (message: PackerMessage, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  port.on('message', async (call: PackerCall) => {
    const answered = answer(packer, call);
    if (answered !== null) send({ is: 'answer', value: await answered });
  });
  packer.archive.on('data', (piece: Uint8Array) => {
    // A copy, because a transferred buffer is gone here.
    const bytes = new Uint8Array(piece);
    send({ is: 'archive', bytes }, [bytes.buffer]);
  });
  packer.archive.on('end', () => send({ is: 'end' }));
}
