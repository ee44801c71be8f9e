import { gzipSync } from 'node:zlib';
import type { Chance } from '../chance.ts';

/** A secret that no pattern describes. */
type Made = (chance: Chance) => string;

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const base64url = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
const wide = (text: string) => Buffer.from(text, 'utf16le');
/** Bytes as a registry export lists them. */
const listed = (bytes: Buffer) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(',');

export const password: Made = ({ like }) =>
  like(/(?:[A-Z][a-z]{5,8}[0-9]{2,4}!?|[A-Za-z0-9]{12,20}|[A-Z][a-z]{3}[0-9]{3}[#%*][a-z]{4})/);
export const uuid: Made = ({ like }) => like(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/);

export const jwt: Made = ({ like }) => {
  const head = base64url({ alg: 'RS256', kid: like(/[A-Za-z0-9_-]{43}/) });
  const claims = base64url({
    aud: ['https://kubernetes.default.svc'],
    sub: 'system:serviceaccount:a:b',
    jti: like(/[0-9a-f]{32}/),
  });
  return `${head}.${claims}.${like(/[A-Za-z0-9_-]{342}/)}`;
};
export const jwtBase64: Made = (chance) => base64(jwt(chance));
export const jwtBase64Url: Made = (chance) => Buffer.from(jwt(chance)).toString('base64url');
export const jwe: Made = ({ like }) =>
  `${base64url({ alg: 'dir', enc: 'A256GCM' })}..${like(/[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{120}\.[A-Za-z0-9_-]{22}/)}`;

export const pemBody: Made = ({ like }) =>
  like(/MIIEpAIBAAKCAQEA[A-Za-z0-9+/]{48}(?:\n[A-Za-z0-9+/]{64}){12}\n[A-Za-z0-9+/]{22}==/);
export const pem: Made = (chance) =>
  `-----BEGIN RSA PRIVATE KEY-----\n${pemBody(chance)}\n-----END RSA PRIVATE KEY-----`;
export const pemOneLine: Made = (chance) => pem(chance).replaceAll('\n', '\\n');
export const pemBase64: Made = (chance) => base64(`${pem(chance)}\n`);
export const pgp: Made = ({ like }) =>
  `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${like(/lQOYBF[A-Za-z0-9+/]{58}(?:\n[A-Za-z0-9+/]{64}){8}/)}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`;

export const basicAuth: Made = (chance) => base64(`svc:${password(chance)}`);
export const registryAuth: Made = (chance) =>
  base64url({ username: 'svc', password: password(chance), serveraddress: 'r.corp.local' });
export const dockerConfigBase64: Made = (chance) =>
  base64(
    JSON.stringify({
      auths: { 'r.corp.local': { username: 'svc', password: password(chance), auth: basicAuth(chance) } },
    }),
  );
export const ecrPassword: Made = ({ like }) =>
  base64(JSON.stringify({ payload: like(/[A-Za-z0-9+/]{900}/), datakey: like(/[A-Za-z0-9+/]{200}/), version: '2' }));
/** What a Secret holds under a name that tells nothing. */
export const anyBase64: Made = ({ like }) => base64(like(/[A-Za-z0-9]{18,40}/));

export const helmRelease: Made = (chance) =>
  base64(
    base64(
      gzipSync(
        JSON.stringify({ name: 'app', config: { dbPassword: password(chance), notes: chance.like(/[a-z ]{200}/) } }),
      ),
    ),
  );
export const gzipBase64: Made = (chance) => base64(gzipSync(`db:\n  password: ${password(chance)}\n`));
export const basePassword: Made = (chance) => base64(`DB_PASSWORD=${password(chance)}`);
export const wideBase64: Made = (chance) => base64(wide(`password=${password(chance)}`));
export const encodedCommand: Made = (chance) => base64(wide(`net user hp ${password(chance)} /add`));
export const unattendAutologon: Made = (chance) => base64(wide(`${password(chance)}Password`));
export const unicodePwd: Made = (chance) => base64(wide(`"${password(chance)}"`));
export const wrappedBase64: Made = (chance) => base64(pem(chance)).slice(0, 400).replace(/.{76}/g, '$&\n');

export const utf16: Made = (chance) => wide(`password=${password(chance)}`).toString('latin1');
export const hexText: Made = (chance) => Buffer.from(`password=${password(chance)}`).toString('hex');
export const percentTwice: Made = ({ like }) => like(/[A-Za-z0-9]{8}%2521[A-Za-z0-9]{8}/);
export const byteDump: Made = (chance) => `[${[...Buffer.from(password(chance))].join(' ')}]`;
export const byteList: Made = ({ like }) => like(/1[0-9]{2}(?:, ?[1-9][0-9]){31}/);
export const ansiToken: Made = ({ like }) => `${like(/ghp_[A-Za-z0-9]{18}/)}\u001b[0m${like(/[A-Za-z0-9]{18}/)}`;
export const regHex: Made = ({ like }) => listed(Buffer.from(like(/[0-9a-f]{256}/), 'hex'));
export const regMultiSz: Made = (chance) => listed(wide(`DB_PASSWORD=${password(chance)}\0\0`));
export const dpapiRegHex: Made = ({ like }) =>
  `01,00,00,00,d0,8c,9d,df,01,15,d1,11,${listed(Buffer.from(like(/[0-9a-f]{200}/), 'hex'))}`;

/** Each group of six digits is eleven times a number of 16 bits. */
export const bitlocker: Made = ({ like }) =>
  Array.from({ length: 8 }, () =>
    String((Number.parseInt(like(/[0-9a-f]{4}/), 16) % 65_536) * 11).padStart(6, '0'),
  ).join('-');

const words: [string, ...string[]] = [
  'abandon',
  'legal',
  'winner',
  'thank',
  'year',
  'wave',
  'sausage',
  'worth',
  'useful',
  'letter',
  'advice',
  'cage',
];
export const mnemonic: Made = ({ pick }) => Array.from({ length: 12 }, () => pick(words)).join(' ');
