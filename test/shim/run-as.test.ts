import { describe, expect, test } from 'vitest';
import { readRunAs, showSpelling, spellingOf } from '../../agent/shim/run-as.ts';

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
    ['ZARZĄDZANIE NT\\SYSTEM', 'misspelled'],
    ['AUTORITE NT\\Système', 'misspelled'],
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
    ['CORP\\Sistema', 'prefixed'],
    ['A\\B\\C', 'malformed'],
  ])('%j is %s to the shim', (text, kind) => {
    expect(readRunAs(text).kind).toBe(kind);
  });

  // As Windows shows them in its languages.
  test.each([
    ...[
      'Lokaler Dienst',
      'Netzwerkdienst',
      'SERVICE LOCAL',
      'SERVICE RÉSEAU',
      'Système',
      'SERVICIO LOCAL',
      'Servicio de red',
    ],
    ...['SISTEMA', 'SERVIZIO LOCALE', 'SERVIZIO DI RETE', 'SERVIÇO LOCAL', 'Serviço de rede', 'Lokale service'],
    ...['Netwerkservice', 'USŁUGA LOKALNA', 'USŁUGA SIECIOWA', 'СИСТЕМА', 'Локальная служба', 'СЕТЕВАЯ СЛУЖБА'],
    ...['LOKAL TJÄNST', 'NÄTVERKSTJÄNST'],
  ])('%s is a system account in another language, and no user', (name) => {
    expect(readRunAs(name).kind).toBe('misspelled');
  });

  test.each([
    ['nt authority\\localservice', 'NT AUTHORITY\\Local Service'],
    ['LocalSystem', 'NT AUTHORITY\\SYSTEM'],
    ['NT-AUTORITÄT\\Lokaler Dienst', 'NT AUTHORITY\\Local Service'],
    ['Netzwerkdienst', 'NT AUTHORITY\\Network Service'],
    ['Сетевая служба', 'NT AUTHORITY\\Network Service'],
    ['AUTORITE NT\\Système', 'NT AUTHORITY\\SYSTEM'],
    ['NT AUTHORITY\\LocalServce', 'NT AUTHORITY\\Local Service'],
    ['NT AUTHORITY\\LocalServices', 'NT AUTHORITY\\Local Service'],
    ['NT AUTHORITY\\Netwrok Service', 'NT AUTHORITY\\Network Service'],
    ['NT AUTHORITY\\SYSTEN', 'NT AUTHORITY\\SYSTEM'],
    ['NT AUTHORITY\\LocalSytem', 'NT AUTHORITY\\SYSTEM'],
    ['NT AUTHORITY\\Administrator', null],
    ['NT AUTHORITY\\SERVICE', null],
    ['NT AUTHORITY\\', null],
  ])('%j is meant as %j', (text, account) => {
    expect(spellingOf(readRunAs(text)).account).toBe(account);
  });

  test('a guess names the other accounts, and no guess names all', () => {
    const { say } = spellingOf(readRunAs('NT AUTHORITY\\LocalServce'));
    expect(say).toContain('if another is meant, it is "NT AUTHORITY\\SYSTEM" or "NT AUTHORITY\\Network Service".');
    const unclear = spellingOf(readRunAs('NT AUTHORITY\\Administrator'));
    const all = '"NT AUTHORITY\\SYSTEM" or "NT AUTHORITY\\Local Service" or "NT AUTHORITY\\Network Service"';
    expect([unclear.say, showSpelling(unclear)]).toEqual([`Name a system account: <account> is ${all}.`, all]);
  });
});
