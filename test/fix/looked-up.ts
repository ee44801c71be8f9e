import { tokensOf } from './powershell.ts';

/**
 * What fixes type on a node: cmdlets by their module, each with its parameters, as their pages have them for Windows
 * PowerShell 5.1 and Windows Server 2019. Source: https://learn.microsoft.com/powershell/module. Of HostNetworkingService the
 * pages are of Windows Server 2025 only.
 */
const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CimCmdlets: { 'Get-CimInstance': 'Filter', 'Invoke-CimMethod': 'Arguments MethodName', 'Remove-CimInstance': '' },
  Defender: { 'Add-MpPreference': 'ExclusionPath ExclusionProcess', 'Get-MpPreference': '' },
  Dism: { 'Enable-WindowsOptionalFeature': 'FeatureName NoRestart Online' },
  DnsClient: {
    'Add-DnsClientNrptRule': 'NameServers Namespace',
    'Get-DnsClientGlobalSetting': '',
    'Get-DnsClientServerAddress': 'AddressFamily',
    'Resolve-DnsName': 'DnsOnly Server',
    'Set-DnsClientServerAddress': 'InterfaceAlias ServerAddresses',
  },
  HostNetworkingService: { 'Get-HnsPolicyList': '' },
  'Microsoft.PowerShell.Core': {
    'ForEach-Object': '',
    'Get-Command': '',
    'Where-Object': 'EQ Like NE NotIn',
  },
  'Microsoft.PowerShell.Diagnostics': { 'Get-WinEvent': 'FilterHashtable LogName MaxEvents' },
  'Microsoft.PowerShell.LocalAccounts': {
    'Get-LocalGroup': 'Name',
    'Get-LocalUser': 'Name',
    'New-LocalGroup': 'Name',
    'Remove-LocalUser': 'Name',
  },
  'Microsoft.PowerShell.Management': {
    'Add-Content': 'Encoding LiteralPath Value',
    'Copy-Item': 'Destination Force Path Recurse',
    'Get-ChildItem': 'File Filter Force LiteralPath Recurse',
    'Get-Content': 'LiteralPath Tail',
    'Get-HotFix': '',
    'Get-Item': 'Force LiteralPath',
    'Get-ItemProperty': 'Name',
    'Get-Process': 'Id IncludeUserName',
    'Get-Service': '',
    'Join-Path': '',
    'Move-Item': 'Destination LiteralPath',
    'New-Item': 'Force ItemType',
    'Remove-Item': 'Force LiteralPath Recurse',
    'Rename-Item': 'LiteralPath NewName',
    'Restart-Computer': 'Force',
    'Restart-Service': 'Force',
    'Set-Content': 'Encoding LiteralPath Value',
    'Split-Path': '',
    'Start-Process': 'PassThru Wait',
    'Start-Service': '',
    'Stop-Process': 'Force Id',
    'Stop-Service': 'Force',
    'Test-ComputerSecureChannel': 'Credential Repair',
    'Test-Path': 'LiteralPath',
  },
  'Microsoft.PowerShell.Security': {
    'Get-Acl': 'LiteralPath',
    'Get-Credential': '',
    'Get-ExecutionPolicy': 'List',
  },
  'Microsoft.PowerShell.Utility': {
    'ConvertTo-Json': 'Depth',
    'Format-List': '',
    'Format-Table': '',
    'Get-Date': 'Format',
    'Get-FileHash': '',
    'Group-Object': 'NoElement',
    'Invoke-WebRequest': 'OutFile Uri UseBasicParsing',
    'Measure-Object': '',
    'Out-File': 'Encoding LiteralPath Width',
    'Select-Object': 'ExpandProperty First Unique',
    'Select-String': 'Context LiteralPath Path Pattern Quiet',
    'Sort-Object': 'Descending Unique',
  },
  NetTCPIP: { 'Get-NetIPConfiguration': '', 'Get-NetTCPConnection': 'LocalPort State', 'Get-NetUDPEndpoint': '' },
  ServerManager: { 'Install-WindowsFeature': 'Name' },
  Storage: { 'Get-Volume': 'FilePath' },
};

/**
 * Programs with their flags. Source: https://learn.microsoft.com/windows-server/administration/windows-commands, and the
 * repositories of containerd, cri-tools and nssm.
 */
