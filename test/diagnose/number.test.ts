import { expect, test } from 'vitest';
import { diagnose } from '../../agent/diagnose.ts';
import { readPlainText } from '../../agent/messages/plain-text.ts';
import { plainView } from '../../agent/renderer.ts';
import { showDiagnosis } from '../../agent/renderers/text/diagnosis.ts';

test.each([
  ['5', 'The number 5 alone is the error "Access is denied" of Windows, which many programs report,'],
  ['0x52e', 'The number 1326 alone is the error "The user name or password is incorrect" of Windows,'],
])('the number %s is told to have other meanings, and no words are shown that nobody wrote', (text, note) => {
  const [diagnosis] = diagnose(readPlainText(text, 'text', null));
  if (diagnosis === undefined) throw new Error('not recognised');
  expect(diagnosis.note).toContain(note);
  expect(JSON.stringify(diagnosis)).not.toMatch(/winapi error|failed to logon/);
  const shown = showDiagnosis(diagnosis, plainView).replace(/\s+/g, ' ');
  expect(shown).toContain(note);
});

test('a message with its number is no bare number', () => {
  const text = 'failed to create user process token: failed to logon user: winapi error #5';
  expect(diagnose(readPlainText(text, 'text', null))[0]?.note).toBeUndefined();
});
