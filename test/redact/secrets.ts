import { generateKeyPairSync } from 'node:crypto';

/** A text with secrets in it. `secrets`: what must not be found after it was redacted. */
export interface Planted {
  kind: string;
  text: string;
  secrets: readonly string[];
}

const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
/** Letters and digits that look like chance and are the same on every run. */
export function noise(
  seed: number,
  length: number,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return alphabet[(state >> 8) % alphabet.length];
  }).join('');
}
const hex = (seed: number, length: number) => noise(seed, length, '0123456789abcdef');
const lower = (seed: number, length: number) => `${noise(seed, length - 2, 'abcdefghijklmnopqrstuvwxyz')}7q`;

const jwt = (seed: number, alg = 'RS256') =>
  `${part({ alg, kid: hex(seed, 8) })}.${part({ sub: 'system:serviceaccount:a:b', jti: hex(seed, 20) })}.${noise(seed, alg === 'RS256' ? 342 : 86)}`;

const pem = (type: 'rsa' | 'ec') => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const old = privateKey.export({ type: type === 'rsa' ? 'pkcs1' : 'sec1', format: 'pem' }).toString();
  return [pkcs8, old];
};
const bodyOf = (text: string) => text.split('\n').filter((line) => /^[A-Za-z0-9+/=]{16,}$/.test(line));

const jwts = [1, 2, 3].map((seed) => jwt(seed)).concat([4, 5].map((seed) => jwt(seed, 'ES256')));
const keys = [...pem('rsa'), ...pem('ec')];
const ssh = `-----BEGIN OPENSSH PRIVATE KEY-----\n${noise(9, 280).replace(/.{70}/g, '$&\n')}-----END OPENSSH PRIVATE KEY-----\n`;
const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 2\n${noise(10, 64)}\n${noise(11, 24)}\nPrivate-MAC: x\n`;

const password = (seed: number) => `${noise(seed, 6)}!${noise(seed + 50, 5)}#%`;
const one = (kind: string, secret: string, wrap: (secret: string) => string): Planted => ({
  kind,
  text: wrap(secret),
  secrets: [secret],
});

