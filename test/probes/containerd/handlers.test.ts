import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { runtimeHandlers } from '../../../agent/probes/containerd/handlers.ts';

const read = (...files: string[]) => runtimeHandlers(files.map((text) => parse(text)));

// The keys as containerd's docs/cri/config.md has them.
const section = (plugin: string) => `
[plugins.${plugin}.containerd.runtimes.runhcs-wcow-process]
  runtime_type = "io.containerd.runhcs.v1"
  pod_annotations = ["microsoft.com/*"]
  container_annotations = ["io.microsoft.container.*"]`;

describe('the runtime handlers of config.toml', () => {
  test.each(['cri', '"io.containerd.grpc.v1.cri"', '"io.containerd.cri.v1.runtime"'])('are in %s', (plugin) => {
    expect(read(section(plugin))).toEqual([
      {
        name: 'runhcs-wcow-process',
        type: 'io.containerd.runhcs.v1',
        podAnnotations: ['microsoft.com/*'],
        containerAnnotations: ['io.microsoft.container.*'],
      },
    ]);
  });

  test('may be in an imported file', () => {
    expect(read('version = 2', section('"io.containerd.grpc.v1.cri"'))?.map(({ name }) => name)).toEqual([
      'runhcs-wcow-process',
    ]);
  });

  test('are none where no file sets any', () => {
    expect(read('version = 2', '[plugins."io.containerd.grpc.v1.cri".cni]')).toEqual([]);
  });

  test('are not known if two files have the section', () => {
    expect(read(section('"io.containerd.grpc.v1.cri"'), '[plugins."io.containerd.grpc.v1.cri".cni]')).toBeNull();
  });

  test('have the type of the default with the same name, and no other', () => {
    const plugin = 'plugins."io.containerd.grpc.v1.cri".containerd';
    const text = `[${plugin}.runtimes.runhcs-wcow-hypervisor]\n[${plugin}.runtimes.own]\n[${plugin}.default_runtime]`;
    expect(read(text)?.map(({ name, type }) => [name, type])).toEqual([
      ['runhcs-wcow-hypervisor', 'io.containerd.runhcs.v1'],
      ['own', ''],
      ['default', ''],
    ]);
  });
});
