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

const search = (lookup: (file: string) => 'file' | 'absent' | null) => ({
  ...{ workingDirectory: 'C:\\w', path: 'D:\\p', shimDirectory: 'C:\\shim', lookup },
});

test('the folders of the system come in their order, and a name of nothing is a wrong parameter', () => {
  const asked: string[] = [];
  const lookup = (file: string) => {
    asked.push(file.toLowerCase());
    return 'absent' as const;
  };
  applicationOf('a.exe', search(lookup));
  const system = ['system32\\', 'system\\', ''].map((folder) => `c:\\windows\\${folder}a.exe`);
  expect(asked).toEqual(['c:\\w\\a.exe', 'd:\\p\\a.exe', ...system]);
  // System error codes, 0-499: ERROR_INVALID_PARAMETER.
  expect(applicationOf('"" x', search(lookup)).error).toEqual({ code: 87 });
});

// The same source: the line stays as it is where its first word is the program, and else gets quotation marks.
test('a program of several words is put in quotation marks, and where it may lie before is told', () => {
  const only = (wanted: string) =>
    search((file) => (file === wanted ? 'file' : file.startsWith('C:\\w') ? null : 'absent'));
  expect(applicationOf('a.exe   b  c', only('D:\\p\\a.exe'))).toMatchObject({
    ...{ app: 'D:\\p\\a.exe', line: 'a.exe   b  c', before: [{ app: 'C:\\w\\a.exe', name: 'a.exe' }] },
  });
  expect(applicationOf('my agent.exe  b c', only('D:\\p\\my agent.exe'))).toMatchObject({
    ...{ app: 'D:\\p\\my agent.exe', line: '"my agent.exe" b c' },
  });
});
