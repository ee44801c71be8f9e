import { describe, expect, test } from 'vitest';
import { anyNode, bindNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('mounted-path', () => {
  const judge = lintWith('mounted-path');
  const pod = (fields: string, { mountPath = '/config', subPath = '', volume = 'configMap: {name: t}' } = {}) =>
    hostProcessPod(`
  containers:
  - name: a
    ${fields}
    volumeMounts: [{name: t, mountPath: '${mountPath}'${subPath}}]
  volumes: [{name: t, ${volume}}]
`);
  const said = (path: string) => `${path} is in the volume t, which is below the mount point of the container`;

  test('is a warning where the volume is below the mount point, also where the node may be either', () => {
    const text = pod('args: [--file=/config/agent.yaml]');
    expect(judge(text, volumeNode)).toEqual([`13:12 warn ${said('/config/agent.yaml')}`]);
    expect(judge(text, anyNode)).toEqual([`13:12 warn ${said('/config/agent.yaml')}`]);
    expect(judge(text, bindNode)).toEqual([]);
  });

  test.each([
    ["args: [-c, 'C:\\Config\\a.yaml']", 'C:\\Config\\a.yaml'],
    ['command: [powershell, -Command, \'Get-Content "/config/a.yaml"\']', '/config/a.yaml'],
    ['env: [{name: A, value: /config}]', '/config'],
    ['env: [{name: A, value: unix:///config/a.sock}]', '/config/a.sock'],
    ['livenessProbe: {exec: {command: [check.exe, /config/a.yaml]}}', '/config/a.yaml'],
  ])('finds the path in %s', (fields, path) => {
    expect(judge(pod(fields), volumeNode)).toEqual([expect.stringContaining(said(path))]);
  });

  test('finds a file that is mounted alone', () => {
    const text = pod('args: [--kubeconfig=c:/a.conf]', { mountPath: '/a.conf', subPath: ', subPath: a.conf' });
    expect(judge(text, volumeNode)).toEqual([`13:12 warn ${said('c:/a.conf')}`]);
  });

  test.each([
    ["args: ['--file=%CONTAINER_SANDBOX_MOUNT_POINT%/config/a.yaml']"],
    ['args: [$env:CONTAINER_SANDBOX_MOUNT_POINT/config/a.yaml]'],
    ['args: [--file=config/a.yaml]'],
    ['args: [--file=/configs/a.yaml]'],
    ['args: [--url=http://config/config/a]'],
    ["args: ['\\\\server\\config\\a']"],
    ['command: [sc.exe, /config, a]'],
    ["workingDir: 'C:\\config\\a'"],
  ])('accepts %s', (fields) => {
    expect(judge(pod(fields), volumeNode)).toEqual([]);
  });

  test('leaves the script that is started to mounted-program, and finds the paths behind it', () => {
    const text = pod("command: [pwsh, -File, '/config/run.ps1', -Config, '/config/a.yaml']");
    expect(judge(text, volumeNode)).toEqual([expect.stringContaining(said('/config/a.yaml'))]);
    expect(lintWith('mounted-program')(text, volumeNode)).toEqual([expect.stringContaining(said('/config/run.ps1'))]);
  });

  test('accepts what is a directory of the host, wherever the pod mounts it', () => {
    const host = 'hostPath: {path: c:/config}';
    expect(judge(pod('args: [/config/a.sock]', { volume: host }), volumeNode)).toEqual([]);
  });
});
