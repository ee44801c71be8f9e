import { expect, test } from 'vitest';
import { containerdFolders } from '../../agent/node/containerd-folders.ts';
import { excludeFolders } from '../../agent/node/virus-scanner.ts';
import { on } from '../causes/case.ts';
import { got } from '../snapshot.ts';

const startedWith = (commandLine: string) =>
  on((facts) => {
    const [process] = facts['runtime-process'].containerd;
    if (process) process.commandLine = got(commandLine);
  });

test('the command line wins over the file, and the default is that of containerd', () => {
  expect(containerdFolders({})).toEqual({
    root: 'C:\\ProgramData\\containerd\\root',
    state: 'C:\\ProgramData\\containerd\\state',
  });
  const both = startedWith('containerd.exe --root D:\\images --state=D:\\state');
  expect(containerdFolders(both)).toEqual({ root: 'D:\\images', state: 'D:\\state' });
  expect(excludeFolders('If it is', both).run).toBe("Add-MpPreference -ExclusionPath 'D:\\images', 'D:\\state'");
});
