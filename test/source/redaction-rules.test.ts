import { expect, test } from 'vitest';
import { readRedactionRules } from '../../agent/source/redaction-rules.ts';
import { saved } from '../run.ts';

test('redaction rules may be JSON, and UTF-16 as Windows PowerShell writes it', async () => {
  const json = JSON.stringify({ rules: [{ id: 'host', pattern: '[a-z]+\\.corp\\.example' }] });
  const utf16 = Buffer.from(`\ufeff${json}`, 'utf16le');
  expect(await readRedactionRules(saved(utf16))).toEqual([{ id: 'host', pattern: /[a-z]+\.corp\.example/g }]);
});

test('a missing rules file is an error', async () => {
  await expect(readRedactionRules('/no/such/rules.yaml')).rejects.toThrow(
    '--redact must name a rules file, but /no/such/rules.yaml cannot be read: there is no such file; check its path',
  );
});
