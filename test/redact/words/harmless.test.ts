import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isHarmlessAfter, isHarmlessWord } from '../../../agent/redact/words/harmless.ts';
import { redactText } from '../../../agent/redact.ts';
import { innocents } from '../innocents.ts';

describe('what only looks like a secret is not touched', () => {
  test('the list has a hundred innocent texts', () => {
    expect(innocents.length).toBeGreaterThanOrEqual(100);
  });

  test.each(innocents)('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('a row of all of them stays as it is', () => {
    const all = innocents.join('\n');
    expect(redactText(all)).toBe(all);
  });

  test('a licence and a lockfile, which are full of digests', () => {
    for (const file of ['LICENSE', 'package-lock.json']) {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      expect(redactText(text)).toBe(text);
    }
  });
});

test('an id has its name before it, also in one word; a word that only ends so is no name', () => {
  const value = 'zR4#mQ9!tLw2';
  const isInnocent = (before: string) => isHarmlessAfter(`${before}${value}`, before.length);
  expect(['id=', 'podid: ', 'podId=', 'PodUID "', 'pod_id=', 'a_uid '].filter((name) => !isInnocent(name))).toEqual([]);
  expect(['he said ', 'invalid: ', 'is valid "', 'paid ', 'void '].filter(isInnocent)).toEqual([]);
});

test.each([
  ['sha256: ', true],
  ['ETag: "', true],
  ['public key: 0x', true],
  ['key: ', false],
  // A public field of a JSON Web Key, but not its private one.
  ['{"kty":"EC","x":"', true],
  ['{"kty":"EC","d":"', false],
  ['{"kty":"EC"},{"x":"', false],
  // What SOPS has encrypted, and a hash of Windows servicing.
  ['password: ENC[AES256_GCM,data:abc,iv:', true],
  ['password: ENC[AES256_GCM,data:abc] ', false],
  ['{l:32 b:', true],
  ['{l:32 ml:33 b:', true],
  ['{x:32 b:', false],
])('after %j stands no secret: %s', (text, expected) => {
  expect(isHarmlessAfter(`${text}aZ3kQ9xLm2pW8vT4`, text.length)).toBe(expected);
  expect(isHarmlessAfter(`A log line, and then ${text}aZ3kQ9xLm2pW8vT4`, text.length + 21)).toBe(expected);
});

test.each([
  // The first label of a host name.
  ['qgajmmeinkgxjlvl.blob.core.windows.net', 'qgajmmeinkgxjlvl', true],
  ['qgajmmeinkgxjlvl.blob.core.windows.net:443', 'qgajmmeinkgxjlvl', true],
  ['qgajMmeinkgxjlvl.blob.core.windows.net', 'qgajMmeinkgxjlvl', false],
  ['qgajmmeinkgxjlvl.blob', 'qgajmmeinkgxjlvl', false],
  ['QGAJMMEINKGXJLVL', 'QGAJMMEINKGXJLVL', false],
  // By what stands up to 12 characters before it.
  ['pk_live_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', true],
  ['pk_live_abc_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', true],
  ['pk_live_abcd_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', false],
  ['sk_live_aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4', false],
  // By itself: a ULID.
  ['id-01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAV', true],
])('in %s it is no secret by its form: %s, %s', (word, part, expected) => {
  const start = word.indexOf(part);
  expect(isHarmlessWord(word, { start, end: start + part.length })).toBe(expected);
});

const random = 'aZ3kQ9xLm2pW8vT4sR6yUb';
const after = (before: string, value = random) => isHarmlessAfter(`${before}${value}`, before.length);
const hex = '1f0c9e4ab37d52868ad1c07be59f3e42';

