import { Readable } from 'node:stream';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createPlaceholder } from '../redact/keyed-placeholder.ts';
import { createRedactor } from '../redact.ts';
import { createPacker, type Packer } from './packer.ts';
import type { Call } from './packer-thread.ts';

function answer(packer: Packer, call: Call): Promise<unknown> | null {
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
  const archive = Readable.toWeb(packer.archive);
  port.on('message', async (call: Call) => {
    const answered = answer(packer, call);
    if (answered !== null) port.postMessage(await answered);
  });
  port.postMessage(archive, [archive]);
}
