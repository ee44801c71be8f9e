import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { PodSandboxStatusResponseSchema } from '../../../agent/host/runtime/cri.pb.ts';
import { readHostProcess } from '../../../agent/host/runtime/read-sandbox.ts';

const read = (info: unknown) =>
  readHostProcess(create(PodSandboxStatusResponseSchema, { info: { info: JSON.stringify(info) } }));
const annotated = (value: string) => ({
  runtimeSpec: { annotations: { 'microsoft.com/hostprocess-container': value } },
});
const configured = (windows: unknown) => ({ runtimeSpec: null, config: { windows } });

test.each([
  ['the annotation says true', annotated('true'), true],
  ['the annotation says false', annotated('false'), false],
  [
    'the annotation and the configuration differ',
    { ...annotated('false'), config: { windows: { security_context: { host_process: true } } } },
    false,
  ],
  ['only the configuration is left, with HostProcess', configured({ security_context: { host_process: true } }), true],
  ['only the configuration is left, without', configured({ security_context: {} }), false],
  ['only the configuration is left, without a security context', configured({}), false],
  ['it is no Windows sandbox', { runtimeSpec: { annotations: {} }, config: {} }, null],
  ['the runtime prints another shape', ['odd'], null],
])('a sandbox where %s', (_, info, expected) => {
  expect(read(info)).toBe(expected);
});

test('a sandbox about which the runtime prints nothing', () => {
  expect(readHostProcess(create(PodSandboxStatusResponseSchema, {}))).toBeNull();
});