const programs: Readonly<Record<string, string>> = {
  'attrib.exe': '',
  'auditpol.exe': '/set /subcategory /success',
  'cmd.exe': '/c /J',
  'containerd-shim-runhcs-v1.exe': '--version',
  'containerd.exe': '--address --config --log-file --register-service --root --run-service --state --version',
  'crictl.exe': '--prune --runtime-endpoint -a -q',
  'ctr.exe': '--address -n',
  'curl.exe': '-k -m -s',
  'DISM.exe': '/Cleanup-Image /Online /RestoreHealth',
  'fltmc.exe': '-f',
  'gpresult.exe': '/scope /v',
  'gpupdate.exe': '/force',
  'hnsdiag.exe': '',
  'icacls.exe': '/deny /grant',
  'mountvol.exe': '',
  'net.exe': '',
  netsh: '',
  'nltest.exe': '/sc_verify',
  'nssm.exe': '',
  'sc.exe': '',
  'secedit.exe': '/areas /cfg /configure /db /export /overwrite /quiet',
  'sfc.exe': '/scannow',
  'taskkill.exe': '/F /FI /PID /T',
  w32tm: '/config /manualpeerlist /query /rediscover /resync /status /syncfromflags /update /verbose',
  'where.exe': '',
};

/** Classes of WMI. Source: https://learn.microsoft.com/windows/win32/cimwin32prov, and previous-versions for those of counters. */
const classes: ReadonlySet<string> = new Set([
  ...['PerfDisk_PhysicalDisk', 'PerfOS_Memory', 'PerfOS_Processor', 'PerfProc_Process'].map(
    (counters) => `Win32_PerfFormattedData_${counters}`,
  ),
  ...['Win32_Process', 'Win32_Service', 'Win32_UserProfile'],
]);

/** By name in lower case, as PowerShell compares them. */
const known = new Map(
  [...Object.values(modules).flatMap((cmdlets) => Object.entries(cmdlets)), ...Object.entries(programs)].map(
    ([name, flags]) => [name.toLowerCase(), new Set(flags.split(' ').map((flag) => flag.toLowerCase()))] as const,
  ),
);

const isCmdlet = (name: string) => /^[A-Z][A-Za-z]*-[A-Z]\w+$/.test(name);

/** Cmdlets, programs, their flags and classes in a command of a node that nobody has looked up, as sentences. */
export function notLookedUp(command: string): string[] {
  const asked = [...command.matchAll(/Get-CimInstance (\w+)/g)].map(([, name = '']) => name);
  const unknown = asked
    .filter((name) => !classes.has(name))
    .map((name) => `${name} is not in test/fix/looked-up.ts: ${advice}`);
  const calls = callsIn(command).flatMap(({ name, flags }) => {
    const found = known.get(name.toLowerCase());
    if (found === undefined) return [`${name} is not in test/fix/looked-up.ts: ${advice}`];
    return flags
      .filter((flag) => !found.has(flag.toLowerCase()) && !(isCmdlet(name) && flag === 'ErrorAction'))
      .map((flag) => `${name} has no ${flag} in test/fix/looked-up.ts: ${advice}`);
  });
  return [...calls, ...unknown];
}

const advice =
  'read on its page that Windows Server 2019 and Windows PowerShell 5.1 have it, spelled so, and add it there';

/** Each call with its flags: those of a cmdlet without -, those of a program as they begin. */
function callsIn(command: string): { name: string; flags: string[] }[] {
  const calls: { name: string; flags: string[] }[] = [];
  type Call = (typeof calls)[number];
  /** Whose arguments follow; null: nobody's, it is an expression. */
  let call: Call | null = null;
  const outer: (Call | null)[] = [];
  let begins: 'statement' | 'value' | null = 'statement';
  for (const { kind, text } of tokensOf(command)) {
    if (kind === 'mark') {
      if (/[({]/.test(text)) outer.push(call);
      if (/[({|;&\n]/.test(text)) call = null;
      if (/[)}]/.test(text)) call = outer.pop() ?? null;
      begins = /[({]/.test(text) ? 'value' : /[|;&\n]/.test(text) ? 'statement' : null;
    } else if (text === '=') {
      begins = 'value';
    } else if (begins !== null) {
      const isCall = isCmdlet(text) || /\.exe$/i.test(text) || (begins === 'statement' && isBareProgram(text));
      call = isCall ? { name: text.split('\\').at(-1) ?? text, flags: [] } : null;
      if (call !== null) calls.push(call);
      begins = null;
    } else if (call !== null) {
      const flag = isCmdlet(call.name) ? /^-([A-Za-z]\w*)/.exec(text)?.[1] : /^(?:--?|\/)\w[\w-]*/.exec(text)?.[0];
      if (flag !== undefined) call.flags.push(flag);
    }
  }
  return calls;
}

/** What may be typed without .exe: PowerShell has no alias of its name, as it has of curl and sc. */
const isBareProgram = (word: string) => /^[a-z][a-z0-9]+$/.test(word) && !['if', 'kubectl', 'hostprobe'].includes(word);