/** Names of what is told to all. Sources: RFC 7517, RFC 9110, W3C Trace Context, the programs of the comments in harmless.ts. */
test('behind the name of a digest, an id, a fingerprint or a public key stands no secret', () => {
  const names = [
    ...[
      'sha',
      'sha1',
      'sha-1',
      'sha224',
      'sha-256',
      'SHA384',
      'sha512',
      'md5',
      'content-md5',
      'Digest',
      'checksum',
      'integrity',
      'ETag',
      'W/',
      'hash',
    ],
    ...[
      'h1',
      'x5t',
      'bh',
      'file_hash',
      'uid',
      'uuid',
      'guid',
      'id-2',
      'podid',
      'fingerprint',
      'thumbprint',
      'serial',
      'serialnumber',
      'serial number',
    ],
    ...[
      'serial_number',
      'traceparent',
      'trace-parent',
      'continue',
      'resourceVersion',
      'resource-version',
      'wwn',
      'naa',
      'authenticator',
      'cv',
      'MS-CV',
    ],
    ...[
      'sql_handle',
      'sqlhandle',
      'plan_handle',
      'tlog entry',
      'uuid set to',
      'ipset s',
      'public key',
      'public_keys',
      'public-key',
      'pubkey',
      'recipient',
    ],
    ...[
      'peer',
      'ssh-rsa',
      'ssh-dss',
      'ssh-ed25519',
      'kid',
      'sitekey',
      'site-key',
      'X509Certificate',
      'disco key',
      'Sec-WebSocket-Accept',
    ],
    ...[
      'Sec-WebSocket-Key',
      'issue_key',
      'rule-key',
      'project key',
      'component key',
      'partition_key',
      'sort-key',
      'routing_key',
      'dedup key',
    ],
    ...['deduplication-key', 'idempotency_key', 'conflict key', 'cache-key'],
  ];
  const written = [': ', '=', '="', ' is: ', '" : "', ' checksum: ', '[0]: ', '=0x', ': {', ' -> '];
  expect(
    names.flatMap((name) => written.slice(0, 3).map((joint) => name + joint)).filter((before) => !after(before)),
  ).toEqual([]);
  expect(written.filter((joint) => !after(`etag${joint}`))).toEqual([]);
});

test('words that end so, and names of secrets with such a word, are no such names', () => {
  const words = [
    ...[
      'invalid',
      'valid',
      'said',
      'paid',
      'repaid',
      'unpaid',
      'laid',
      'raid',
      'void',
      'avoid',
      'aid',
      'bid',
      'did',
      'hid',
      'rid',
      'forbid',
      'rapid',
    ],
    ...[
      'solid',
      'grid',
      'hybrid',
      'android',
      'secret_id',
      'secretid',
      'session-id',
      'sessionid',
      'access_key_id',
      'accesskey-id',
      'x?sid',
      'a&sid',
    ],
    ...['client_hash', 'nt hash', 'lm-hash', 'ntlm_hash', 'pass hash', 'password_hash', 'passwd-hash', 'key', 'token'],
  ];
  expect(words.filter((word) => after(`${word}=`))).toEqual([]);
  // Not the hash of a client of Windows: a word that only ends so.
  expect(['event_hash: ', 'helm_hash: '].filter((text) => !after(text))).toEqual([]);
});

test.each([
  ...['x', 'y', 'n', 'e', 'kid', 'x5c'].map((name) => `{"kty":"EC","${name}":"`),
  ...[
    'd',
    'd-solo',
    'goto',
    'uid',
    'view',
    'dashboard',
    'dashboards',
    'incidents',
    'run',
    'runs',
    'builds',
    'job',
    'jobs',
    'commit',
    'commits',
  ].map((page) => `https://a.example.net/${page}/`),
  ...['A', 'D', 'XA', 'XD', 'OA', 'OD', 'OU', 'OL', 'AU', 'AL', 'ML', 'RA', 'SP', 'XU'].map(
    (kind) => `D:(${kind};CIID;`,
  ),
  ...[
    'lease_id: ',
    'lease id=',
    'lease-id "',
    'lease: ',
    'lease revoke ',
    'lease renew ',
    'lease lookup ',
    'lease revoke -prefix ',
  ].map((lease) => `${lease}database/creds/app/`),
  ...[
    'css',
    'js',
    'mjs',
    'map',
    'json',
    'svg',
    'png',
    'jpg',
    'jpeg',
    'gif',
    'webp',
    'ico',
    'woff',
    'woff2',
    'ttf',
    'wasm',
    'htm',
    'html',
  ].map((type) => `/site.${type}?v=`),
  ...['v', 'ver', 'version', 'h', 'hash', 'rev', 't'].map((name) => `/site.css ${name}=`),
  ...[
    'checksum: 10/',
    'checksum "8/',
    'checksum=10c0/',
    '|1|',
    'poll://',
    '_INBOX.',
    '/_doc/',
    '/_create/',
    '/_update/',
    '/_source/',
    'State = 0x',
  ],
  ...['match', 'stored', 'expected', 'found', 'got'].map((word) => `cluster id A is not what ${word} `),
  ...['id A does not match other_id: ', 'id A, expected Some('],
  ...['SHA256', 'SHA1', 'SHA-512', 'MD5'].map((sum) => `${sum} (a.iso) = `),
  ...[
    '"alg": "SHA-256", "content": "',
    '"algorithm":"MD5","hashValue":"',
    'hashAlgorithm=BLAKE2b, digest="',
    "'alg': 'SHA1', 'hash': '",
  ],
  ...[
    'X-Azure-Ref: ',
    '"x-azure-ref": ["',
    'x-a-b-ref=',
    'P9: ',
    'P10: ',
    '<Parameter3>',
    'Problem Signature 04: ',
    'Problem Signature 04\r\nSig[3].Value=',
  ],
  ...['Message-ID: <', 'msgid=<a.', 'In-Reply-To: <', 'References: <a@b> <'],
])('after %j stands no secret, whatever it looks like', (text) => {
  expect(after(text, /^(?:M|m|I|Re).*</.test(text) ? `${random}@example.net` : random)).toBe(true);
});

