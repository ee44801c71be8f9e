import { expect, test } from 'vitest';
import { expectOn, fixOf, judged, modes, newPod } from './case.ts';

test.each([
  'Last State: Terminated, Reason: Error, Exit Code: -1073741515',
  'agent.exe: exit status 0xc0000135',
  '"exitCode":3221225785',
])('program-library: %s', (text) => {
  expect(fixOf('program-library', text, {})).toContain('vcruntime140.dll');
});

// Windows-Containers#366: the same image works with containerd 1.6.
test('side-by-side: only where C:\\hpc is that of the silo', () => {
  expectOn('side-by-side', 'Exit Code: -1072365566', modes, [
    ['nothing known', 'possible', 'matched text: Exit Code: -1072365566'],
    ['bind', 'likely', newPod.bind],
    ['fallback', 'ruled-out', newPod.fallback],
    ['volume', 'ruled-out', newPod.volume],
  ]);
});

test('container-stopped: says where to see who stopped it', () => {
  expect(fixOf('container-stopped', 'Exit Code: -1073741510', {})).toContain('kubectl describe pod');
});

// dotnet/sdk-container-builds#640: dotnet.exe starts what its first argument names; another program is no host.
test.each([
  ['/app/agent.dll is not found.', 'possible'],
  ['C:\\app\\dotnet.exe is not found.', 'possible'],
  ['C:\\app\\agent.exe is not found.', 'ruled-out'],
])('dotnet-runtime: %s', (text, weight) => {
  expect(judged('dotnet-runtime', text, {}, { hostProcess: true })[0]).toBe(weight);
});
