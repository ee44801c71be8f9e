import { describe, expect, test } from 'vitest';
import { redact } from '../../../../agent/redact.ts';
import { secretsIn } from '../../secrets-in.ts';

test.each([
  ['a string of a shell', 'keepassxc-cli ls vault.kdbx <<< kieselstein', 'kieselstein'],
  ['one in quotes', "cryptsetup luksOpen /dev/sdb1 data - <<< 'kalter kaffee'", 'kalter kaffee'],
  ['one for a flag that reads', 'app admin create --password-stdin <<<"haus-boot"', 'haus-boot'],
  ['one for a file that is the input', 'restic snapshots --password-file /dev/stdin <<< kieselstein', 'kieselstein'],
  ['one for a descriptor', 'tool --passphrase-fd 0 -d x <<< kieselstein', 'kieselstein'],
  ['one for a field', 'rclone config create nas sftp pass=- <<< kieselstein', 'kieselstein'],
  ['one for sudo', 'sudo -S systemctl restart k3s <<< hausboot', 'hausboot'],
  ['a pipe', 'echo kieselstein | docker login reg.corp.lan -u bot --password-stdin', 'kieselstein'],
  ['a pipe to a program by its path', 'echo kieselstein | /usr/bin/kinit svc', 'kieselstein'],
  ['a pipe of cmd', 'C:\\>echo kieselstein|runas.exe /user:corp\\adm cmd', 'kieselstein'],
  ['printf with a template', "printf '%s' kieselstein | helm registry login reg.corp.lan", 'kieselstein'],
  ['several words', 'echo "kalter kaffee am montag" | gpg --passphrase-fd 0 -d x', 'kalter kaffee am montag'],
  ['what stands up to a word', 'DB_PASSWORD="$(cat <<EOF\nkieselstein\nEOF\n)"', 'kieselstein'],
  ['what stands up to an indented word', 'DB_PASSWORD="$(cat <<-EOF\n\tkieselstein\n\tEOF\n)"', '\tkieselstein'],
])('what a program reads goes: %s', (_, text, secret) => {
  expect(secretsIn(text)).toEqual([secret]);
});

test.each([
  ['a variable', 'docker login --password-stdin <<< "$REGISTRY_PASSWORD"'],
  ['a statement', 'npx prisma db execute --stdin <<< "SELECT 1"'],
  ['a message', 'git commit-tree --author-date now <<< "State commit"'],
  ['words that are encrypted', 'echo "hello kettle world" | gpg --encrypt -r ops'],
  ['a call on a graphics card', 'kInit <<<nb, nt>>> (kx, ky)'],
  ['a manifest', 'kubectl apply -f - <<EOF\nkind: Namespace\nEOF'],
  ['a file', 'docker login -u bot --password-stdin < token.txt'],
  ['an answer to a question', 'echo y | plink host'],
])('and stays where it is %s', (_, text) => {
  expect(secretsIn(text)).toEqual([]);
});

describe('the characters of a text', () => {
  const word = 'zilverpapier';
  const withWord = (text: string, secret = word) => text.replace('%s', () => `"${secret}".toCharArray()`);

  test.each([
    ...['load(in, %s)', 'store(out, %s)', 'init(ks, %s)', 'getKey("a", %s)', 'setKeyEntry("a", key, %s)'],
    ...['unlock(%s)', 'login("a", %s)', 'loadKeyMaterial(ks, %s)', 'loadTrustMaterial(ks, %s)'],
    ...['new PBEKeySpec(%s, salt, 1)', 'new PasswordProtection(%s)', 'new PasswordAuthentication("a", %s)'],
    ...['new Credential("a", %s)', 'UserCredentials("a", %s)'],
    ...['char[] password = %s', 'passphrase: %s', 'dbPwd=%s', 'clientSecretChars = %s', 'pinOfCard = %s'],
  ])('are a secret where a method or a name takes one: %s', (text) => {
    for (const secret of ['abc', word, 'lantaarn-opaal ', 'zilver papier '.repeat(9)]) {
      expect(redact(withWord(text, secret))).not.toContain(`"${secret}"`);
      expect(redact(withWord(text, secret).replaceAll('"', "'"))).not.toContain(`'${secret}'`);
    }
  });

  test('are one where they are appended to a SecureString, one by one', () => {
    const text = `"${word}".ToCharArray() | ForEach-Object { $secure.AppendChar($_) }`;
    expect(redact(text)).not.toContain(word);
    expect(redact(`"${word}".ToCharArray() | ForEach-Object { $count++ }`)).toContain(word);
  });

  test.each(['count(%s)', 'char[] digits = %s', 'for (char c : %s) login(c);', 'login("a"); digits = %s'])(
    'are none elsewhere: %s',
    (text) => {
      expect(redact(withWord(text))).toBe(withWord(text));
    },
  );
});
