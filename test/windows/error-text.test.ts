import { describe, expect, test } from 'vitest';
import { codeOfSentence, readCode, readTail } from '../../agent/windows/error-text.ts';
import { errorTexts } from '../../agent/windows/error-texts.ts';

describe('the tail of a message', () => {
  test.each([
    ['Access is denied.: unknown', 5],
    ['The user name or password is incorrect.: unknown"', 1326],
    ['Logon failure: unknown user name or bad password.', 1326],
    ['ZUGRIFF VERWEIGERT', 5],
    ["Le nom d'utilisateur ou le mot de passe est incorrect.", 1326],
    ['Le nom d’utilisateur ou le mot de passe est incorrect.', 1326],
    ['アクセスが拒否されました。: unknown', 5],
    ['winapi error #2245: unknown', 2245],
    ['0x52e', 1326],
    ['0x8007052e', 1326],
    ['hcsshim::X failed in Win32: something (0x3f1)', 1009],
    ['1385', 1385],
  ])('%j is %i', (text, code) => {
    expect(readTail(text).code).toBe(code);
  });

  test('is completed when it is cut where only one text begins so', () => {
    expect(readTail('The user name or pas').code).toBe(1326);
    expect(readTail('The user name or pas...').code).toBe(1326);
    expect(readTail('Logon failure').code).toBe(null);
    expect(readTail('The').code).toBe(null);
  });

  test('stays unknown, with its text, in a language that is not known', () => {
    expect(readTail('Notandanafn er rangt.: unknown')).toEqual({ code: null, text: 'Notandanafn er rangt.' });
  });
});

describe('a code', () => {
  test('is read only where the text is nothing else', () => {
    for (const said of ['error 1326', 'System error 1326.', 'Win32 error code: 1326', 'Error #1326.', '1326.'])
      expect(readCode(said), said).toBe(1326);
    for (const said of ['0x52e.', '(0x52e).', 'The user name or password is incorrect. (0x8007052e)', '0X52E'])
      expect(readCode(said), said).toBe(1326);
    for (const said of [
      'error 1326 of 7',
      'error 1326:',
      '0x52e of 7',
      '0x52e)x',
      'no error 1326',
      '132600',
      '0x52e00052e',
    ])
      expect(readCode(said), said).toBe(null);
    expect(readCode('exit code 5 of 7')).toBe(null);
    expect(readCode('10.0.0.1326')).toBe(null);
    expect(readCode('')).toBe(null);
  });
});

test('no text belongs to two codes, in whichever languages', () => {
  const all = Object.entries(errorTexts).flatMap(([code, row]) =>
    Object.values(row).flatMap((some) => some.map((text) => ({ code, text: text.toLowerCase() }))),
  );
  const codes = Map.groupBy(all, ({ text }) => text);
  const shared = [...codes.values()].filter((same) => new Set(same.map(({ code }) => code)).size > 1);
  expect(shared).toEqual([]);
});

test('between the words of a text is one space, as in what it is compared with', () => {
  const texts = Object.values(errorTexts).flatMap((row) => Object.values(row).flat());
  expect(texts.filter((text) => text !== text.replace(/[\u00a0\u202f\s]+/g, ' ').trim())).toEqual([]);
});

test('a text that is the beginning of another does not hide it', () => {
  expect(readTail('Служба не запущена.').code).toBe(1062);
  expect(readTail('Служба не запущена из-за ошибки входа в систему.').code).toBe(1069);
});

test.each([
  ['Access is denied.', 5],
  ['Access  is\u00a0denied', 5],
  ['Zugriff verweigert', 5],
  ['Access is denied because', null],
  ['Access', null],
])('the whole sentence %j is %s', (text, code) => {
  expect(codeOfSentence(text)).toBe(code);
});
