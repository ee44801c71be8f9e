import { describe, expect, test } from 'vitest';
import { flagOf, programName, programOf, wordsOf } from '../../agent/windows/command-line.ts';

describe('programOf', () => {
  test.each([
    ['"C:\\Program Files\\containerd\\containerd.exe" --run-service', 'C:\\Program Files\\containerd\\containerd.exe'],
    ['C:\\Program Files\\containerd\\containerd.exe --run-service', 'C:\\Program Files\\containerd\\containerd.exe'],
    ['C:\\k\\nssm.exe', 'C:\\k\\nssm.exe'],
    ['containerd --log-file C:\\a.exe', 'containerd'],
    ['powershell -File start.ps1', 'powershell'],
    ['', ''],
  ])('%s', (commandLine, program) => {
    expect(programOf(commandLine)).toBe(program);
  });
});

test('programName is the file name without .exe, in lower case', () => {
  expect(programName('C:\\k\\Containerd.EXE')).toBe('containerd');
  expect(programName('c:/k/containerd-shim-runhcs-v1.exe')).toBe('containerd-shim-runhcs-v1');
  expect(programName('kubelet')).toBe('kubelet');
});

describe('wordsOf', () => {
  test.each([
    ['a b  c', ['a', 'b', 'c']],
    ['"C:\\a b\\c.exe" --x="d e"', ['C:\\a b\\c.exe', '--x=d e']],
    ['a "C:\\dir\\\\" b', ['a', 'C:\\dir\\', 'b']],
    ['a \\"b\\" c', ['a', '"b"', 'c']],
    ['a ""', ['a', '']],
    ['a\\\\"b c" d', ['a\\b c', 'd']],
    ['  ', []],
    ['\\\\server\\share\\x', ['\\\\server\\share\\x']],
    ['a "unclosed b', ['a', 'unclosed b']],
  ])('%s', (commandLine, words) => {
    expect(wordsOf(commandLine)).toEqual(words);
  });
});

describe('flagOf', () => {
  const line = 'kubelet.exe --config=C:\\k\\config.yaml --root-dir "C:\\my kubelet" -v=2 --v 4';
  test('reads both spellings', () => {
    expect(flagOf(line, '--config')).toBe('C:\\k\\config.yaml');
    expect(flagOf(line, '--root-dir')).toBe('C:\\my kubelet');
  });
  test('takes the last when a flag, by any of its names, is given twice', () => {
    expect(flagOf(line, '-v', '--v')).toBe('4');
  });
  test('is null for a flag that is not there, and for one without its value', () => {
    expect(flagOf(line, '--conf')).toBeNull();
    expect(flagOf('kubelet.exe --config', '--config')).toBeNull();
  });
});
