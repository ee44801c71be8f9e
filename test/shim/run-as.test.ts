import { describe, expect, test } from 'vitest';
import { readRunAs, spelledRight } from '../../agent/shim/run-as.ts';

describe('runAsUserName', () => {
  test.each([
    ['', 'unset'],
    ['NT AUTHORITY\\SYSTEM', 'service'],
    ['NT AUTHORITY\\system', 'service'],
    ['NT AUTHORITY\\Local service', 'service'],
    ['NT AUTHORITY\\NetworkService', 'service'],
    ['nt authority\\SYSTEM', 'misspelled'],
    ['NT-AUTORITÄT\\SYSTEM', 'misspelled'],
    ['NT AUTHORITY\\LocalSystem', 'misspelled'],
    ['SYSTEM', 'misspelled'],
    ['LocalService', 'misspelled'],
    ['Lokaler Dienst', 'misspelled'],
    ['SERVICE RÉSEAU', 'misspelled'],
    ['NT AUTHORITY\\Netzwerkdienst', 'misspelled'],
    ['BUILTIN\\SYSTEM', 'misspelled'],
    ['ContainerUser', 'image'],
    ['User Manager\\ContainerAdministrator', 'image'],
    ['hpc-localgroup', 'bare'],
    ['CORP\\svc', 'prefixed'],
    ['A\\B\\C', 'malformed'],
  ])('%j is %s to the shim', (text, kind) => {
    expect(readRunAs(text).kind).toBe(kind);
  });

  test('of a system account is shown in its usual spelling', () => {
    expect(spelledRight(readRunAs('nt authority\\localservice'))).toBe('NT AUTHORITY\\Local Service');
    expect(spelledRight(readRunAs('LocalSystem'))).toBe('NT AUTHORITY\\SYSTEM');
    expect(spelledRight(readRunAs('NT-AUTORITÄT\\Lokaler Dienst'))).toBe('NT AUTHORITY\\Local Service');
    expect(spelledRight(readRunAs('Netzwerkdienst'))).toBe('NT AUTHORITY\\Network Service');
    expect(spelledRight(readRunAs('Сетевая служба'))).toBe('NT AUTHORITY\\Network Service');
  });
});
