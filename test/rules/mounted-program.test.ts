import { describe, expect, test } from 'vitest';
import { anyNode, bindNode, fallbackNode, hostProcessPod, lintWith, volumeNode } from './lint.ts';

describe('mounted-program', () => {
  const judge = lintWith('mounted-program');
  const pod = (command: string, { mountPath = 'C:\\tools', volume = 'configMap: {name: t}', more = '' } = {}) =>
    hostProcessPod(`
  containers:
  - name: a
    command: ${command}
    volumeMounts: [{name: t, mountPath: '${mountPath}'}]
${more}  volumes: [{name: t, ${volume}}]
`);

  const said = (word: string) => `${word} is in the volume t, which is below the mount point of the container`;

  test('is an error where the volume is below the mount point, and a warning where the node may be either', () => {
    const text = pod("['C:\\tools\\agent.exe', -v]");
    for (const node of [volumeNode, fallbackNode])
      expect(judge(text, node)).toEqual([`13:15 error ${said('C:\\tools\\agent.exe')}`]);
    expect(judge(text, anyNode)).toEqual([`13:15 warn ${said('C:\\tools\\agent.exe')}`]);
    expect(judge(text, bindNode)).toEqual([]);
  });

  test('asks for the script of PowerShell too, and for commands of probes', () => {
    expect(judge(pod("[powershell.exe, -NoLogo, -File, 'C:/Tools/start.ps1']"), volumeNode)).toEqual([
      `13:47 error ${said('C:/Tools/start.ps1')}`,
    ]);
    const more = "    livenessProbe: {exec: {command: ['\\tools\\check.exe']}}\n";
    expect(judge(pod('[agent.exe]', { mountPath: '/tools', more }), volumeNode)).toEqual([
      `15:38 error ${said('\\tools\\check.exe')}`,
    ]);
  });

  test.each([
    ["['%CONTAINER_SANDBOX_MOUNT_POINT%\\tools\\agent.exe']"],
    ["['C:\\toolset\\agent.exe']"],
    ['[tools\\agent.exe]'],
    ["['\\\\server\\tools\\agent.exe']"],
    ["[agent.exe, -File, 'C:\\tools\\start.ps1']"],
    ["[powershell, -Command, 'C:\\tools\\start.ps1']"],
    ['[powershell, -File]'],
  ])('accepts %s', (command) => {
    expect(judge(pod(command), volumeNode)).toEqual([]);
  });

  test('accepts a directory of the host that is mounted where it is', () => {
    expect(judge(pod("['C:\\tools\\agent.exe']", { volume: 'hostPath: {path: c:/Tools/}' }), volumeNode)).toEqual([]);
  });
});
