import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chanceOf } from '../chance.ts';
import { cleaned, leftOf } from '../exam.ts';
import { examine, limits, type Outcome } from '../examine.ts';

/** A text with a place for a password; `{encoded}` is a place for one as a URL has it. */
interface Form {
  id: string;
  family: string;
  /** The weakest password that is told at this place: one with signs, one with digits, or any. */
  takes: keyof typeof passwords;
  form: string;
}

const forms: readonly Form[] = readFileSync(new URL('../password-forms.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Passwords as people choose them: words, leet, walks over a keyboard, what a rule asks for. */
const signs =
  'Summer2024! P@ssw0rd P@ssw0rd123 Tr0ub4dor&3 Ängström99! Müller#77x Adm1n!str8or Falcon-Umber428? Umber62!otter ' +
  '#OtterWillow2026 *MarbleVelvet2025 Mallow39?hazel Qwerty!23 1qaz@WSX3edc MyP@ssword blue$Whale%9 Azerty123* ' +
  'Gr33n~Tea+9 T3mp0r@ry Kx9!mT2$pL Sc@le0ut P4ssw0rt! zR4#mQ9!tLw2 W1nter^Storm Thistle44*hazel Orchid78#anchor ' +
  'S0mmer_2025! C0mplex%Pass G0lf&Tennis hazel!anchor42 COPPER@MEADOW7 Brink!Osier Larch^Finch310 Mo55y*Creek';
const digits =
  'welkom01 hunter2 changeme123 dragon123 zaq12wsx senha123 hoppetosse17 root1234 TamarindOsier518 qZ7vKt2mXw Winter2024 ' +
  'maple-otter-42 passw0rd1 Azerty123 пароль2024 oranje-boven7 Welcome1 ripple-timber.29 saddle-kestrel_68';
const any = 'vagrant letmein plaintextpassword SuperSecretPassword oranje 4711823 toortoor mallowfield sesame trustno';
const passwords = { signs, digits: `${signs} ${digits}`, any: `${signs} ${digits} ${any}` };

const by = (seed: number): Outcome[] =>
  forms.map(({ id, takes, form }) => {
    const [first = '', ...others] = passwords[takes].split(' ');
    const password = chanceOf(seed, `password ${id}`).pick([first, ...others]);
    const encoded = encodeURIComponent(password);
    const text = form.replaceAll('{password}', () => password).replaceAll('{encoded}', () => encoded);
    const left = leftOf({ text, secret: form.includes('{encoded}') ? encoded : password }, cleaned(text));
    return { id, fault: left && `${left} of ${password} is left in ${cleaned(text)}` };
  });

test('there are more than 300 forms, and no id twice', () => {
  expect(forms.length).toBeGreaterThan(300);
  expect(new Set(forms.map(({ id }) => id)).size).toBe(forms.length);
});

examine({ part: 'chosen-password', what: 'passwords are left', by, most: 3 * limits.secrets });
