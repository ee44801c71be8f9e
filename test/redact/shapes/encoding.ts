import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const encoding: Record<string, Shape> = {
  'base64-of-known-secret': { secret: made.basePassword, text: 'config=%s' },
  'base64-utf16le': { secret: made.wideBase64, text: '%s', twin: 'data AAAAAAEAAAACAAAAAwAAAAQAAAA=' },
  'utf16-file': { secret: made.utf16, text: '%s', twin: 'MZ header of a binary file' },
  'hex-encoded-text': {
    secret: made.hexText,
    text: 'hex:%s',
    twin: '8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'percent-encoded': {
    secret: made.percentTwice,
    text: 'url=https%253A%252F%252Fsvc%253A%s%2540repo',
    twin: '%SystemRoot%\\System32 and 100%25 of %d',
  },
  'json-string-escapes': {
    secret: made.password,
    text: '{"outer":"{\\"inner\\":\\"{\\\\\\"password\\\\\\":\\\\\\"%s\\\\\\"}\\"}"}',
    twin: '{"path":"C:\\\\\\\\ProgramData\\\\\\\\containerd\\\\\\\\root"}',
  },
  'unicode-escapes': {
    secret: made.password,
    text: '\\u0070\\u0061\\u0073\\u0073\\u0077\\u006f\\u0072\\u0064\\u003d%s',
  },
  'xml-html-entities': {
    secret: made.password,
    text: '&lt;add key=&quot;Password&quot; value=&quot;%s&quot;/&gt;',
    twin: 'Tom &amp; Jerry &lt;node&gt; &quot;win1&quot;',
  },
  'go-quoted-string': { secret: made.password, text: 'msg="req: \\"password: %s\\""' },
  'go-byte-slice-dump': {
    secret: made.byteDump,
    text: 'Secret{Data:map[string][]uint8{password: %s,},}',
    twin: 'ports [80 443 6443 10250 10256]',
  },
  'registry-hex-7-and-2': { secret: made.regMultiSz, text: '"Environment"=hex(7):%s', twin: '"Start"=dword:00000002' },
  'registry-hex-binary': {
    secret: made.regHex,
    text: '"EncryptedPassword"=hex:%s',
    twin: '"NetworkAddress"=hex:00,15,5d,01,02,03',
  },
  'powershell-backtick-and-caret': {
    secret: made.password,
    text: 'cmd /c "net user hp ""%s"" ^& exit"',
    twin: 'dir `\n  C:\\k ^\n  | more',
  },
  'quoted-printable-or-wrapped': { secret: made.wrappedBase64, text: 'token:\n%s\n' },
  'gzip-base64': {
    secret: made.gzipBase64,
    text: 'payload %s',
    twin: 'layer sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'ansi-colour-split': { secret: made.ansiToken, text: 'token %s' },
  'truncated-secret': {
    secret: /ghp_[A-Za-z0-9]{20}/,
    text: 'cannot log in with %s...',
    twin: 'container 8a49fdb3b6a5... of pod 4f3b0f6f1d...',
  },
  'cri-partial-log-lines': {
    secret: /[A-Za-z0-9]{20}\n2026-11-26T08:00:00.1Z stdout F [A-Za-z0-9]{16}/,
    text: '2026-11-26T08:00:00.0Z stdout P token=%s',
    twin: '2026-11-26T08:00:00.0Z stdout P starting server on port 8080',
  },
  'secret-over-two-lines': {
    secret: /[A-Za-z0-9]{30}\n {4}[A-Za-z0-9]{20}/,
    text: '  password: >-\n    %s\n',
    twin: '  description: >-\n    runs on every\n    Windows node',
  },
  'already-masked-marker': {
    none: 'no secret, only a twin',
    twin: '<masked> <scrubbed> ***HIDDEN*** [REDACTED] ***stripped*** *SENSITIVE*DATA*DELETED*',
  },
};
