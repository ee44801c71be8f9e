import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const windows: Record<string, Shape> = {
  'net-use-password': {
    secret: made.password,
    text: 'net use Z: \\\\fs1\\share %s /user:CORP\\svc /persistent:no',
    twin: 'net use Z: \\\\fs1\\share /persistent:no',
  },
  'net-user-password': {
    secret: made.password,
    text: 'net user hpadmin %s /add',
    twin: 'net user hpadmin /add /active:yes',
  },
  'cmdkey-pass': {
    secret: made.password,
    text: 'cmdkey /add:fs1.corp.local /user:CORP\\svc /pass:%s',
    twin: 'cmdkey /list:fs1.corp.local',
  },
  'nssm-object-name': {
    secret: made.password,
    text: 'nssm set kubelet ObjectName CORP\\svc %s',
    twin: 'nssm set kubelet ObjectName LocalSystem',
  },
  'nssm-app-environment': {
    secret: made.password,
    text: 'nssm set kubelet AppEnvironmentExtra GODEBUG=x DB_PASS=%s',
    twin: 'nssm set kubelet AppEnvironmentExtra GODEBUG=http2client=0',
  },
  'sc-exe-password': {
    secret: made.password,
    text: 'sc.exe config kubelet obj= CORP\\svc password= %s',
    twin: 'sc.exe create kubelet binPath= "C:\\k\\kubelet.exe --v=4" obj= LocalSystem depend= containerd',
  },
  'new-service-credential': {
    secret: made.password,
    text: 'New-Service -Name kubelet -BinaryPathName C:\\k\\kubelet.exe -Credential (New-Object System.Management.Automation.PSCredential("CORP\\svc", (ConvertTo-SecureString "%s" -AsPlainText -Force)))',
    twin: 'New-Service -Name kubelet -BinaryPathName C:\\k\\kubelet.exe -StartupType Automatic',
  },
  'schtasks-rp': {
    secret: made.password,
    text: 'schtasks /create /tn backup /tr C:\\k\\b.cmd /sc daily /ru CORP\\svc /rp %s',
    twin: 'schtasks /create /tn backup /tr C:\\k\\b.cmd /sc daily /st 08:00 /ru SYSTEM',
  },
  'runas-savecred': {
    secret: made.password,
    text: 'lsrunas /user:svc /password:%s /domain:corp /command:notepad.exe',
    twin: 'runas /user:CORP\\svc /savecred /netonly cmd.exe',
  },
  'psexec-password': {
    secret: made.password,
    text: 'psexec64 \\\\win1 -u CORP\\svc -p %s -s cmd /c whoami',
    twin: 'psexec64 \\\\win1 -s -i -d cmd /c whoami',
  },
  'winrs-password': {
    secret: made.password,
    text: 'winrs -r:win1 -u:CORP\\svc -p:%s ipconfig',
    twin: 'winrs -r:https://win1:5986 -u:CORP\\svc ipconfig',
  },
  'wmic-password': {
    secret: made.password,
    text: 'wmic /node:win1 /user:CORP\\svc /password:%s os get caption',
    twin: 'wmic /node:win1 os get caption',
  },
  'powershell-securestring-plaintext': {
    secret: made.password,
    text: "ConvertTo-SecureString -AsPlainText -Force -String '%s'",
    twin: 'ConvertTo-SecureString $plain -AsPlainText -Force',
  },
  'powershell-pscredential': {
    secret: made.password,
    text: '[pscredential]::new("CORP\\svc", ("%s" | ConvertTo-SecureString -AsPlainText -Force))',
    twin: 'New-Object System.Management.Automation.PSCredential($user, $secure)',
  },
  'powershell-secure-string-dpapi': {
    secret: /01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]{400}/,
    twin: 'bytes 4d5a90000300000004000000ffff0000b800000000000000',
  },
  'powershell-secure-string-key': { secret: /76492d1116743f0423413b16050a5345[A-Za-z0-9+/]{120}/ },
  'powershell-key-array': {
    secret: made.byteList,
    text: 'ConvertFrom-SecureString $s -Key (%s)',
    twin: 'ports (80, 443, 6443, 10250, 10256, 20256, 20257, 20258)',
  },
  'powershell-clixml-ss': {
    secret: /01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]{300}/,
    text: '<SS N="Password">%s</SS>',
    twin: '<S N="Name">kubelet</S><I32 N="Id">4</I32>',
  },
  'powershell-encoded-command': {
    secret: made.encodedCommand,
    text: 'powershell.exe -NoProfile -EncodedCommand %s',
    twin: 'powershell.exe -NoProfile -ExecutionPolicy Bypass -File C:\\k\\kubeletstart.ps1',
  },
  'powershell-script-block-log': {
    secret: made.password,
    text: 'ParameterBinding(New-LocalUser): name="Name"; value="hp"\nParameterBinding(New-LocalUser): name="Password"; value="%s"',
    twin: 'ScriptBlock ID: 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071 Path: C:\\k\\kubeletstart.ps1',
  },
  'process-creation-event-cmdline': {
    secret: made.password,
    text: "<Data Name='CommandLine'>cmd.exe /c net user hp %s</Data>",
    twin: "<Data Name='NewProcessName'>C:\\Windows\\System32\\cmd.exe</Data><Data Name='NewProcessId'>0x1a2c</Data><Data Name='SubjectLogonId'>0x3e7</Data>",
  },
  'unattend-administrator-password': {
    secret: made.password,
    text: '<AdministratorPassword><Value>%s</Value><PlainText>true</PlainText></AdministratorPassword>',
    twin: '<AdministratorPassword>*SENSITIVE*DATA*DELETED*</AdministratorPassword>',
  },
  'unattend-autologon-password': {
    secret: made.unattendAutologon,
    text: '<AutoLogon><Password><Value>%s</Value><PlainText>false</PlainText></Password><Username>hp</Username></AutoLogon>',
    twin: '<AutoLogon><Enabled>true</Enabled><LogonCount>1</LogonCount><Username>hp</Username></AutoLogon>',
  },
  'unattend-local-account-password': {
    secret: made.password,
    text: '<LocalAccount wcm:action="add">\n  <Password>\n    <Value>%s</Value>\n    <PlainText>true</PlainText>\n  </Password>\n  <Name>hp</Name>\n</LocalAccount>',
    twin: '<Name>hp</Name><Group>Administrators</Group><DisplayName>hp</DisplayName>',
  },
  'unattend-domain-join-password': {
    secret: made.password,
    text: '<Identification><Credentials><Domain>corp</Domain><Password>%s</Password><Username>join</Username></Credentials></Identification>',
    twin: '<JoinDomain>corp.local</JoinDomain><MachineObjectOU>OU=Nodes,DC=corp,DC=local</MachineObjectOU>',
  },
  'djoin-blob': {
    secret: /ARAIAMzMzMy4AwAA[A-Za-z0-9+/]{1100}/,
    text: '<Provisioning><AccountData>%s</AccountData></Provisioning>',
    twin: 'djoin /provision /domain corp.local /machine win1 /savefile C:\\k\\blob.txt',
  },
  'cloudbase-init-user-data': {
    secret: made.password,
    text: 'cloudbase-init metadata {"instance-id":"i1","admin_pass":"%s"}',
    twin: 'instance-id: i-0a1b2c3d4e5f60718 host name: win1',
  },
  'autologon-registry': {
    secret: made.password,
    text: '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]\n"DefaultUserName"="hp"\n"DefaultPassword"="%s"\n',
    twin: '"DefaultUserName"="hp"\n"AutoAdminLogon"="1"',
  },
  'autologon-tool': {
    secret: made.password,
    text: 'Autologon64.exe hp CORP %s /accepteula',
    twin: 'user hp of domain CORP',
  },
  'lsa-secret': {
    secret: made.regHex,
    text: '[HKEY_LOCAL_MACHINE\\SECURITY\\Policy\\Secrets\\_SC_kubelet\\CurrVal]\n@=hex(0):%s\n',
    twin: '[HKEY_LOCAL_MACHINE\\SECURITY\\Policy\\Secrets\\_SC_kubelet]',
  },
  'sam-hash-values': {
    secret: made.regHex,
    text: '[HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\Account\\Users\\000001F4]\n"V"=hex:%s\n',
    twin: '[HKEY_LOCAL_MACHINE\\SAM\\SAM\\Domains\\Account\\Users\\000001F4]',
  },
  'cached-domain-logon': { secret: /[0-9a-f]{32}/, text: '$DCC2$10240#svc#%s' },
  'ntlm-hash-line': {
    secret: /[0-9a-f]{32}/,
    text: 'Administrator:500:aad3b435b51404eeaad3b435b51404ee:%s:::',
    twin: 'MACs 00:15:5d:01:02:03, 00:15:5d:01:02:04',
  },
  'netntlm-response': {
    secret: /[0-9a-f]{32}/,
    text: 'svc::CORP:1122334455667788:%s:0101000000000000c0653150de09d201',
    twin: 'fe80::215:5dff:fe01:203%12 and 2001:db8::1',
  },
  'ntlm-blob': { secret: /TlRMTVNTUAADAAAA[A-Za-z0-9+/]{200,300}/ },
  'kerberos-spnego-blob': {
    secret: /YII[A-Za-z0-9+/]{600,800}/,
    text: 'GSS token %s',
    twin: 'digest YIIB47DEQpj8HBSaTImWJQ==',
  },
  'kerberos-ticket-base64': { secret: /doIF[A-Za-z0-9+/]{1100}/ },
  'ktpass-password': {
    secret: made.password,
    text: 'ktpass /princ HTTP/win1@CORP /mapuser CORP\\svc /pass %s /out k.keytab',
    twin: 'ktpass /princ HTTP/win1@CORP /mapuser CORP\\svc +rndpass /out k.keytab',
  },
  'dpapi-blob-base64': { secret: /AQAAANCMnd8BFdERjHoAwE\/Cl[A-Za-z0-9+/]{300}/ },
  'dpapi-blob-reg-hex': {
    secret: made.dpapiRegHex,
    text: '"Blob"=hex:%s',
    twin: '"Settings"=hex:30,00,00,00,fe,ff,ff,ff',
  },
  'dpapi-master-key': {
    none: 'a file of bytes: the lists of a bundle do not name it',
    twin: 'C:\\Users\\hp\\AppData\\Roaming\\Microsoft\\Protect\\S-1-5-21-1004336348-1177238915-682003330-1001\\8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071',
  },
  'gpp-cpassword': {
    secret: /[A-Za-z0-9+/]{43}/,
    text: '<Properties action="U" newName="" cpassword="%s" userName="Administrator"/>',
    twin: '<Properties action="U" changed="2026-11-26 08:00:00" uid="{8B1F6A7E-4D3C-4F5E-9A1B-2C3D4E5F6071}" userName="Administrator"/>',
  },
  'iis-machine-key': {
    secret: /[0-9A-F]{128}/,
    text: '<machineKey validationKey="%s" decryptionKey="AutoGenerate" validation="SHA1" />',
    twin: '<machineKey validationKey="AutoGenerate,IsolateApps" decryptionKey="AutoGenerate,IsolateApps" validation="SHA1" />',
  },
  'iis-app-pool-password': {
    secret: made.password,
    text: '<processModel identityType="SpecificUser" userName="CORP\\web" password="%s" />',
    twin: '<processModel identityType="ApplicationPoolIdentity" />',
  },
  'iis-virtual-directory-password': {
    secret: made.password,
    text: '<virtualDirectory path="/" physicalPath="\\\\fs1\\web" userName="CORP\\web" password="%s" />',
    twin: '<virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" />',
  },
  'iis-enc-provider-blob': {
    secret: /[A-Za-z0-9+/]{86}==/,
    text: 'password="[enc:IISWASOnlyCngProvider:%s:enc]"',
    twin: 'container iisWasKey of RsaProtectedConfigurationProvider',
  },
  'web-config-encrypted-data': {
    secret: /[A-Za-z0-9+/]{400}/,
    text: '<EncryptedData><CipherData><CipherValue>%s</CipherValue></CipherData></EncryptedData>',
    twin: '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc" />',
  },
  'certutil-pfx-password': {
    secret: made.password,
    text: 'certutil -f -p %s -importpfx C:\\k\\kubelet.pfx',
    twin: 'certutil -f -addstore Root C:\\k\\ca.crt; thumbprint a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  },
  'signtool-pfx-password': {
    secret: made.password,
    text: 'signtool sign /f C:\\k\\code.pfx /p %s /fd SHA256 a.exe',
    twin: 'signtool sign /tr http://timestamp.digicert.com /td SHA256 /fd SHA256 a.exe',
  },
  'import-pfx-password': {
    secret: made.password,
    text: 'Import-PfxCertificate -FilePath C:\\k\\a.pfx -CertStoreLocation Cert:\\LocalMachine\\My -Password (ConvertTo-SecureString %s -AsPlainText -Force)',
    twin: 'Import-Certificate -FilePath C:\\k\\ca.crt -CertStoreLocation Cert:\\LocalMachine\\Root',
  },
  'bitlocker-recovery-password': {
    secret: made.bitlocker,
    text: 'Numerical Password:\n  ID: {5F1BE8D2-95AE-4F4E-8B5C-3A4B5C6D7E8F}\n  Password:\n    %s\n',
    twin: 'protector {5F1BE8D2-95AE-4F4E-8B5C-3A4B5C6D7E8F}; part 123456-654321',
  },
  'bitlocker-password-or-pin': {
    secret: /[0-9]{8}/,
    text: 'manage-bde -protectors -add C: -TPMAndPIN -pin %s',
    twin: 'manage-bde -status C:',
  },
  'tpm-owner-auth': {
    secret: /[A-Za-z0-9+/]{27}=/,
    text: 'OwnerAuth            : %s',
    twin: 'sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
  },
  'laps-legacy-password': {
    secret: made.password,
    name: 'ms-Mcs-AdmPwd',
    twin: 'ms-Mcs-AdmPwdExpirationTime: 133801056000000000',
  },
  'laps-password-json': {
    secret: made.password,
    text: 'msLAPS-Password: {"n":"Administrator","t":"1d8161b41c41cde","p":"%s"}',
    twin: '{"n":"Administrator","t":"1d8161b41c41cde"}',
  },
  'laps-encrypted-password': {
    secret: /[A-Za-z0-9+/]{800}/,
    text: 'msLAPS-EncryptedPassword:: %s',
    twin: 'msLAPS-PasswordExpirationTime: 133801056000000000',
  },
  'get-laps-output': {
    secret: made.password,
    text: 'ComputerName        : win1\nAccount             : Administrator\nPassword            : %s\nExpirationTimestamp : 12/1/2026 8:00:00 AM\n',
    twin: 'Password            : System.Security.SecureString',
  },
  'gmsa-managed-password': {
    secret: /AQAAACQCAAAQ[A-Za-z0-9+/]{700}/,
    text: 'msDS-ManagedPassword:: %s',
    twin: 'msDS-ManagedPasswordInterval: 30',
  },
  'kds-root-key': {
    secret: /[0-9a-f]{128}/,
    text: 'msKds-RootKeyData: %s',
    twin: 'KeyId 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071 msKds-Version: 1',
  },
  'ad-unicode-pwd': {
    secret: made.unicodePwd,
    text: 'unicodePwd:: %s',
    twin: 'pwdLastSet: 133801056000000000 badPwdCount: 0',
  },
  'wlan-key-material': {
    secret: made.password,
    text: '<sharedKey><keyType>passPhrase</keyType><protected>false</protected><keyMaterial>%s</keyMaterial></sharedKey>',
    twin: '<keyType>passPhrase</keyType><protected>false</protected>',
  },
  'vpn-preshared-key': { secret: made.password, name: 'L2tpPsk', twin: 'ServerAddress vpn.corp.local' },
  'snmp-community': {
    secret: /[a-z]{5}[0-9]{4}[a-z]{3}/,
    text: '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SNMP\\Parameters\\ValidCommunities]\n"%s"=dword:00000004\n',
    twin: '"PermittedManagers"=dword:00000001',
  },
  'vnc-password-registry': {
    secret: /(?:[0-9a-f]{2},){7}[0-9a-f]{2}/,
    text: '[HKEY_LOCAL_MACHINE\\SOFTWARE\\TightVNC\\Server]\n"Password"=hex:%s\n',
    twin: '"Mode"=hex:01,00,00,00',
  },
  'putty-proxy-password': { secret: made.password, name: 'ProxyPassword', twin: '"ProxyHost"="proxy.corp.local"' },
  'winscp-session-password': {
    secret: /A35C[0-9A-F]{60}/,
    text: '[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\a]\n"HostName"="h1"\n"Password"="%s"\n',
    twin: '"HostName"="h1"\n"UserName"="svc"',
  },
  'rdp-file-password': {
    secret: /01000000D08C9DDF0115D1118C7A00C04FC297EB[0-9A-F]{300}/,
    text: 'username:s:svc\npassword 51:b:%s\n',
    twin: 'full address:s:win1\nusername:s:svc',
  },
  'rdcman-password': {
    secret: /AQAAANCMnd8BFdERjHoAwE\/Cl[A-Za-z0-9+/]{200}/,
    text: '<logonCredentials><userName>svc</userName><password>%s</password></logonCredentials>',
    twin: '<userName>svc</userName><domain>CORP</domain>',
  },
  'sccm-nap-or-task-variables': {
    secret: /[0-9A-F]{240}/,
    text: '<PolicySecret Version="1"><![CDATA[%s]]></PolicySecret>',
    twin: 'task sequence Join Domain',
  },
  'mdt-custom-settings': {
    secret: made.password,
    name: 'DomainAdminPassword',
    twin: 'DeployRoot=\\\\mdt1\\share$ UserID=mdt UserDomain=corp',
  },
  'bitsadmin-set-credentials': {
    secret: made.password,
    text: 'bitsadmin /setcredentials job1 server basic CORP\\svc %s',
    twin: 'bitsadmin /transfer job1 https://dl.k8s.io/v1.31.2/bin/windows/amd64/kubelet.exe C:\\k\\kubelet.exe',
  },
  'setx-secret': { secret: made.password, text: 'setx DB_PASS %s /M', twin: 'setx KUBECONFIG C:\\k\\config /M' },
  'reg-add-secret': {
    secret: made.password,
    text: 'reg add "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon" /v DefaultPassword /t REG_SZ /d %s /f',
    twin: 'reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\hns\\State /v EnableCompartmentNamespace /t REG_DWORD /d 1 /f',
  },
  'service-registry-environment': {
    secret: made.regMultiSz,
    text: '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\kubelet]\n"Environment"=hex(7):%s\n',
    twin: '"ImagePath"="C:\\\\k\\\\kubelet.exe"',
  },
  'scheduled-task-xml': {
    secret: made.password,
    text: '<Exec><Command>net.exe</Command><Arguments>use Z: \\\\fs1\\s /user:CORP\\svc %s</Arguments></Exec>',
    twin: '<Exec><Command>powershell.exe</Command><Arguments>-File C:\\k\\start.ps1</Arguments></Exec>',
  },
  'winrm-ansible-password': {
    secret: made.password,
    name: 'ansible_winrm_password',
    twin: 'ansible_winrm_transport: kerberos',
  },
  'new-smbglobalmapping-credential': {
    secret: made.password,
    text: 'New-SmbMapping -RemotePath \\\\fs1\\s -LocalPath Z: -UserName CORP\\svc -Password %s',
    twin: 'New-SmbGlobalMapping -RemotePath \\\\fs1\\share -LocalPath G: -Credential $c',
  },
  'add-computer-credential': {
    secret: made.password,
    text: 'netdom join win1 /domain:corp.local /userd:CORP\\join /passwordd:%s',
    twin: 'Add-Computer -DomainName corp.local -OUPath "OU=Nodes,DC=corp,DC=local" -Credential $c',
  },
  'windows-product-key': {
    secret: /(?:[BCDFGHJKMPQRTVWXY2346789]{5}-){4}[BCDFGHJKMPQRTVWXY2346789]{5}/,
    text: 'slmgr.vbs /ipk %s',
    twin: 'pods kubes-proxy-windo-nodes-frame',
  },
  'digital-product-id': {
    secret: made.regHex,
    text: '"DigitalProductId"=hex:%s',
    twin: 'ProductId: 00454-10000-00001-AA123',
  },
  'credential-manager-output': {
    secret: made.password,
    text: 'CredRead Target=TERMSRV/win1 User=svc Blob=%s',
    twin: 'Target: TERMSRV/win1',
  },
  'crash-dump-environment': {
    secret: made.password,
    text: '    Environment:  0000020f5c0a1fd0\n        COMPUTERNAME=WIN1\n        DB_PASSWORD=%s\n',
    twin: 'PROCESSOR_IDENTIFIER=Intel64 Family 6 Model 106 Stepping 6, GenuineIntel',
  },
};