test.each([
  ...['creds', 'static-creds', 'sts', 'issue'].map((engine) => [`aws/${engine}/app/`, 'k7Rn2Kq9mWv4tZx8Lp3sAbCd']),
  ['auth/approle/login/', 'k7Rn2Kq9mWv4tZx8Lp3sAbCd'],
  ['auth/ldap/login/', 'k7Rn2Kq9mWv4tZx8Lp3sAbCd.x7Kq2'],
  ...['node', 'nodes', 'service', 'services', 'task', 'networks', 'manager', 'worker', 'workers', 'cluster'].map(
    (part) => [`${part} `, 'k7rn2kq9mwv4tzx8lp3sabcde'],
  ),
  ['Node ', 'k7rn2kq9mwv4/10.0.0.7, joined gossip cluster'],
  ['Node ', 'k7rn2kq9mwv4, left gossip cluster'],
  ['web.1.', 'k7rn2kq9mwv4tzx8lp3sabcde'],
  ...['Job ', 'job=', 'JOB: ', 'sid=', 'owner_sid = ', 'x_sql_text('].map((name) => [name, `0x${hex.toUpperCase()}`]),
  ['node[', 'k7Rn2Kq9mWv4tZx8Lp3s_-]'],
  ['{web-1}{', 'k7Rn2Kq9mWv4tZx8Lp3s_-}'],
  ['{web-1}{k7Rn2Kq9mWv4tZx8Lp3s_-}{', 'a7Rn2Kq9mWv4tZx8Lp3s_-}'],
  ['[', 'logs-2026.12/k7Rn2Kq9mWv4tZx8Lp3s_-]'],
  ['COOKIE: ', `${hex} (good)`],
  ['"invalidated_api_keys": ["', 'k7Rn2Kq9mWv4tZx8Lp3s"'],
  ['"previously_invalidated_api_keys":["k7Rn2Kq9mWv4tZx8Lp3s", "', 'a7Rn2Kq9mWv4tZx8Lp3s"'],
  ['"', 'AYk7Rn2Kq9mWv4tZx8Lp", "rule"'],
  ["'", `AXk7Rn2Kq9mWv4tZx8Lp',"severity"`],
  ["'", `AXk7Rn2Kq9mWv4tZx8Lp', "component"`],
  ['(', `${random} public)`],
  ...['green open logs ', '  yellow open logs ', 'red close logs ', 'close logs '].map((row) => [
    row,
    'k7Rn2Kq9mWv4tZx8Lp3s_-',
  ]),
])('after %j stands no secret: %j', (text = '', value = '') => {
  expect(after(text, value)).toBe(true);
});

// Sources: those of the comments in harmless.ts.
test.each([
  ...['pk_live_', 'pk_test_', 'phc_', 'sq0idp-', 'FLWPUBK', 'pk-lf-'].map((prefix) => prefix + random),
  ...['ch', 'cus', 'sub', 'pi', 'in', 'evt', 'acct', 'prod', 'price', 'txn', 'req', 'pm', 'po'].map(
    (kind) => `${kind}_1Nk7Rn2Kq9mWv4t`,
  ),
  ...['AC', 'SM', 'PN'].map((kind) => kind + hex),
  ...['AROA', 'AIDA', 'AGPA', 'ANPA', 'ANVA', 'APKA', 'ASCA'].map((kind) => `${kind}7RN2KQ9MWV4TZX8L`),
  ...['SVC', 'SVL', 'SEP', 'FW', 'XLB', 'EXT'].map((kind) => `KUBE-${kind}-7RN2KQ9MWV4TZX8L`),
  ...[
    'apiserver-k7rn2kq9mwv4tzx8lp3sabcdef',
    'amq.gen-k7Rn2Kq9mWv4tZx8Lp3s_-',
    'amq.ctag-k7Rn2Kq9mWv4tZx8Lp3s_-',
    'AQAAANCMnd8BFdERjHoA',
  ],
  ...[
    'AQAAANCMnd8BFdERjHoAwE/Cl',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'clk7rn2kq9mwv4tzx8lp3sabc',
    'cml7rn2kq9mwv4tzx8lp3sabc',
  ],
])('%s is no secret by its shape', (word) => {
  expect(isHarmlessWord(word, { start: 0, end: word.length })).toBe(true);
});
