import type { Settings, SetupPart } from '../../facts/setup.ts';
import type { RegistryValue } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { readEach, type SetupReading } from './reading.ts';

const control = 'SYSTEM\\CurrentControlSet\\Control';
const services = 'SYSTEM\\CurrentControlSet\\Services';
const policies = 'SOFTWARE\\Policies\\Microsoft';
const defender = 'Windows Defender';
const environment = `${control}\\Session Manager\\Environment`;
const firewall = 'SharedAccess\\Parameters\\FirewallPolicy';

/** Keys, and how many levels of keys below them are read too. */
const keys: readonly (readonly [key: string, depth: number])[] = [
  // Switches for fixes of HNS, VFP and the file system of containers, which images set or forget. Source: Update-Registry in
  // Azure/AgentBaker vhdbuilder/packer/configure-windows-vhd.ps1; CiliumOnWindows in the same key: cilium docs.
  [`${services}\\hns\\State`, 0],
  ['SYSTEM\\CurrentControlSet\\Policies\\Microsoft\\FeatureManagement\\Overrides', 0],
  [`${services}\\VfpExt\\Parameters`, 0],
  [`${services}\\wcifs`, 0],
  [`${services}\\vmcompute\\Parameters`, 0],
  [`${control}\\Windows Containers`, 1],
  // MinVmVersionForContainers and others (learn.microsoft.com/virtualization/windowscontainers/manage-containers).
  ['SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization\\Containers', 1],
  // learn.microsoft.com/troubleshoot/windows-server/networking: TCP/IP registry values, DNS client, and its policies.
  [`${services}\\Tcpip\\Parameters`, 0],
  [`${services}\\Dnscache\\Parameters`, 0],
  [`${policies}\\Windows NT\\DNSClient`, 1],
  // MS-GPFAS 2.2.2: the profiles of the firewall, local and by policy.
  ...['DomainProfile', 'StandardProfile', 'PublicProfile'].flatMap((profile): [string, number][] => [
    [`${services}\\${firewall}\\${profile}`, 0],
    [`${policies}\\WindowsFirewall\\${profile}`, 0],
  ]),
  // learn.microsoft.com/defender-endpoint/configure-exclusions-microsoft-defender-antivirus: the names of the values are
  // the exclusions.
  [`SOFTWARE\\Microsoft\\${defender}\\Exclusions`, 1],
  [`${policies}\\${defender}\\Exclusions`, 1],
  [`SOFTWARE\\Microsoft\\${defender}\\Real-Time Protection`, 0],
  [`${policies}\\${defender}\\Real-Time Protection`, 0],
  // learn.microsoft.com/windows/win32/power: the active plan. Memory Management: PagingFiles.
  [`${control}\\Power\\User\\PowerSchemes`, 0],
  [`${control}\\Session Manager\\Memory Management`, 0],
  [`${control}\\FileSystem`, 0],
  // What decides log-ons: learn.microsoft.com/windows-server/security/windows-authentication, and UAC.
  [`${control}\\Lsa`, 0],
  ['SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 0],
  // TLS that is switched off (learn.microsoft.com/windows-server/security/tls/tls-registry-settings).
  [`${control}\\SecurityProviders\\SCHANNEL\\Protocols`, 2],
  // The proxy of programs that use WinHTTP.
  ['SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections', 0],
  // The variables of the machine: keys of clouds stand in them, so their values are hidden.
  [environment, 0],
  // When Windows Update may install and restart.
  [`${policies}\\Windows\\WindowsUpdate`, 1],
];

const mostValues = 400;
const mostLetters = 300;

export async function readRegistry(reading: SetupReading): Promise<SetupPart<'registry'>> {
  const read = await readEach(reading, { things: keys, most: keys.length }, async ([key, depth]) => ({
    key,
    values: await partOf(readTree(reading, key, depth)),
  }));
  const late = read.missing?.error;
  const unread = keys.slice(read.items.length).map(([key]) => key);
  return [
    ...read.items,
    ...(late === undefined ? [] : unread.map((key) => ({ key, values: { ok: false as const, error: late } }))),
  ];
}

/** The values of a key, and of those below it by `key\value`. */
async function readTree(reading: SetupReading, key: string, depth: number): Promise<Settings | null> {
  const { host, clean } = reading;
  const values = await host.registry.values(key);
  if (values === null) return null;
  const shown: [string, string][] = [...values]
    .slice(0, mostValues)
    .map(([name, value]) => [name, key === environment ? reading.hide(String(value)) : showValue(reading, value)]);
  const inner = depth === 0 ? [] : ((await host.registry.keys(key)) ?? []);
  // By their names, as their secrets are told from others.
  const own = clean(Object.fromEntries(shown));
  const below: [string, string][] = [];
  for (const name of inner.slice(0, mostValues)) {
    const found = (await readTree(reading, `${key}\\${name}`, depth - 1)) ?? {};
    below.push(...Object.entries(found).map(([path, value]): [string, string] => [`${name}\\${path}`, value]));
  }
  return { ...own, ...Object.fromEntries(below.slice(0, mostValues)) };
}

/** Bytes may hold anything, so they only show whether they are the same. */
function showValue({ hide }: SetupReading, value: RegistryValue | Uint8Array): string {
  if (value instanceof Uint8Array) return hide(Buffer.from(value).toString('hex'));
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text.length > mostLetters ? hide(text) : text;
}
