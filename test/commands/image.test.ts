import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startContainerd, stopContainerd } from '../containerd.ts';
import { ofTheImage } from './met.ts';
import { openShell, scratchFolder } from './scratch.ts';

test('the commands for the image that READMEs show, in their order', async () => {
  const folder = scratchFolder();
  const output = join(folder, 'made');
  const containerd = await startContainerd(['io.containerd.grpc.v1.cri']);
  onTestFinished(() => stopContainerd(containerd));
  const type = await openShell(folder, {
    CONTAINERD_ADDRESS: containerd.socket,
    CONTAINERD_SNAPSHOTTER: 'native',
  });
  const instead = {
    '--standalone': `--standalone --output ${output}`,
    'image/out': output,
    ' hostprobe-0.1.0.tar': ` ${output}/hostprobe-0.1.0.tar`,
    'docker://registry.example.com/hostprobe:0.1.0': `dir:${output}/com`,
    'docker://registry.example.net/hostprobe:0.1.0': `dir:${output}/net`,
  };
  for (const [command, code, printed] of ofTheImage) {
    expect({ command, ...(await type(command, instead)) }).toEqual({
      command,
      code,
      output: expect.stringMatching(printed),
    });
  }
}, 600_000);
