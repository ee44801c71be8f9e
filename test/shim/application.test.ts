import { expect, test } from 'vitest';
import { applicationOf } from '../../agent/shim/application.ts';

// Source: hcsshim internal/jobcontainers/path.go, getApplicationName.
test('a quotation mark that is not closed is told by the shim itself', () => {
  const search = { workingDirectory: 'C:\\', path: '', shimDirectory: 'C:\\shim', lookup: () => 'file' as const };
  expect(applicationOf('"C:\\a b.exe', search)).toMatchObject({
    app: null,
    error: { text: 'no ending quotation mark found in command' },
  });
});

// Source: hcsshim internal/jobcontainers/path.go, searchPathForExe: the working directory, PATH, then the folders of the system.
test('a name is looked for in the working directory, in PATH and in the folders of the system', () => {
  const looked = (path: string) => {
    const asked: string[] = [];
    const lookup = (file: string) => {
      asked.push(file);
      return 'absent' as const;
    };
    applicationOf('a.exe', { workingDirectory: 'C:\\w', path, shimDirectory: 'C:\\shim', lookup });
    return asked;
  };
  expect(looked('D:\\p')).toEqual(['C:\\w\\a.exe', 'D:\\p\\a.exe', ...looked('').slice(1)]);
  expect(looked('').filter((file) => !/^C:\\(?:w|windows)/i.test(file))).toEqual([]);
});
