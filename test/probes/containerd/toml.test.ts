import { expect, test } from 'vitest';
import { readTomlStrings } from '../../../agent/probes/containerd/toml.ts';

const read = (text: string) => Object.fromEntries(readTomlStrings(text));

test('reads strings at the top and in sections, in both kinds of quotes', () => {
  const text = String.raw`
version = 2
root = "C:\\ProgramData\\containerd\\root" # where layers are
state = 'C:\ProgramData\containerd\state'

[grpc]
  address = '\\.\pipe\containerd-containerd'
  uid = 0
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.8"
  [plugins.'io.containerd.server.v1.grpc'.more]
  "quoted key" = "x"
`;
  expect(read(text)).toEqual({
    root: 'C:\\ProgramData\\containerd\\root',
    state: 'C:\\ProgramData\\containerd\\state',
    'grpc.address': '\\\\.\\pipe\\containerd-containerd',
    'plugins.io.containerd.grpc.v1.cri.sandbox_image': 'registry.k8s.io/pause:3.8',
    'plugins.io.containerd.server.v1.grpc.more.quoted key': 'x',
  });
});

test('reads dotted keys and Windows line ends', () => {
  expect(read('grpc.address = "a"\r\n[debug]\r\nlevel="info"\r\n')).toEqual({
    'grpc.address': 'a',
    'debug.level': 'info',
  });
});

test('passes over what is no string on one line', () => {
  const text = `
list = ["a", "b"]
table = { address = "x" }
long = """
root = "not this one"
"""
[[stream]]
root = "nor this one"
[grpc]
address = "y" extra
#address = "z"
`;
  expect(read(text)).toEqual({});
});

test('passes over a string with an escape that TOML does not know', () => {
  const text = String.raw`
root = "C:\Program Files"
state = "\u0041\t\U0001F600\"\\"
`;
  expect(read(text)).toEqual({ state: 'A\t\u{1F600}"\\' });
});

test('the last of two wins', () => {
  expect(read('root = "a"\nroot = "b"')).toEqual({ root: 'b' });
});
