import { expect, test } from 'vitest';
import { lintWith, podOf } from './lint.ts';

const judge = lintWith('account-rights');
const running = (user: string, container: string, volumes = '') =>
  podOf(`
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: ${JSON.stringify(user)}
  containers: [{name: a, ${container}}]
${volumes}`);
const csi = String.raw`args: ['--endpoint=unix://C:\\var\\lib\\kubelet\\plugins\\x\\csi.sock']`.replaceAll(
  '\\\\',
  '\\',
);

// azuredisk-csi-driver#2426: tried as Local Service, and taken back.
test('a CSI driver needs an administrator', () => {
  expect(judge(running('NT AUTHORITY\\Local Service', csi))).toEqual([
    '9:7 warn NT AUTHORITY\\Local Service is no administrator, and the program uses kubelet\\plugins',
  ]);
  expect(judge(running('NT AUTHORITY\\SYSTEM', csi))).toEqual([]);
});

test('a folder of the kubelet tells it too, and a plain program nothing', () => {
  const volumes = "  volumes: [{name: v, hostPath: {path: 'C:\\var\\lib\\kubelet\\plugins'}}]";
  expect(judge(running('NT AUTHORITY\\NetworkService', 'args: [a]', volumes))).toHaveLength(1);
  expect(judge(running('NT AUTHORITY\\Local Service', 'args: [a]'))).toEqual([]);
});
