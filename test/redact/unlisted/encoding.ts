import type { Chance } from '../chance.ts';
import * as made from '../shapes/made.ts';
import type { Unlisted } from './unlisted.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const unpadded = (chance: Chance) => made.basePassword(chance).replaceAll('=', '');
const wrappedCrlf = (chance: Chance) => made.wrappedBase64(chance).replaceAll('\n', '\r\n');
const indentedBase64 = (chance: Chance) => made.wrappedBase64(chance).replaceAll(/^/gm, '    ');
const twiceBase64 = (chance: Chance) => base64(made.basePassword(chance));
const jsonBase64 = ({ like }: Chance) => base64(JSON.stringify({ user: 'svc', token: like(/[A-Za-z0-9]{32}/) }));
const percentOnce = ({ like }: Chance) =>
  encodeURIComponent(`https://svc:${like(/[A-Za-z0-9]{8}%40[a-z0-9]{8}/)}@r.corp.local`);
const percentTwoTimes = (chance: Chance) => encodeURIComponent(percentOnce(chance));
const percentLower = (chance: Chance) => percentOnce(chance).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const unicodeEscaped = ({ like }: Chance) =>
  [...`password=${like(/[A-Za-z0-9]{14}/)}`]
    .map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
const hexEscaped = ({ like }: Chance) =>
  [...`password=${like(/[A-Za-z0-9]{14}/)}`].map((it) => `\\x${it.charCodeAt(0).toString(16)}`).join('');
const utf16Flag = ({ like }: Chance) => Buffer.from(`--token=${like(/[A-Za-z0-9]{24}/)}`, 'utf16le').toString('latin1');
const hexSpaced = (chance: Chance) => made.hexText(chance).replaceAll(/..(?=.)/g, '$& ');
const charCodes = ({ like }: Chance) =>
  [...`password=${like(/[A-Za-z0-9]{14}/)}`].map((it) => it.charCodeAt(0)).join(',');
const pemSpaces = (chance: Chance) => made.pem(chance).replaceAll('\n', ' ');
const pemEscaped = (chance: Chance) => made.pem(chance).replaceAll('\n', '\\\\n');
const pemCutHead = (chance: Chance) => made.pem(chance).split('\n').slice(4).join('\n');
const jwtSplit = (chance: Chance) => made.jwt(chance).replaceAll(/.{100}/g, '$&\n');
const jwtUrl = (chance: Chance) => encodeURIComponent(made.jwt(chance)).replaceAll('.', '%2E');

export const encoding: Record<string, Unlisted> = {
  'base64-after-equals': { secret: made.pemBase64, text: 'tls.key=%s' },
  'base64-after-equals-2': { secret: made.basePassword, text: 'conf=%s' },
  'base64-after-slash': { secret: made.basePassword, text: '/secret/%s' },
  'base64-after-dash': { secret: made.basePassword, text: 'conf-%s' },
  'base64-after-underscore': { secret: made.basePassword, text: 'conf_%s' },
  'base64-after-plus': { secret: made.basePassword, text: 'a+%s' },
  'base64-after-colon': { secret: made.basePassword, text: 'conf:%s' },
  'base64-in-brackets': { secret: made.basePassword, text: '[%s]' },
  'base64-data-url': { secret: made.basePassword, text: 'data:text/plain;base64,%s' },
  'base64-no-padding': { secret: unpadded, text: 'conf %s end' },
  'base64-wrapped-76': { secret: made.wrappedBase64, text: '-----\n%s\n' },
  'base64-wrapped-crlf': { secret: wrappedCrlf, text: 'data:\r\n%s\r\n' },
  'base64-indented': { secret: indentedBase64, text: '  tls.key: |\n%s\n' },
  'base64-of-base64': { secret: twiceBase64, text: 'x %s' },
  'base64-gzip': { secret: made.gzipBase64, text: 'x=%s' },
  'base64-gzip-bare': { secret: made.gzipBase64, text: 'user-data %s' },
  'base64-utf16': { secret: made.wideBase64, text: '-x %s' },
  'base64-json-token': { secret: jsonBase64, text: 'state=%s' },
  'url-once': { secret: percentOnce, text: 'callback?next=%s' },
  'url-twice': { secret: percentTwoTimes, text: 'callback?next=%s' },
  'url-lower': { secret: percentLower, text: 'goto?u=%s' },
  'unicode-name': { secret: /[A-Za-z0-9]{14}/, text: '{"\\u0070assword":"%s"}' },
  'unicode-all': { secret: unicodeEscaped, text: '{"v":"%s"}' },
  'unicode-quote': { secret: /[A-Za-z0-9]{14}/, text: '{\\u0022password\\u0022:\\u0022%s\\u0022}' },
  'hex-escape': { secret: hexEscaped, text: 'value %s' },
  'utf16-line': { secret: made.utf16, text: '%s' },
  'utf16-in-log': { secret: utf16Flag, text: 'run %s done' },
  'hex-of-text': { secret: made.hexText, text: '0x%s' },
  'hex-spaced': { secret: hexSpaced, text: 'dump: %s' },
  'json-in-json': { secret: /[A-Za-z0-9]{14}/, text: '{"a":"{\\"password\\":\\"%s\\"}"}' },
  'json-3': { secret: /[A-Za-z0-9]{14}/, text: '"{\\\\\\"password\\\\\\":\\\\\\"%s\\\\\\"}"' },
  'console-wrap-80': {
    secret: /[A-Za-z0-9]{11}\n[A-Za-z0-9]{40}/,
    text: 'agent.exe --node win1 --cluster corp --region west --verbose --token %s',
  },
  'yaml-folded': { secret: /[A-Za-z0-9]{24} ?\n {6}[A-Za-z0-9]{24}/, text: '    token: >\n      %s\n' },
  'backslash-continued': { secret: /[A-Za-z0-9]{16}\\\n[A-Za-z0-9]{16}/, text: 'password=%s\n' },
  'caret-quoted': { secret: /[A-Za-z0-9]{6}\^&[A-Za-z0-9]{6}/, text: 'net user svc %s' },
  'backtick-quoted': { secret: /[A-Za-z0-9]{6}`"[A-Za-z0-9]{6}/, text: '-Password "%s"' },
  'doubled-quote': { secret: /[A-Za-z0-9]{6}""[A-Za-z0-9]{8}/, text: '-Password "%s"' },
  ansi: { secret: made.ansiToken, text: '%s' },
  'bytes-decimal': { secret: made.byteDump, text: 'Data:map[password:%s]' },
  'char-codes': { secret: charCodes, text: '-join([char[]](%s))' },
  'rot-reverse-quote': { secret: /[A-Za-z0-9]{14}/, text: 'password = \u201c%s\u201d' },
  nbsp: { secret: /[A-Za-z0-9]{14}/, text: 'password:\u00a0%s' },
  tab: { secret: /[A-Za-z0-9]{14}/, text: 'password\t%s' },
  'full-width-colon': { secret: /[A-Za-z0-9]{14}/, text: 'password\uff1a%s' },
  'pem-spaces': { secret: pemSpaces, text: 'key %s' },
  'pem-escaped-twice': { secret: pemEscaped, text: '{"msg":"%s"}' },
  'pem-cut-head': { secret: pemCutHead, text: '%s' },
  'jwt-split': { secret: jwtSplit, text: '%s' },
  'jwt-url': { secret: jwtUrl, text: 'https://a/?x=%s' },
};
