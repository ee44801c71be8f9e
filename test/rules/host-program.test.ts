import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('host-program');
const withCommand = (command: string, more = '') =>
  hostProcessPod(`  containers: [{name: a, command: ${command}${more}}]`);
const said = (path: string) =>
  `${path} is a file of the host; that of the image is below the mount point of the container`;

test('a path without a drive is meant for the image', () => {
  expect(judge(withCommand('[/agent.exe]'))).toEqual([`11:36 warn ${said('/agent.exe')}`]);
});

// dotnet/sdk-container-builds#640
test('the program that a host of programs starts counts too', () => {
  expect(judge(withCommand('[dotnet, /app/agent.dll]'))).toEqual([`11:44 warn ${said('/app/agent.dll')}`]);
  expect(judge(withCommand("[powershell.exe, -File, '/app/start.ps1']"))).toEqual([
    `11:59 warn ${said('/app/start.ps1')}`,
  ]);
});

// Programs that start the file of their first argument, as their manuals say.
test.each([
  ['dotnet', 'dll'],
  ['node', 'js'],
  ['node', 'mjs'],
  ['java', 'jar'],
  ['python', 'py'],
  ['python3', 'py'],
  ['node.exe', 'js'],
])('%s starts a file that ends in .%s, and no other', (host, extension) => {
  const file = `/app/agent.${extension}`;
  expect(judge(withCommand(`[${host}, ${file}]`))).toEqual([expect.stringContaining(`warn ${said(file)}`)]);
  expect(judge(withCommand(`[${host}, /app/agent.conf]`))).toEqual([]);
  expect(judge(withCommand(`[tool, ${file}]`))).toEqual([]);
});

test('a path with a drive may be meant', () => {
  expect(judge(withCommand("['C:\\app\\agent.exe']"))).toEqual([`11:36 info ${said('C:\\app\\agent.exe')}`]);
});

test.each([
  "['C:\\Windows\\System32\\cmd.exe']",
  "['C:\\k\\kubelet.exe']",
  '[agent.exe]',
  "['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe']",
  "['C:\\hpc\\agent.exe']",
])('%s is left alone', (command) => {
  expect(judge(withCommand(command))).toEqual([]);
});

test('a file of a mounted folder of the host, and of a volume, is left to its rules', () => {
  const volume = (source: string) =>
    `, volumeMounts: [{name: v, mountPath: 'C:\\tools'}]}]\n  volumes: [{name: v, ${source}`;
  expect(judge(withCommand("['C:\\tools\\x.exe']", volume('emptyDir: {}')))).toEqual([]);
  expect(judge(withCommand("['C:\\tools\\x.exe']", volume("hostPath: {path: 'C:\\tools'}")))).toEqual([]);
});
