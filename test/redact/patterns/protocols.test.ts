import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';
import { notAlone } from '../secrets-in.ts';

test.each([
  ['AUTH winter2026', 'AUTH [redacted:protocol-password]'],
  ['LOGIN alice winter2026', 'LOGIN alice [redacted:protocol-password]'],
  ['AUTH alice Osier_518!x', 'AUTH alice [redacted:protocol-password]'],
  ['carol : EAP "winter2026"', 'carol : EAP "[redacted:protocol-password]"'],
])('the password of a sign-in: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  // Mechanisms of SASL.
  'AUTH EXTERNAL',
  'AUTH CRAM-MD5',
  'AUTH SCRAM-SHA-256',
  // Names of machines and of what signs in.
  'LOGIN node-01',
  'AUTH node-01.contoso.com',
  'could not register windows-server',
  'the provider failed to sign-in kubelet-client',
])('what is signed in stays: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  ['"AUTH" "walnut"', '"AUTH" "[redacted:protocol-password]"'],
  ['"AUTH" "app" "walnut"', '"AUTH" "app" "[redacted:protocol-password]"'],
  [
    '"HELLO" "3" "AUTH" "app" "walnut" "SETNAME" "w"',
    '"HELLO" "3" "AUTH" "app" "[redacted:protocol-password]" "SETNAME" "w"',
  ],
])('a password of a sign-in: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each([
  '"AUTH" "walnut" "tree" "GET"',
  'Login OK: [host/node7.example.com] (from client ap port 0)',
  'Login incorrect: [m.weber/<via Auth-Type = eap>] (from client ap port 0)',
  'Login incorrect: [walnut/tree] of the forest',
  'authorization policy kubernetes-dashboard-viewer denied',
])('no password of a sign-in: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

test.each(['AUTH failed with reason: no user', 'AUTH walnut failed', 'UNAUTH walnut failed with reason'])(
  'a sign-in without a password: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);

const key = 'k7Rn2Kq9mWv4tZx8Lp3s';
/** A line of a protocol, an address or a header, with # where the secret is. Sources: those of the table in protocols.ts. */
const lines: Readonly<Record<string, readonly string[]>> = {
  tamarind: [
    ...['u', 'user', 'username', 'login'].map((user) => `https://a.example.net/x?${user}=bob&p=#`),
    ...['p', 'pw', 'pass', 'pwd'].map((name) => `https://a.example.net/x?u=bob&${name}=#`),
    ...['query', 'write'].map((verb) => `http://a.example.net:8086/${verb}?db=x&p=#`),
    'http://a.example.net:8086/query?q=1&db=x&p=#',
    'http://a.example.net/x?p=#&u=bob',
    ...['login', 'logon', 'sign_in', 'signin', 'auth'].map((verb) => `http://a.example.net/${verb}?p=#&user=bob`),
    ...['username', 'login'].map((user) => `http://a.example.net/login?p=#&${user}=bob`),
    'a1 LOGIN bob #',
    '>A0001 LOGIN "bob" "#"',
    ...['AUTH', 'LOGIN', 'PLAIN', 'CRAM-MD5'].flatMap((way) => [
      `${way} challenge: '#'`,
      `${way} got the challenge="#"`.replace('="', '= "'),
    ]),
    ...['put', 'get', 'cd', 'mput', 'mget', 'binary', 'bye', 'quit'].map((verb) => `open srv\nuser bob #\r\n${verb} a`),
    ...['EAP', 'PSK', 'XAUTH', 'NTLM', 'PIN'].flatMap((way) => [`bob : ${way} "#"`, `: ${way} #`]),
    ...['snmp v2c', 'SNMPv1', 'snmptrapd says:', 'v1', 'v2c,'].map((about) => `${about} community #`),
    ...['with the', 'using', 'with'].map((word) => `${word} community string "#"`),
    ...['community string', 'community name', 'community:', 'community='].map((name) => `snmp ${name} "#"`),
    ...['rocommunity', 'rwcommunity', 'rocommunity6', 'rwcommunity6'].map((name) => `${name}  #`),
    'WIFI:T:WPA;S:a;P:#;;',
    ...['login', 'log_in', 'signin', 'sign_in'].map(
      (name) =>
        `<methodName>x.${name}</methodName><params><param><value><string>bob</string></value></param><param><value>#</value>`,
    ),
    ...['authenticate', 'blogger.getUsersBlogs'].map(
      (name) =>
        `<methodName>${name}</methodName>\\n<params><param><value>db</value></param>\\r<param><value>bob</value></param>\\t<param><value>#</value>`,
    ),
    ...['Login incorrect', 'Login OK'].map((said) => `${said} (pap): [bob/#] (from client ap port 0)`),
    ...['"Auth"', '\\"Auth\\"', 'Auth'].map((name) => `CMD 'password ${name} "#"'`),
    ...['Auth', 'Private Key', 'HTTP Proxy'].map((name) => `> password "${name}" "#"`),
    ...['proxy_set_header', 'grpc_set_header', 'add_header', 'more_set_headers', 'more_set_input_headers'].map(
      (verb) => `${verb} X-Api-Token "#"`,
    ),
    ...['RequestHeader set', 'RequestHeader add', 'http-request set-header', 'http-request add-header'].map(
      (verb) => `${verb} X-Api-Key '#'`,
    ),
    ...['token', 'key', 'secret', 'auth', 'password', 'pass'].map((name) => `proxy_set_header X-${name} #`),
    ...['simple', 'credentials'].flatMap((name) => [`BindRequest(dn, ${name}: "#")`, `bind_request {"${name}"="#"}`]),
    ...['-H', '--header', '-Header', '-Headers'].map((flag) => `x ${flag} "X-Db-Secret: #"`),
    ...['token', 'key', 'secret', 'auth', 'password'].map((name) => `x -H 'X-${name}-a: #'`),
    'jdbc:oracle:thin:bob/#@srv:1521:x',
  ],
  // A word of base64, in the dialogue of a mail server.
  dGFtYXJpbmQ: [
    '334 UGFzc3dvcmQ6\r\n#\r\nx',
    '334 UGFzc3dvcmQ6\nclient: #',
    "334 UGFzc3dvcmQ6\nx --> #'",
    '334 UGFzc3dvcmQ6\nC: #',
  ],
  Walnut9x: [
    ...['AUTH', 'LOGIN', 'OPER', 'PASS'].flatMap((verb) => [
      `${verb} #`,
      `>${verb} bob #`,
      `"${verb}" "bob" "#"`,
      `${verb} # failed`,
    ]),
  ],
  [key]: [
    ...['X-Amz-Signature', 'X-Goog-Signature', 'Signature', 'X-Amz-Security-Token'].map(
      (name) => `https://a.example.net/x?${name}=#`,
    ),
    ...['t', 'tk', 'token', 'tokens', 'key', 'apikey'].map((name) => `https://a.example.net/v1/${name}/# `),
    ...['hook', 'hooks', 'webhook', 'integration', 'integrations', 'ping', 'notify', 'incoming'].map(
      (name) => `/${name}/#`,
    ),
    ...[
      'hooks.slack.com/services',
      'hooks.slack.com/workflows',
      'hooks.slack.com/triggers',
      'x.tines.com/webhook',
      'hooks.zapier.com/hooks/catch',
    ].map((host) => `https://${host}/#`),
    ...[
      'hc-ping.com',
      'logs-01.loggly.com/inputs',
      'logs-01.loggly.com/bulk',
      'x.office.com/webhook',
      'x.office.com/webhookb2',
    ].map((host) => `https://${host}/#`),
    ...['x.office365.com/webhook', 'x.office365.com/webhookb2'].map((host) => `https://${host}/#`),
  ],
  [`sid=${key}`]: ['Set-Cookie: #', 'Cookie: #', '"Cookie": "#"', 'cookie=[#', "Cookie: '#'"],
};
test.each(Object.entries(lines))('the secret %s at its place', (secret, texts) => {
  expect(notAlone(secret, texts)).toEqual([]);
});

// Words of a sentence, and what a setting can be.
test.each([
  ...[
    'names',
    'edition',
    'support',
    'servers',
    'is',
    'was',
    'not',
    'from',
    'in',
    'for',
    'of',
    'on',
    'or',
    'and',
    'with',
  ].map((word) => `snmp community ${word} tamarind`),
  ...[
    'must',
    'has',
    'does',
    'can',
    'may',
    'should',
    'will',
    'no',
    'that',
    'which',
    'lists',
    'map',
    'view',
    'access',
    'mismatch',
    '65000:',
  ].map((word) => `snmp community ${word}`),
  ...['true', 'false', 'on', 'off', 'yes', 'no', 'none'].map((word) => `proxy_set_header X-Token ${word}`),
  ...['$token', '{token}', '*', '%TOKEN%', '<token>'].map((word) => `x -H "X-Token: ${word}"`),
  ...['XOAUTH2', 'CRAM-MD5', 'SCRAM-SHA-512'].map((way) => `AUTH ${way}`),
  '[IPC:bob@srv.example.net:8020]',
])('no secret at its place: %s', (text) => {
  expect(redactText(text)).toBe(text);
});
