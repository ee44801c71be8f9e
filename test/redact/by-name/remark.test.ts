import { describe, expect, test } from 'vitest';
import { secretsIn } from '../secrets-in.ts';

describe('what a comment names', () => {
  test.each([
    ['the word before it', 'Fjord-Lachs-22   # db password', 'Fjord-Lachs-22'],
    ['the value before it', 'VALUE1=Wacholder_66  # vpn psk', 'Wacholder_66'],
    ['the value in quotes before it', 'x = "Tannen-Haeher-2" -- SA password', 'Tannen-Haeher-2'],
    ['the value of a variable before it', 'set X=Farn-Wedel-17 & rem password of svc_sql', 'Farn-Wedel-17'],
    ['the word below it', '# prod password\nSonnen-Tau-81', 'Sonnen-Tau-81'],
    [
      'the word below a long one',
      'key = 1\n# password for the share on the other server\nSonnen-Tau-81',
      'Sonnen-Tau-81',
    ],
    ['the value below it', '; smtp pw\nvalue=Ginster-7-Heide', 'Ginster-7-Heide'],
    [
      'the value of a constant below it',
      '// the service account password\nconst v = "Birken-Pilz-9";',
      'Birken-Pilz-9',
    ],
    ['the element below it', '<!-- password for the share -->\n<value>Schilf-Gras-4</value>', 'Schilf-Gras-4'],
  ])('is a secret: %s', (_, text, secret) => {
    expect(secretsIn(text)).toEqual([secret]);
  });

  test.each([
    ['where something is done with it', '- Sonnen-Tau-81   # rotate password'],
    ['where it has more to say', '# password policy\nSonnen-Tau-81'],
    ['where the value is that of another field', '# the password\nhost: Sonnen-Tau-81'],
    ['where the value is a word', 'value  # db password'],
    ['where nothing is below', '# db password'],
  ])('is none: %s', (_, text) => {
    expect(secretsIn(text)).toEqual([]);
  });
});
