import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const genericName: Record<string, Shape> = {
  'vendor-word-plus-token': { secret: /(?:[0-9a-f]{40}|[A-Za-z0-9]{32})/, name: 'contoso_api_key' },
  'password-assignment': {
    secret: made.password,
    name: 'db_passwd',
    twin: 'MinimumPasswordLength=8 PasswordNeverExpires=True PasswordLastSet=2026-11-26T08:00:00Z bypass=true passthrough=on "password": null',
  },
  'secret-assignment': {
    secret: /[A-Za-z0-9]{12,20}/,
    name: 'CONSUMER_SECRET_V2',
    twin: 'secretName: tls-webhook imagePullSecrets: [regcred] secret "kube-system/db" not found',
  },
  'token-assignment': {
    secret: /[A-Za-z0-9]{12,30}/,
    name: 'sessionToken',
    twin: 'tokenFile: C:\\t\\token; failed to create user process token: Access is denied.; PublicKeyToken=31bf3856ad364e35',
  },
  'api-key-assignment': {
    secret: /[A-Za-z0-9]{12,30}/,
    name: 'subscription_key',
    twin: 'apiVersion: v1 apiGroup: rbac.authorization.k8s.io registry key HKLM\\SYSTEM\\CurrentControlSet',
  },
  'private-key-assignment': {
    secret: /[A-Za-z0-9]{12,30}/,
    name: 'masterKey',
    twin: 'private_key_path: C:\\k\\a.key signing_key_id: k1 master_key_length: 256',
  },
  'credential-assignment': {
    secret: /[A-Za-z0-9]{10,20}/,
    name: 'DB_CREDENTIALS',
    twin: 'credentialSpecName: webapp01 authority: login.microsoftonline.com author: sig-windows',
  },
  'connection-string-assignment': {
    secret: /Server=db1;Uid=app;Pwd=[A-Za-z0-9]{12,16}/,
    name: 'DATABASE_URL',
    twin: 'connectionString=<ref>',
  },
  'username-password-pair': { secret: made.password, text: 'login: svc\npass: %s\n', twin: 'login: svc' },
  'name-value-object-pair': {
    secret: made.password,
    text: '{"key": "DB_PASSWORD", "value": "%s"}',
    twin: '{"name": "DB_PASSWORD", "value": "$(DB_PASSWORD)"}',
  },
  'xml-element-password': {
    secret: made.password,
    text: '<ns:servicePassword><![CDATA[%s]]></ns:servicePassword>',
    twin: '<servicePassword /><Password>*SENSITIVE*DATA*DELETED*</Password>',
  },
  'cli-long-flag': {
    secret: made.password,
    text: 'setup.exe --admin-password %s --quiet',
    twin: 'setup.exe --password-file C:\\k\\p.txt --token-ttl 10m --secret-name db',
  },
  'cli-short-flag': {
    secret: made.password,
    text: 'redis-cli -h cache -a %s ping',
    twin: 'mkdir -p C:\\k\\logs; ssh -p 2222 win1; go build -p 4',
  },
  'sshpass-argument': { secret: made.password, text: 'sshpass -p%s ssh svc@win1' },
  'prose-password': {
    secret: made.password,
    text: 'connected with the password %s to the share',
    twin: 'the password is required; The user name or password is incorrect.; the password is expired',
  },
  'structured-log-field': {
    secret: made.password,
    text: 'level=debug msg="opened" user=svc passwd=%s',
    twin: 'password="<masked>" secrets="***stripped***" token=[REDACTED]',
  },
  'spec-environment-block': {
    secret: made.password,
    text: '"Environment":{"CONTAINER_SANDBOX_MOUNT_POINT":"C:\\\\hpc","SVC_PASS":"%s"}',
    twin: '"CONTAINER_SANDBOX_MOUNT_POINT":"C:\\\\hpc","PATH":"C:\\\\Windows\\\\System32"',
  },
  'ini-or-properties-secret': {
    secret: made.password,
    text: 'spring.datasource.pwd = %s',
    twin: '# spring.datasource.password = <your password>',
  },
  'terraform-or-hcl-attribute': {
    secret: made.password,
    text: '  admin_password = "%s"',
    twin: 'admin_password = var.admin_password',
  },
  'powershell-parameter-binding': {
    secret: made.password,
    text: "@{ UserName='svc'; Password='%s' }",
    twin: '$p = Read-Host -AsSecureString; -Password $env:DB_PASSWORD',
  },
  'python-or-js-literal': {
    secret: made.password,
    text: "{'user': 'svc', 'password': b'%s'}",
    twin: "{'password': None, 'token': process.env.TOKEN}",
  },
  'short-secret-repeat': {
    secret: /[A-Z][a-z]{5}[0-9]{3}/,
    text: '--password=%s then log-on with %s',
    twin: 'admin windows local true 1',
  },
};