/** One or more of every kind. */
export const kinds: readonly Planted[] = [
  ...jwts.map((token) => one('jwt', token, (it) => `got token ${it} for pod`)),
  one('bearer', noise(20, 32), (it) => `Authorization: Bearer ${it}`),
  one('bearer', noise(21, 40), (it) => `curl -H "authorization: bearer ${it}" https://10.0.0.1/`),
  ...keys.map((text) => ({ kind: 'private key', text, secrets: bodyOf(text) })),
  { kind: 'ssh key', text: ssh, secrets: bodyOf(ssh) },
  { kind: 'putty key', text: putty, secrets: [noise(10, 64), noise(11, 24)] },
  one('kubeconfig', Buffer.from(keys[2] ?? '').toString('base64'), (it) => `    client-key-data: ${it}\n`),
  one('kubeconfig', noise(22, 30), (it) => `users:\n- name: a\n  user:\n    token: ${it}\n`),
  one('url', `${noise(23, 9)}%23`, (it) => `proxy http://admin:${it}@proxy.example.com:3128/`),
  one('url', 'pAss4word', (it) => `git clone https://user:${it}@git.example.com/a.git`),
  one('url', noise(24, 40), (it) => `https://${it}@git.example.com/a.git`),
  one(
    'sas',
    `${noise(25, 43)}%3D`,
    (it) => `https://a.blob.core.windows.net/c/f?sv=2022-11-02&sr=b&sig=${it}&se=2026-12-01`,
  ),
  one(
    'connection string',
    `${noise(26, 86)}==`,
    (it) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${it};EndpointSuffix=core.windows.net`,
  ),
  one('connection string', password(27), (it) => `Server=tcp:db,1433;User ID=sa;Password=${it};Encrypt=True`),
  one(
    'connection string',
    noise(28, 43),
    (it) => `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=${it}=`,
  ),
  one('aws', `AKIA${noise(29, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`, (it) => `using key ${it}`),
  one('aws', noise(30, 40), (it) => `aws_secret_access_key = ${it}`),
  one('aws', noise(31, 120), (it) => `AWS_SESSION_TOKEN=${it}`),
  one('azure', `${noise(32, 3)}8Q~${noise(33, 34)}`, (it) => `login with ${it} failed`),
  one('azure', noise(34, 32), (it) => `"aadClientSecret": "${it}"`),
  one('gcp', `AIza${noise(35, 35)}`, (it) => `key ${it}`),
  one('gcp', `ya29.${noise(36, 60)}`, (it) => `access ${it}`),
  {
    kind: 'gcp',
    text: JSON.stringify({ type: 'service_account', private_key: keys[0] }),
    secrets: bodyOf(keys[0] ?? ''),
  },
  one(
    'registry',
    Buffer.from(`user:${password(37)}`).toString('base64'),
    (it) => `{"auths":{"registry.example.com":{"auth":"${it}"}}}`,
  ),
  one(
    'registry',
    Buffer.from(
      JSON.stringify({ auths: { 'r.example.com': { auth: Buffer.from('a:b1234567').toString('base64') } } }),
    ).toString('base64'),
    (it) => `  .dockerconfigjson: ${it}`,
  ),
  one(
    'registry',
    noise(38, 44),
    (it) => `[plugins."io.containerd.grpc.v1.cri".registry.configs."r".auth]\n  identitytoken = "${it}"`,
  ),
  one('registry', password(39), (it) => `    username = "a"\n    password = "${it}"`),
  one('registry', noise(40, 30), (it) => `  auth = "${it}="`),
  one('flag', password(41), (it) => `kubelet.exe --password ${it} --v=4`),
  one('flag', password(42), (it) => `agent.exe --client-secret=${it} -y`),
  one('flag', `two ${password(43)}`, (it) => `agent.exe -Password "${it}" -Verbose`),
  one('flag', noise(44, 20), (it) => `["agent.exe","--api-key","${it}","-y"]`),
  one('flag', password(45), (it) => `setup.exe /password:${it} /quiet`),
  one('json', `a\\"${noise(46, 12)}`, (it) => `{"x":1,"password":"${it}"}`),
  one('json', noise(47, 24), (it) => JSON.stringify({ line: JSON.stringify({ accessToken: it }) })),
  one('json', noise(48, 24), (it) => JSON.stringify([{ name: 'DB_PASSWORD', value: it }])),
  one('yaml', password(49), (it) => `password: '${it}'\nuser: a\n`),
  one('yaml', noise(50, 24), (it) => `- name: API_TOKEN\n  value: ${it}\n`),
  one('yaml', noise(51, 24), (it) => `  clientSecret: |\n    ${it}\n  other: x\n`),
  one('yaml', noise(52, 24), (it) => `secret: >-\n  ${it}\nname: x\n`),
  one('yaml', password(70), (it) => `could not log on: password: '${it}' refused`),
  one('yaml', password(71), (it) => `logged on with the password: ${it}`),
  one('toml', password(53), (it) => `secret_key = "${it}"`),
  one('powershell', password(54), (it) => `$password = '${it}'`),
  one('powershell', password(55), (it) => `ConvertTo-SecureString "${it}" -AsPlainText -Force`),
  one('powershell', password(56), (it) => `$env:API_KEY='${it}'`),
  one('powershell', password(57), (it) => `New-Object PSCredential("admin", "${it}")`),
  one('net', password(58), (it) => `net user k8s ${it} /add`),
  one('net', password(59), (it) => `net use z: \\\\srv\\share /user:dom\\a ${it}`),
  one('sc', password(60), (it) => `sc.exe config x obj= .\\a password= ${it}`),
  one('xml', noise(61, 16), (it) => `<add><password>${it}</password></add>`),
  one('curl', password(62), (it) => `curl -u admin:${it} https://10.0.0.1/`),
  one('basic', Buffer.from(`a:${password(63)}`).toString('base64'), (it) => `Authorization: Basic ${it}`),
  one('cookie', noise(64, 24), (it) => `Cookie: session=${it}; theme=dark`),
  one('header', noise(65, 24), (it) => `curl -H "X-Api-Key: ${it}" https://10.0.0.1/`),
  one('bootstrap token', `${lower(66, 6)}.${lower(67, 16)}`, (it) => `join with ${it}`),
  one('service token', `ghp_${noise(68, 36)}`, (it) => `fetch with ${it}`),
  one('service token', `xoxb-${noise(69, 24)}`, (it) => `notify ${it}`),
];

/** Long enough that it is met encoded, and broken over lines. */
const isLong = ({ text }: Planted) => text.length >= 24;
const wrapped = (text: string, width: number) => text.replace(new RegExp(`[^\\n]{${width}}(?=[^\\n])`, 'g'), '$&\n');
const partsOf = (secrets: readonly string[], width: number) =>
  // Of a secret that is broken over lines, none of its longer pieces may be left.
  secrets.flatMap((secret) => (secret.length < width ? [] : [secret.slice(0, 24), secret.slice(-24)]));

/** Every kind as it stands in files: as it is, in a JSON string, in base64, in UTF-16's base64, broken over lines. */
export const planted: readonly Planted[] = [
  ...kinds,
  ...kinds.map(({ kind, text, secrets }) => ({
    kind: `${kind}, as a string in JSON`,
    text: JSON.stringify({ msg: text }),
    secrets: secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
  })),
  ...kinds.filter(isLong).map(({ kind, text }) => {
    const encoded = Buffer.from(text).toString('base64');
    return { kind: `${kind}, in base64`, text: `data ${encoded} end`, secrets: [encoded] };
  }),
  ...kinds
    .filter(isLong)
    .slice(0, 20)
    .map(({ kind, text }) => {
      const encoded = Buffer.from(text, 'utf16le').toString('base64');
      return { kind: `${kind}, in base64 of UTF-16`, text: `powershell -enc ${encoded}`, secrets: [encoded] };
    }),
  ...kinds
    .filter(({ text, secrets }) => !text.includes('\n') && secrets.some((secret) => secret.length >= 80))
    .map(({ kind, text, secrets }) => ({
      kind: `${kind}, broken over lines`,
      text: wrapped(text, 76),
      secrets: partsOf(secrets, 80),
    })),
  // A log of a log: JSON in a string of JSON.
  ...kinds.map(({ kind, text, secrets }) => ({
    kind: `${kind}, as a string in a string in JSON`,
    text: JSON.stringify({ log: JSON.stringify({ msg: text }) }),
    secrets: secrets.map((secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)),
  })),
];
