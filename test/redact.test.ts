import { describe, expect, test } from 'vitest';
import { redact, redactText } from '../agent/redact.ts';
import { snapshotWith } from './snapshot.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6YTpiIn0.c2lnbmF0dXJl-_x';
const pem =
  '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';
const long = 'a1'.repeat(1_000);

describe('a secret is taken out, and the text around it stays', () => {
  test.each([
    // Tokens by their own look.
    [`read ${jwt} from C:\\x`, 'read [redacted:jwt] from C:\\x'],
    [`{"token":"${jwt}"}`, '{"token":"[redacted:jwt]"}'],
    [`--token=${jwt} --v=4`, '--token=[redacted:jwt] --v=4'],
    ['setup.exe /password:hunter2 /quiet', 'setup.exe /password:[redacted:key] /quiet'],
    ['key=AIzaSyA1234567890abcdefghijklmnopqrstuv', 'key=[redacted:service-token]'],
    ['ya29.a0AfH6SMBx-1234567890abc', '[redacted:service-token]'],
    ['Authorization: Bearer abc123de', 'Authorization: Bearer [redacted:bearer]'],
    ['authorization: bearer opaquetokenwithoutdigits', 'authorization: bearer [redacted:bearer]'],
    ['"Authorization": "Basic dXNlcjpwYXNz"', '"Authorization": "Basic [redacted:authorization]"'],
    ['join with abcdef.0123456789abcdef now', 'join with abcdef.[redacted:bootstrap-token] now'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key [redacted:aws-key]'],
    ['got AbC8Q~abcdefghijklmnopqrstuvwxyz0123456', 'got [redacted:azure-secret]'],
    // Private keys, whole, as lines and inside JSON, also when the end was cut off.
    [`before\n${pem}\nafter`, 'before\n[redacted:private-key]\nafter'],
    [`"${pem.replaceAll('\n', '\\n')}"`, '"[redacted:private-key]"'],
    ['-----BEGIN PRIVATE KEY-----\nMIIEow', '[redacted:private-key]'],
    // URLs.
    ['https://user:p%40ss@host/path', 'https://user:[redacted:url-password]@host/path'],
    ['redis://:hunter2@host:6379', 'redis://:[redacted:url-password]@host:6379'],
    ['https://tokenalone@host/x', 'https://[redacted:url-password]@host/x'],
    [
      'https://a.blob.core.windows.net/c?sv=1&sig=Ab%2Bc%3D&se=2',
      'https://a.blob.core.windows.net/c?sv=1&sig=[redacted:sas]&se=2',
    ],
    // Keys with values.
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=[redacted:key]'],
    ['Server=x;Password=hunter2;Timeout=3', 'Server=x;Password=[redacted:key];Timeout=3'],
    ['AccountName=x;AccountKey=abc==', 'AccountName=x;AccountKey=[redacted:key]'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = [redacted:key]'],
    [`token=${long}`, 'token=[redacted:key]'],
    ['err="x" token="two words" node="n"', 'err="x" token="[redacted:key]" node="n"'],
    ['{"clientSecret": "a\\"b", "x": 1}', '{"clientSecret": "[redacted:key]", "x": 1}'],
    ['"{\\"password\\":\\"hunter2\\",\\"x\\":1}"', '"{\\"password\\":\\"[redacted:key]\\",\\"x\\":1}"'],
    ['{"name":"API_TOKEN","value":"abc"}', '{"name":"API_TOKEN","value":"[redacted:env]"}'],
    ['users:\n- name: a\n  token: abc\n', 'users:\n- name: a\n  token: [redacted:key]\n'],
    ['  client-key-data: LS0tLS1CRUdJTg==', '  client-key-data: [redacted:key]'],
    // Flags.
    ['kubelet.exe --bootstrap-token abc --v=4', 'kubelet.exe --bootstrap-token [redacted:flag] --v=4'],
    ['x.exe --password "two words" -y', 'x.exe --password "[redacted:flag]" -y'],
    ["x.exe -ClientSecret 'two words' -y", "x.exe -ClientSecret '[redacted:flag]' -y"],
    ['["--api-key","abc","-y"]', '["--api-key","[redacted:flag]","-y"]'],
    ['sc.exe config x obj= .\\user password= hunter2', 'sc.exe config x obj= .\\user password= [redacted:key]'],
  ])('%s', (text, clean) => {
    expect(redactText(text)).toBe(clean);
  });
});

describe('what is harmless stays readable', () => {
  test.each([
    'S-1-5-21-3623811015-3361044348-30300820-1013',
    'O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)',
    'open C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The system cannot find the path specified.',
    'open /var/run/secrets/kubernetes.io/serviceaccount/token not found',
    'failed to create user process token: failed to logon user: Access is denied.: unknown',
    '\\\\?\\Volume{0f8d2c6e-1111-4222-8333-944455556666}\\volumes\\kubernetes.io~secret\\db-password\\..2026_11_01_11_30_00.123456789\\token',
    'MountVolume.SetUp failed for volume "token" : secret "db-token" not found',
    'registry.k8s.io/pause:3.8@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097',
    'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90',
    '8f2d7c41b0e95a36d1c4',
    'time="2026-11-01T12:00:00.123456789Z" level=error msg="token is expired"',
    'https://10.96.0.1:443/version',
    'npipe:////./pipe/containerd-containerd',
    'the bearer authentication failed',
    'kubelet.exe --token-file C:\\k\\token --service-account-key-file=C:\\k\\sa.pub --v=4',
    '--token-auth=false --token --v=4',
    'automountServiceAccountToken: false',
    '"automountServiceAccountToken": false, "token": null',
    'System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089',
    'token=""',
    'SeAssignPrimaryTokenPrivilege',
    '-----BEGIN CERTIFICATE-----\nMIIBijCCATGgAwIBAgIUMverCIqyMqw3\n-----END CERTIFICATE-----',
    'access.1764067200000000 config.containerdconfig',
    'admin@example.com, https://host/path@2x',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('a healthy node has no text that looks like a secret', () => {
    const snapshot = snapshotWith();
    expect(redact(snapshot)).toEqual(snapshot);
  });
});

test('strings are cleaned anywhere in plain data, and nothing else is touched', () => {
  const data = { list: [`a ${jwt}`, 7, null, true], deep: { text: 'x --token abc', at: undefined } };
  expect(redact(data)).toEqual({
    list: ['a [redacted:jwt]', 7, null, true],
    deep: { text: 'x --token [redacted:flag]', at: undefined },
  });
});

describe('no text, however made, takes more than its length', () => {
  const repeated = (piece: string) => piece.repeat(Math.ceil(400_000 / piece.length));
  test.each([
    'eyJ-',
    'eyJaaaaaaaa',
    'Bearer ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ',
    'https://a:',
    'a://',
    'token',
    'token=',
    '"token":"',
    '\\',
    '\\"',
    '--token ',
    '-',
    ' ',
    '\n-',
    'a.',
    '"name":"token","value":"',
    'ya29.',
    '&sig=',
    'AKIA',
  ])('%j', (piece) => {
    expect(redactText(repeated(piece))).not.toBe('');
  });
});
