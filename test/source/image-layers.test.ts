import { expect, test } from 'vitest';
import { imageOf, noFiles } from '../../agent/source/image-layers.ts';

// Source: learn.microsoft.com/windows/win32/sbscs/assembly-searching-sequence and "Application manifests".
test('a program needs the assemblies of the manifest in it and of the one beside it', () => {
  const files = noFiles();
  files.programs.set('app\\agent.exe', { architecture: 'amd64', assemblies: ['inside'] });
  files.programs.set('app\\agent.exe.manifest', { architecture: null, assemblies: ['beside'] });
  const program = imageOf(files, true).programAt('App/Agent.exe');
  expect(program).toEqual({ architecture: 'amd64', assemblies: ['inside', 'beside'] });
});
