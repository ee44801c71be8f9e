import { expect, test } from 'vitest';
import { redactText } from '../../../agent/redact.ts';

test.each([
  [
    'crypto isakmp key tamarind address 203.0.113.9',
    'crypto isakmp key [redacted:device-password] address 203.0.113.9',
  ],
  ...[
    'vrrp 10 authentication text',
    'standby 1 authentication md5 key-string',
    'ip ospf message-digest-key 1 md5',
    'ip ospf authentication-key 0',
    'neighbor 10.0.0.2 password',
    'wpa-psk ascii 0',
    'pre-shared-key local',
  ].map((before) => [`${before} tamarind`, `${before} [redacted:device-password]`]),
  [
    'snmpusm -v3 -u monitor -a SHA -A tamarind -x AES -X winterly 10.0.0.2',
    'snmpusm -v3 -u monitor -a SHA -A [redacted:command-password] -x AES -X [redacted:command-password] 10.0.0.2',
  ],
])('a key of a network device, of small letters: %s', (text, clean) => {
  expect(redactText(text)).toBe(clean);
});

test.each(['BGP: neighbor 10.0.0.2 password changed', 'ospf: authentication-key mismatch'])(
  'no key stands there: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);

test('a flag for a password, cut short', () => {
  expect(redactText('isql.exe -user SYSDBA -pas Walnut9x a.fdb')).toBe(
    'isql.exe -user SYSDBA -pas [redacted:user-password] a.fdb',
  );
});

test.each([
  ['asa(config)# ikev1 pre-shared-key hazel', 'hazel', 'device-password'],
  [' ikev2 pre-shared-key hazel', 'hazel', 'device-password'],
])('a password in a command: %s', (text, secret, id) => {
  expect(redactText(text)).toBe(text.replace(secret, `[redacted:${id}]`));
});

// Sources: the manual of each program.
test.each([
  ...[
    'remcom \\\\srv /user:adm /pwd:#',
    'truecrypt /v a.tc /p #',
    'veracrypt /v a.hc /p #',
    'psexec \\\\srv -u adm -p # cmd',
  ],
  ...[
    'pvk2pfx -pvk a.pvk -p # -spc a.cer',
    'buildah login -u bob -p # reg.example',
    'skopeo login -u bob -p # reg.example',
  ],
  ...['mongodump', 'mongorestore', 'mongoexport', 'mongoimport', 'rabbitmqadmin', 'cypher-shell'].map(
    (one) => `${one} -u bob -p #`,
  ),
  ...['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldapwhoami', 'ldappasswd', 'ldapcompare'].map(
    (one) => `${one} -x -D cn=adm,dc=corp -w #`,
  ),
  ...[
    'snmpwalk',
    'snmpget',
    'snmpgetnext',
    'snmpset',
    'snmptrap',
    'snmpinform',
    'snmpbulkwalk',
    'snmpbulkget',
    'snmptable',
  ].flatMap((one) => [
    `${one} -v2c -c # 10.0.0.2`,
    `${one} -v3 -u mon -A # 10.0.0.2`,
    `${one} -v3 -u mon -X # 10.0.0.2`,
  ]),
  ...['choco push a.nupkg -k #', 'nuget push a.nupkg --api-key #', 'choco push a.nupkg -k=#'],
  ...['rabbitmqctl add_user bob #', 'rabbitmqctl change_password bob #', 'rabbitmqctl authenticate_user bob #'],
  ...['sqlplus', 'sqlldr', 'expdp', 'impdp', 'rman target'].map((one) => `${one} scott/#`),
  ...[
    '7z x -p# a.7z',
    'rar x -p# a.rar',
    'unrar x -p# a.rar',
    'nmcli dev wifi connect Lab password #',
    'rclone obscure #',
  ],
  ...["btoa('bob:#')", "b64encode(b'bob:#')", "base64_encode('bob:#')", 'GetBytes("bob:#")'],
  ...[
    'gocryptfs a b',
    'ssh-add -',
    'glab auth login',
    'buildah login -u bob --password-stdin reg.example',
    'gpg2 --passphrase-fd 0',
  ].map((one) => `echo # | ${one}`),
  ...['wrangler secret put API', 'secret-tool store --label a b c', 'kubeseal --raw'].map(
    (one) => `echo -n # | ${one}`,
  ),
])('a password in a command: %s', (text) => {
  const redacted = redactText(text.replace('scott/#', 'scott/Walnut9x@orcl').replace('#', 'Walnut9x'));
  expect(redacted).toMatch(/\[redacted:[\w-]+\]/);
  expect(redacted.replace(/\[redacted:[\w-]+\]/, '#')).toBe(text);
});

test.each([
  'dcmsend +U walnut +P -v pacs01',
  'dcmsend +P Hazel pacs01',
  'ikev1 pre-shared-key required',
  'ipmitool user set password 2',
  'isql -v dsn bob',
])('no password in a command: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

const each = (programs: string, ...rest: readonly string[]) =>
  programs.split(' ').flatMap((one) => rest.map((after) => `${one} ${after}`));

/** A command of each program, where # is the password. Sources: the manual of each program. */
const lines = [
  ...each('net net1', 'user bob #', 'use z: \\\\srv\\c #', 'use \\\\srv\\c #'),
  ...each('schtasks', '/create /tn a /ru bob /rp #', '/query /s srv /u bob /p #'),
  ...each('netdom', 'join pc /ud:adm /passwordd:#', 'add pc /uo:adm /po:#', 'join pc /pd:#', 'reset pc /password:#'),
  ...['bitsadmin /setcredentials job SERVER BASIC bob #', 'nssm set agent ObjectName .\\bob #', 'rasdial vpn bob #'],
  ...each('autologon autologon64', 'bob CORP #'),
  ...each('ldifde csvde', '-i -f a.ldf -b bob CORP #'),
  ...each(
    'psexec psexec64 paexec winrs mstsc remcom agent-auth smc xfreerdp wfreerdp rdesktop smbmap racadm veracrypt truecrypt',
    ...['/v:srv /p:#', '/v:srv /p #', '/v:srv /password:#'],
  ),
  ...each(
    'certutil signtool openssl makecert pvk2pfx az docker nerdctl podman helm choco oc crane skopeo buildah',
    'x -p #',
  ),
  ...each(
    'sqlcmd bcp isql osql mongo mongosh mongodump mongorestore mongoexport mongoimport redis-cli cqlsh jfrog',
    'x -p #',
  ),
  ...each(
    'ldapsearch kinit cypher-shell beeline nodetool rabbitmqadmin evil-winrm wevtutil tasklist taskkill',
    'x -p=#',
  ),
  ...each('mkstore', '-wrl w -createCredential db bob #', '-wrl w -modifyCredential db bob #'),
  ...each(
    'iscsicli',
    'AddConnection s * * bob #',
    'LoginTarget iqn.1991 T * * bob #',
    'QAddTargetPortal 10.0.0.2 bob #',
  ),
  ...each('iscsicli', 'QLoginTarget iqn.1991 bob #', 'AddTarget iqn.1991 bob #'),
  ...each('add_user change_password authenticate_user set_password', 'bob #', '"bob d" #'),
  ...['nmcli c modify lab wifi-sec.psk #', 'nmcli d wifi c lab psk #'],
  ...['curl --proxy-cert c.pem:#', 'curl --cert c.pem:#', 'curl -E c.pem:#', 'curl -E c:\\a.pem:#', 'rclone obscure #'],
  ...['microk8s join 10.0.0.2:25000/#', 'lxc cluster add srv.example:8443/#', 'racadm set iDRAC.Users.2.Password #'],
  ...[
    'bw unlock #',
    'bw login bob@example.net #',
    'isql dsn bob #',
    'isql -v -b dsn bob #',
    'ipmitool user set password 2 #',
  ],
  ...each('htpasswd mosquitto_passwd', '-c -b users bob #', '-b "the users" "bob d" #'),
  'smbpasswd -a -r srv bob #',
  ...each('sqlcmd bcp isql osql zip unzip rar p4 mosquitto_pub mosquitto_sub ipmitool', 'x -P #', 'x -P#'),
  ...each('mysql mysqldump mysqladmin mariadb sshpass 7z 7za 7zr rar unrar rdesktop', 'x -p#'),
  ...['sshpass -p # ssh srv', 'ssh-keygen -p -N #', 'ssh-keygen -p -P #', 'redis-cli -a #'],
  ...each('ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldappasswd ldapcompare', '-x -w #'),
  ...each(
    'snmpwalk snmpget snmpgetnext snmpset snmptrap snmpinform snmpbulkwalk',
    '-c # srv',
    '-v3 -A # srv',
    '-v3 -X # srv',
  ),
  ...each('snmpbulkget snmptable snmpusm', '-c # srv', '-v3 -A # srv', '-v3 -X # srv'),
  ...each('check_nt eapol_test', '-H srv -s #'),
  ...each('openssl', 'enc -aes-256-cbc -k #', 'aes-256-cbc -in a -k #', 'des3 -in a -K #'),
  ...each(
    'mc',
    'alias set a https://s3 key #',
    'config host add a https://s3 key #',
    'alias set "a b" "https://s3" "key" #',
  ),
];
// Source: radtest(1): the password of the user, and behind the port the secret of the client.
test.each(['radtest', 'radtest -t pap', 'radtest -t chap', 'radtest.exe -t mschap', 'radtest -x'])(
  '%s has two',
  (call) => {
    const [password, secret] = ['[redacted:command-password]', '[redacted:command-password]'];
    expect(redactText(`${call} "bob d" tamarind srv 1812 hazel`)).toBe(
      `${call} "bob d" ${password} srv 1812 ${secret}`,
    );
  },
);

const spoken = (text: string, from: string, to: string) =>
  redactText(text.replace('#', from)).replace(/\[redacted:[\w-]+\]/, to);

test('a password of small letters is known by where it stands, however program and password are written', () => {
  const wrong = new Set<string>();
  for (const line of lines) {
    const [name = ''] = line.split(' ');
    const rest = line.slice(name.length);
    const calls = [line, `${name}.exe${rest}`, `${name}.cmd${rest}`, `"C:\\Program Files\\t\\${name}.exe"${rest}`];
    const values = / #/.test(line)
      ? ['tamarind', "'tamarind hill'", '"tamarind hill"', '"it\\"s tamarind"']
      : ['tamarind'];
    for (const call of calls)
      for (const value of values)
        if (spoken(call, value, '#').replace(/(["'])#\1/, '#') !== call) wrong.add(`${call} ${value}`);
  }
  expect([...wrong]).toEqual([]);
});

test('what a shell fills in, a flag and a mark are no password, behind any program', () => {
  const none = ['$PW', '$(cat a)', '%PW%', '-v', '**', '<pw>', '| more'];
  const told = lines.filter((line) => / #/.test(line)).flatMap((line) => none.map((one) => line.replace('#', one)));
  expect(told.filter((text) => redactText(text) !== text)).toEqual([]);
});

/** Commands of databases, devices and shells. Sources: the manuals of each; cisco.com, snmpd.conf(5), netrc(5), valkey.io. */
test.each([
  ...['curl --user bob:#', 'curl -u bob:#', 'curl --proxy-user bob:#', 'nats --creds bob:#'],
  ...['https -a bob:# srv', 'http -a bob:# srv', 'curl -u CORP\\bob:#', 'net use * \\\\srv\\c /user:bob #'],
  ...['x -dbun bob -dbpw #', 'x -dbu bob -dbpwd #', 'x -dbuser bob -dbpass #', 'x -dbusername bob -dbpasswd #'],
  ...[
    'x -dbusr bob -dbpassword #',
    'x -dblogin bob -dbpass #',
    'x -dbid bob -dbpass #',
    'x /cun:bob /cup:#',
    'x -du bob -dp #',
  ],
  ...[
    'SQL> conn bob/#@db',
    'connect bob/# as sysdba',
    'connect target bob/#@db',
    'conn "bob"/#@db',
    'RMAN> connect target "bob"/#@db',
  ],
  ...[
    'netsh wlan set hostednetwork mode=allow ssid=a key=#',
    'hostednetwork ssid=a keyMaterial="#"',
    'set profile keyMaterial=#',
  ],
  ...['set', 'create', 'add', 'update', 'put'].flatMap((one) => [
    `fly secrets ${one} --value #`,
    `x secret ${one} A --body=#`,
  ]),
  ...['x SecureString --name A --value "#"', '.logon td/bob,#', 'create user mapping user bob using #'],
  ...[
    'create user bob identified by #',
    'alter user bob identified by #',
    "x identified with caching_sha2_password by '#'",
  ],
  ...["alter role bob password '#'", "create login bob with password = N'#'", "options (user 'a', password '#')"],
  ...["grant x to login with password '#'", "create user bob encrypted password '#'", "set password for bob = '#'"],
  ...['ACL SETUSER bob on >#', 'user bob on >#', 'machine srv login bob password #', 'requirepass #', 'masterauth "#"'],
  ...['sentinel auth-pass mymaster #', 'chpasswd <<EOF\nbob:#', 'addauth digest bob:#', '  stats auth bob:#'],
  ...[
    'authentication pre-shared-key #',
    'pre-shared-key ascii-text #',
    'pre-shared-key hexadecimal #',
    'pre-shared-key remote #',
  ],
  ...[
    'ntp authentication-key 1 md5 #',
    'ntp authentication-key 1 sha256 #',
    'neighbor 2001:db8::1 password 7 #',
    'key-string "#"',
  ],
  ...[
    'enable secret #',
    'enable password level 15 #',
    'sw1> enable password 5 #',
    'username bob privilege 15 role admin secret #',
  ],
  ...[
    'username bob role ops password sha512 #',
    'username bob secret encrypted #',
    ' user bob password #',
    ' user bob insecure-password #',
  ],
  ...['sw(config)> username bob password #\r'],
])('a password of small letters in a command: %s', (text) => {
  expect(spoken(text, 'tamarind', '#')).toBe(text);
});

// Words stand there too. Source: docs.fortinet.com, CLI reference; Cisco IOS IP Application Services Command Reference.
test.each([
  ...[
    'ip ospf authentication-key simple #',
    'ipv6 ospf authentication md5 #',
    'standby 1 authentication #',
    'shared-secret #',
  ],
  ...[
    'vrrp 1 authentication simple #',
    'neighbor a password "#"',
    'plaintext #',
    'set psksecret #',
    'set psk #',
    'set authpwd #',
  ],
  ...['set passphrase #', 'set wifi-passphrase "#"', 'set auth-secret #', 'vrrp 1 password #'],
])('what looks like a password in a command: %s', (text) => {
  expect(spoken(text, 'Tamar7nd!', '#')).toBe(text);
  expect(redactText(text.replace('#', 'tamarind'))).toBe(text.replace('#', 'tamarind'));
});

// A digit tells them from words. Sources: cisco.com, Cisco IOS Security Command Reference.
test.each([
  ...['key 7 #', 'secret 5 #', 'password 9 #', 'radius-server host 10.0.0.2 key #', 'tacacs server key 7 #'],
  'server-private 10.0.0.2 key #',
])('a key with a digit in a command: %s', (text) => {
  expect(spoken(text, 'tamarind7', '#')).toBe(text);
  expect(redactText(text.replace('#', 'tamarind'))).toBe(text.replace('#', 'tamarind'));
});

test('a user of SNMP has a password for the hash and one for the cipher, and none where there is an algorithm', () => {
  const is = '[redacted:device-password]';
  for (const [hash, cipher] of ['sha aes', 'MD5 DES', 'SHA-256 AES128', 'sha aes 256', 'md5 3des'].map((two) =>
    two.split(/ (.*)/),
  ))
    expect(redactText(`createUser bob ${hash} tamarind ${cipher} hazelhazel`)).toBe(
      `createUser bob ${hash} ${is} ${cipher} ${is}`,
    );
  const bare = [
    'snmp-server user bob ops v3 auth sha priv aes 128',
    'snmp user bob md5 noauth',
    'snmpv3 user bob sha auth 3des priv',
  ];
  expect(bare.filter((text) => redactText(text) !== text)).toEqual([]);
});

test.each([
  ...['is', 'was', 'in', 'and', 'or', 'to', 'option', 'not'].map((word) => `requirepass ${word}`),
  ...['encryption', 'reset', 'recovery', 'policy'].map((word) => `enable password ${word}`),
  ...[
    'x /user:bob cmd',
    'x /user:bob powershell',
    'x /user:bob C:\\a',
    'x /user:bob ** ',
    'curl -u bob:8080',
    'curl -u bob:$PW',
  ],
  ...['curl -u bob:%PW%', 'curl -u bob:{pw}', 'curl -u bob:<pw>', 'curl -u bob:***', "curl -u bob:'' srv"],
  ...[
    'docker run -u bob -p 8080:80/tcp',
    'docker run -u bob -p 53:53/udp',
    'docker run -u bob -p 80',
    'x -u bob -p ./A1',
  ],
  ...['x -u bob -p C:\\A1', 'x -u bob -p \\\\A1', 'x -u bob -p -A1'],
])('no password in a command: %s', (text) => {
  expect(redactText(text)).toBe(text);
});

/** Programs that read a password or a secret from their standard input. Sources: the manual of each. */
const readers = {
  'a password and nothing else':
    'keepassxc-cli|cryptsetup|veracrypt|gocryptfs|restic|borg|kinit|chpasswd|passwd|smbpasswd|htpasswd|vncpasswd|saslpasswd2|saslpasswd|ssh-add|rabbitmqctl add_user|rabbitmqctl change_password|bw unlock|op signin|vault login|vault operator unseal|docker login|podman login|nerdctl login|buildah login|skopeo login|oras login|p4 login|az acr login|crane auth login|helm registry login|gh auth login|glab auth login|argocd login|docker secret create|podman secret create|gh secret set|wrangler secret put|pulumi config set|secret-tool store',
  'a password, or more':
    'runas|su|gpg|gpg2|openssl|ansible-vault|net use|net user|iscsicli|gcloud secrets|kubectl create secret|vault kv put|vault write|kubeseal|age|rage|sudo -S id|sudo -kS id',
  'what a flag or a field says':
    'x --password-stdin|x --passphrase-fd 0 --pass -|x --pwd 0 |x --pw=- |x --pass stdin|x --cred fd:0|x --key /dev/stdin|x --pw /dev/fd/0|x --db-pass /proc/self/fd/0|x --with-token|x pass=- |x pwd=@- |x pass=/dev/stdin|x token=- |x key=@- ',
  'what a flag for a password says': 'x --passw|x --db-pass-file|x --pwdfile|x --passphrase-file',
} as const;
type Reads = keyof typeof readers;
const of = (...reads: readonly Reads[]) => reads.flatMap((one) => readers[one].split('|'));

test('a password that is written for a program to read, before the pipe and behind the arrows', () => {
  const only = of('a password and nothing else');
  const programs = [...only, ...of('a password, or more')];
  const toAll = [...programs, ...of('what a flag or a field says', 'what a flag for a password says')];
  const texts = [
    ...toAll.map((one) => `echo # | ${one}`),
    ...[
      'Write-Output #',
      'Write-Host #',
      'printf #',
      "printf '%s\\n' #",
      'printf %s #',
      'echo -n #',
      'echo -ne #',
      'echo.#',
      "echo '#'",
    ].map((echo) => `${echo} | age`),
    ...['/usr/bin/age', '& C:\\t\\age.exe', 'age.cmd'].map((one) => `echo #|${one}`),
    ...only.map((one) => `echo "#" | ${one}`),
    ...[...programs, ...of('what a flag or a field says')].map((one) => `${one} <<< #`),
    ...only.map((one) => `${one} <<EOF\n#\nEOF`),
    ...["<<-'EOF'", '<< "END"', '<<\\EOF'].slice(0, 2).map((begin) => `restic x ${begin}\r\n#\r\n`),
    ...['password-command: echo #', 'PASS_CMD="echo #', 'token-helper = sh -c echo #', 'secret_command: echo #'],
  ];
  // Of a flag its word goes too.
  expect(texts.filter((text) => redactText(text.replace('#', 'tamarind')).includes('tamarind'))).toEqual([]);
  const phrases = only.map((one) => `echo "#" | ${one}`);
  expect(phrases.filter((text) => spoken(text, 'tamarind under hill', '#') !== text)).toEqual([]);
  const none = ['$PW', '%PW%', '|', '<a>'].flatMap((one) => [`echo ${one} | age`, `age <<< ${one}`]);
  expect(none.filter((text) => redactText(text) !== text)).toEqual([]);
});

const walnuts = (length: number) => `Walnut9x${'n'.repeat(length - 8)}`;

/** Each way to give a password beside a user, and each end of what a place may have. */
test.each([
  ...['-p ', '-P ', '+p ', '-w ', '-pw ', '-pas ', '-pass ', '/p ', '/P ', '/pass ', '/password ', '/Passwd ', '/pwd ']
    .flatMap((flag) => [flag, flag.replace(' ', ':'), flag.replace(' ', '=')])
    .map((flag) => [`deploy.exe -u bob ${flag}Walnut9x`, 'Walnut9x']),
  ...['-u', '+u', '-U', '--user', '--username', '/u', '/user', '/username'].map((flag) => [
    `deploy.exe ${flag} bob -p Walnut9x`,
    'Walnut9x',
  ]),
  ['$ tool auth 9f86d081884c7d659a2f', '9f86d081884c7d659a2f'],
  ['.logon dbc/bob,walnut', 'walnut'],
  [`.logon ${'d'.repeat(100)},walnut`, 'walnut'],
  [`ParameterBinding(ConvertTo-SecureString): name="String"; value="${walnuts(200)}"`, walnuts(200)],
  ...['', '-AsPlainText ', '-Force ', '-AsPlainText -Force ', '-Force -AsPlainText '].flatMap((flags) =>
    ['-String ', ''].map((name) => [`ConvertTo-SecureString ${flags}${name}"walnut"`, 'walnut']),
  ),
])('%s', (text, secret) => {
  expect(redactText(text)).toBe(text.replace(secret ?? '', redactText(text).match(/\[redacted:[\w-]+\]/)?.[0] ?? '#'));
});

test.each(['vault login walnut', 'sqlplus scott/nolog@orcl', '$ tool auth shortlogin', 'x.logon bob'])(
  'no password in a command: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
