import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const keyMaterial: Record<string, Shape> = {
  'pem-private-key': {
    secret: made.pem,
    text: '%s',
    twin: '-----BEGIN CERTIFICATE-----\nMIIC/jCCAeagAwIBAgIBADANBgkqhkiG9w0BAQsFADAVMRMwEQYDVQQDEwprdWJl\ncm5ldGVzMB4XDTI2MTEyNjA4MDAwMFoXDTM2MTEyMzA4MDAwMFowFTETMBEGA1UE\n-----END CERTIFICATE-----',
  },
  'pem-one-line': {
    secret: made.pemOneLine,
    text: '%s',
    twin: '-----BEGIN CERTIFICATE REQUEST-----\\nMIIBVjCB/QIBADBHMRUwEwYDVQQKEwxzeXN0ZW06bm9kZXMxLjAsBgNVBAMTJXN5\\n-----END CERTIFICATE REQUEST-----',
  },
  'pem-base64-again': {
    secret: made.pemBase64,
    twin: 'caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMvakNDQWVhZ0F3SUJBZ0lCQURBTkJna3Foa2lHOXcwQkFRc0ZBREFWTVJNd0VRWURWUVFERXdwcmRXSmwKY201bGRHVnpNQjRYRFRJMk1URXlOakE0TURBd01Gb1g=',
  },
  'pem-body-without-header': {
    secret: made.pemBody,
    text: 'private key:\n%s\n',
    twin: '-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIBADANBgkqhkiG9w0BAQsFADAVMRMwEQYDVQQDEwprdWJl\n-----END CERTIFICATE-----',
  },
  'pgp-private-key': {
    secret: made.pgp,
    text: '%s',
    twin: '-----BEGIN PGP PUBLIC KEY BLOCK-----\nmDMEZ0rVABYJKwYBBAHaRw8BAQdAVb/vlWAYkK/YBwk\n-----END PGP PUBLIC KEY BLOCK-----',
  },
  'putty-ppk': {
    secret: /[A-Za-z0-9+/]{64}\n[A-Za-z0-9+/]{22}==/,
    text: 'PuTTY-User-Key-File-3: ssh-ed25519\nComment: a\nPrivate-Lines: 2\n%s\nPrivate-MAC: 00\n',
    twin: 'PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 2\nAAAAC3NzaC1lZDI1NTE5AAAAIJ2jmj7l5rSw0yVbvlWAYkKYBwkjRIwE9v1bTnV\nGhSYZ',
  },
  'pkcs12-base64': {
    secret: /MIIJ[A-Za-z0-9+/]{2}IBAzCC[A-Za-z0-9+/]{400}/,
    twin: '-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIBADANBgkqhkiG9w0BAQsFADAVMRMwEQYDVQQDEwprdWJl\n-----END CERTIFICATE-----',
  },
  'pfx-or-jks-file': {
    none: 'a file of bytes: the lists of a bundle do not name it',
    twin: 'C:\\k\\kubelet.crt, C:\\k\\ca.cer, C:\\k\\chain.p7b',
  },
  'jwk-private': {
    secret: /[A-Za-z0-9_-]{43}/,
    text: '{"kty":"EC","crv":"P-256","kid":"k1","d":"%s"}',
    twin: '{"kty":"EC","crv":"P-256","kid":"8b1f6a7e","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","use":"sig"}',
  },
  'ssh-private-openssh': {
    secret: /b3BlbnNzaC1rZXktdjEAAAAABG5vbmU[A-Za-z0-9+/]{300}/,
    twin: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2jmj7l5rSw0yVbvlWAYkKYBwkjRIwE9v1bTnVGhSYZ svc@win1',
  },
  'symmetric-key-hex': {
    secret: /[0-9a-f]{64}/,
    name: 'encryption_key',
    twin: 'container 8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6 traceID=4f3b0f6f1d2a4c5e8d9f001122334455',
  },
  'symmetric-key-base64': {
    secret: /[A-Za-z0-9+/]{43}=/,
    name: 'shared_secret',
    twin: 'Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg== ETag: "0x8DB1F6A7E4D3C4F"',
  },
  'openvpn-static-key': {
    secret: /(?:[0-9a-f]{32}\n){15}[0-9a-f]{32}/,
    text: '-----BEGIN OpenVPN Static key V1-----\n%s\n-----END OpenVPN Static key V1-----\n',
  },
  'tls-key-log': {
    secret: /[0-9a-f]{96}/,
    text: 'CLIENT_RANDOM 4f3b0f6f1d2a4c5e8d9f00112233445566778899aabbccddeeff001122334455 %s',
  },
  'htpasswd-line': {
    secret: /\$2y\$05\$[A-Za-z0-9./]{53}/,
    text: 'svc:%s',
    twin: 'auth_basic_user_file C:\\nginx\\htpasswd of svc',
  },
  'crypt-hash': {
    secret: /\$6\$[A-Za-z0-9./]{16}\$[A-Za-z0-9./]{86}/,
    text: 'svc:%s:19000:0:99999:7:::',
    twin: 'format %s %d, arguments $1 $2 $6',
  },
  'argon2-or-pbkdf2-hash': {
    secret: /\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}/,
    text: 'hash %s',
  },
  'keytab-base64': { secret: /BQIAAA[A-Za-z0-9+/]{150}/, text: 'keytab: %s', twin: 'keytab file C:\\k\\svc.keytab' },
  'otpauth-seed': {
    secret: /[A-Z2-7]{32}/,
    text: 'otpauth://totp/corp:svc?secret=%s&issuer=corp',
    twin: 'issuer=corp label=svc',
  },
  'bip39-seed-phrase': {
    secret: made.mnemonic,
    text: 'mnemonic: %s',
    twin: 'the pod was able to access the volume about an hour ago and the absent mount was not an accident',
  },
  'django-secret-key': { secret: /[a-z0-9!@#%&*(_+-]{50}/, name: 'SECRET_KEY' },
  'rails-master-key': { secret: /[0-9a-f]{32}/, name: 'RAILS_MASTER_KEY' },
  'laravel-app-key': { secret: /base64:[A-Za-z0-9+/]{43}=/, name: 'APP_KEY' },
  'machine-account-or-trust-secret': {
    secret: made.regHex,
    text: '[HKEY_LOCAL_MACHINE\\SECURITY\\Policy\\Secrets\\$MACHINE.ACC\\CurrVal]\n@=hex(0):%s\n',
    twin: 'S-1-5-21-1004336348-1177238915-682003330-1001',
  },
  'netrc-entry': {
    secret: made.password,
    text: 'machine git.corp.local login svc password %s',
    twin: 'machine git.corp.local login svc',
  },
};
