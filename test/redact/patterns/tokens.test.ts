import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';
import { notAlone } from '../secrets-in.ts';

const digits32 = '1f0c9e4ab37d52868ad1c07be59f3e42';
const lower = 'b7kd02mq9fz4ws81';
/** What each begins with. Sources: the documentation of each service; the rule sets of gitleaks, TruffleHog and secretlint. */
const prefixes = [
  ...'gho_ ghp_ ghs_ ghr_ ghu_ github_pat_ glpat- glptt- glrt- gldt- glcbt- glagent- gloas- glft- glimt- glsoat- glffct-'.split(
    ' ',
  ),
  ...'xoxa. xoxa- xoxb. xoxb- xoxe. xoxe- xoxo. xoxo- xoxp. xoxp- xoxr. xoxr- xoxs. xoxs- xapp- sk-ant- sk-proj- sk-or- sk-lf-'.split(
    ' ',
  ),
  ...'sk- sk_live_ sk_test_ rk_live_ hf_ api_org_ gsk_ sntrys_ sntryu_ secret_ dckr_pat_ npm_ rubygems_ shpat_ NRAK- glsa_ hvs.'.split(
    ' ',
  ),
];
/** One word that is short: no rule for what looks made by chance finds it. */
const part = 'mapleforestriverX';

test('a token is known by how it begins', () => {
  expect(prefixes.filter((prefix) => redactText(`x ${prefix}${part}`).includes(part))).toEqual([]);
});

const hash = 'Kq9mWv4tZx8Lp3sR7n';
/** Hashes and keys, as tools print them, with # where the secret is. Sources: passlib, hashcat, mimikatz, impacket, DSInternals. */
const lines: Readonly<Record<string, readonly string[]>> = {
  [digits32]: [
    ...[
      'NTLM Hash: #',
      'NT Hash is #',
      'LM hash = #',
      'NTLM : #',
      'LM : #',
      'NTHashes of bob: #',
      'NTLM - 0: 0x#',
      'nthash : #',
    ],
    'bob:1001:aad3b435b51404eeaad3b435b51404ee:#:::',
    ...['x -hashes :#', 'x --hashes :#', 'x -hashes=:#', "x -nthash '#'", 'x -nthash=#', 'x -H "#"'],
    ...['pth', 'ntlm', 'rc4', 'aes128', 'aes256'].flatMap((name) => [`x /${name}:#`, `x /${name}:"#"`]),
    ...['NTLM', 'LM', 'SHA1', 'Domain'].map((name) => `* ${name}     : x\n* SHA1     : #`),
    '* NTLM : x\n* DPAPI    : #',
    'NTHashHistory:\r\n    Hash 00: x\n    Hash 01: #',
    ...['ha1=#', 'HA1: "#"', 'sha1(key) : #', "ha1='#'"],
    ...[
      'aes128_cts_hmac_sha1',
      'aes256_hmac',
      'rc4_hmac_nt',
      'des_cbc_md5',
      'camellia128-cts-cmac',
      'camellia256-cts-cmac',
    ].map((name) => `${name} : #`),
    ...['aes256-cts-hmac-sha1-96)  #', 'rc4_hmac (salt: a b) : 0x#', 'des_cbc_md4 :\r\n    #'],
    'rfc4106(gcm(aes)) #',
  ],
  [digits32.toUpperCase()]: ['sv_setsteamaccount #', 'sv_setsteamaccount "#"'],
  [digits32 + digits32]: ['203 bob any #', '1007 bob 10.0.0.0/24 #', '107 bob 10.0.0.1 #'],
  [hash]: [
    ...[
      '2',
      '2a',
      '2b',
      '2x',
      '2y',
      '1',
      '5',
      '6',
      'y',
      'argon2id',
      'argon2i',
      'argon2d',
      'apr1',
      'pbkdf2-sha256',
      'pbkdf2',
      'scrypt',
      'DCC2',
    ].map((kind) => `x $${kind}$#`),
    ...['krb5tgs', 'krb5asrep', 'ntlmv2'].map((kind) => `x $${kind}$#`),
  ],
  'ABCD 1234 EF56 7890': ['SIGN=#', 'SIGN2="#', 'FEATURE a b 1.0 permanent 4 #', 'INCREMENT a b 1.0 permanent 4 #'],
  'f47ac10b-58cc-4372-a567-0e02b2c3d479': ['ActivationId=#', 'ActivationId={#}'],
  'maple forest river stone cloud garden winter summer bridge candle mirror tiger': [
    'mnemonic: "#',
    'seed: #',
    'seed phrase = #',
    'recovery phrase: #',
  ],
  'JBSW Y3DP EHPK 3PXP': ['key', 'secret', 'code', 'seed', 'authenticator', 'totp', 'otp', '2fa', 'mfa'].map(
    (name) => `the ${name} is: #`,
  ),
};
test.each(Object.entries(lines))('%s is known by what stands before it', (secret, texts) => {
  const wrong = texts.filter((text) => redactText(text.replace('#', () => secret)).includes(secret.slice(-12)));
  expect(wrong).toEqual([]);
});

test('what stands behind a scheme of HTTP is secret, and words are not', () => {
  const said = ['enabled', 'disabled', 'required', 'optional', 'missing', 'invalid', 'expired', 'unauthorized'];
  const words = said.flatMap((word) => [
    `Authorization: ${word}`,
    `"Authorization": "${word}"`,
    `Authorization: ${word}, x`,
    `Authorization: ${word}\r\nx`,
  ]);
  const rest = [
    'Authorization: failed to read: x',
    'Authorization: granted to bob now',
    'Authorization: {token}',
    'Authorization: <none>',
    'Authorization: [x]',
  ];
  expect(
    [...words, ...rest, 'Authorization: c.Get(a)', 'Authorization: (see b)'].filter(
      (text) => redactText(text) !== text,
    ),
  ).toEqual([]);
  const schemes = ['Bearer ', 'Basic%20', 'Digest ', 'token ', 'ApiKey ', 'key ', 'api ', 'negotiate ', ''].map(
    (scheme) => `Authorization: ${scheme}#`,
  );
  const written = ['"Authorization"=>"Bearer #"', "['Authorization']: Bearer #", 'authorization = basic #'];
  expect(notAlone(lower, [...schemes, ...written])).toEqual([]);
});
