import { describe, expect, test } from 'vitest';
import { readExitCode, writtenForms } from '../../agent/windows/exit-code.ts';

describe('an exit code', () => {
  // MS-ERREF 2.3.1 gives the values and names; kubectl prints int32, Docker and containerd uint32, Go hexadecimal.
  test.each([
    ['-1073741502', 'start', '0xC0000142 STATUS_DLL_INIT_FAILED'],
    ['3221225794', 'start', '0xC0000142 STATUS_DLL_INIT_FAILED'],
    ['0xc0000142', 'start', '0xC0000142 STATUS_DLL_INIT_FAILED'],
    ['-1073741801', 'memory', '0xC0000017 STATUS_NO_MEMORY'],
    ['3221225786', 'stopped', '0xC000013A STATUS_CONTROL_C_EXIT'],
    // moby/moby#40328
    ['3221226505', 'crash', '0xC0000409 STATUS_STACK_BUFFER_OVERRUN'],
    ['-532462766', 'crash', '0xE0434352 CLR exception (.NET)'],
    // dotnet/runtime docs/design/features/host-error-codes.md
    ['-2147450730', 'runtime', '0x80008096 FrameworkMissingFailure'],
    // AgentRev/WindowsAppsUnfukker#5
    ['4294770688', 'missing', '0xFFFD0000 PowerShell without the file of -File'],
    ['0x800700C1', 'format', '0x800700C1'],
    // Azure/AKS#3612
    ['-2147467259', 'other', '0x80004005'],
    // MS-ERREF 2.3: the severities warning and error begin here; a small negative number is none.
    ['0x80000000', 'other', '0x80000000'],
    ['0xEFFFFFFF', 'other', '0xEFFFFFFF'],
    ['9009', 'missing', '9009'],
    // ERROR_ELEVATION_REQUIRED and ERROR_PRIVILEGE_NOT_HELD.
    ['0x800702E4', 'denied', '0x800702E4'],
    ['0x80070522', 'denied', '0x80070522'],
  ])('%s says %s', (text, kind, shown) => {
    expect(readExitCode(text)).toEqual({ kind, shown });
  });

  test.each(['0', '1', '2', '137', '-1', '4294967295', '0x7FFFFFFF', '0xF0000000', 'x', ''])(
    '%j alone says nothing',
    (text) => {
      expect(readExitCode(text)).toBeNull();
    },
  );
});

test('a code is looked for as kubectl, containerd and Go write it', () => {
  expect(writtenForms('0xC0000142').toSorted()).toEqual(['-1073741502', '0xC0000142', '0xc0000142', '3221225794']);
});
