import type { Setup, SetupPart } from '../agent/facts/setup.ts';

type Parts = { [Name in keyof Setup]: SetupPart<Name> };

const at = '2026-10-14T03:00:00.000Z';
const of = (version: string | null) => ({ version: { ok: true as const, value: version } });
const windows = '10.0.20348.2700';
const system32 = 'C:\\Windows\\System32';
const whole = <Item>(items: Item[]) => ({ items, missing: null });
const services = 'SYSTEM\\CurrentControlSet\\Services';
const image = (name: string, digit: string) => ({ name, digest: `sha256:${digit.repeat(64)}`, bytes: 298_000_000 });
const program = (path: string, version: string) => ({ path, bytes: 95_000_000, modifiedAt: at, ...of(version) });

/** Altitudes: learn.microsoft.com/windows-hardware/drivers/ifs/allocated-altitudes. */
const filter = (name: string, altitude: string, version = windows) => ({
  ...{ name, kind: 'file-system-driver' as const, startType: 'system' as const, state: 'running' as const },
  ...{ group: 'FSFilter Virtualization', file: `${system32}\\drivers\\${name}.sys`, ...of(version) },
  altitudes: { [`${name} Instance`]: altitude },
});
const service = (name: string, file: string, version: string, more: object = {}) => ({
  ...{ name, kind: 'program' as const, startType: 'auto' as const, state: 'running' as const, account: 'LocalSystem' },
  ...{ file, ...of(version), ...more },
});

/** How a healthy node of Windows Server 2022 is set up, in the main. */
const healthy = (): Parts => ({
  updates: whole([
    { name: 'RollupFix', version: '20348.2700.1.5', state: 'installed', installedAt: at },
    { name: 'DotNetRollup_481', version: '10.0.9277.3', state: 'installed', installedAt: at },
  ]),
  software: whole([{ name: 'Sensor of a vendor', version: '7.10.17706.0', installedOn: '20261001' }]),
  services: whole([
    filter('bindflt', '409800'),
    filter('wcifs', '189900'),
    filter('WdFilter', '328010', '4.18.24090.11'),
    filter('csagent', '321410', '7.10.17706.0'),
    service('containerd', 'C:\\Program Files\\containerd\\containerd.exe', 'v1.7.28'),
    service('hns', `${system32}\\HostNetSvc.dll`, windows, { startType: 'demand' }),
    service('kubelet', 'C:\\k\\nssm.exe', '2.24.0.0', { environment: { HTTP_PROXY: '[redacted:setup:0a1b2c3d4e5f]' } }),
    service('vmcompute', `${system32}\\vmcompute.exe`, windows, { startType: 'demand' }),
    service('WinDefend', 'C:\\ProgramData\\Microsoft\\Windows Defender\\MsMpEng.exe', '4.18.24090.11'),
  ]),
  programs: whole([
    program('C:\\k\\kubelet.exe', 'v1.33.4'),
    program('C:\\Program Files\\containerd\\cni\\bin\\azure-vnet.exe', 'v1.6.21'),
  ]),
  tasks: whole([{ name: 'hns-remediator', enabled: true, programs: ['powershell.exe'] }]),
  registry: [
    {
      key: `${services}\\hns\\State`,
      values: {
        ok: true,
        value: { EnableCompartmentNamespace: '1', HnsPolicyUpdateChange: '1', HNSControlFlag: '16' },
      },
    },
    { key: `${services}\\VfpExt\\Parameters`, values: { ok: true, value: { VfpEvenPodDistributionIsEnabled: '1' } } },
    {
      key: `${services}\\SharedAccess\\Parameters\\FirewallPolicy\\DomainProfile`,
      values: { ok: true, value: { EnableFirewall: '1' } },
    },
    { key: 'SOFTWARE\\Microsoft\\Windows Defender\\Exclusions', values: { ok: true, value: { 'Paths\\C:\\k': '0' } } },
  ],
  hosts: ['10.0.0.5 registry.internal'],
  files: whole([
    {
      ...{ path: 'C:\\Program Files\\containerd\\config.toml', modifiedAt: at },
      settings: { ok: true, value: { version: '2', 'plugins.io.containerd.grpc.v1.cri.sandbox_image': 'pause:3.9' } },
    },
  ]),
  images: whole([image('mcr.microsoft.com/oss/kubernetes/pause:3.9', 'a'), image('r.io/agent:1.4', 'b')]),
});

/** The setup of a healthy node, changed. */
export function setupWith(edit: (parts: Parts) => void = () => undefined): { ok: true; ms: number; value: Setup } {
  const parts = healthy();
  edit(parts);
  const all = Object.entries(parts).map(([name, value]) => [name, { ok: true, value }]);
  // Each part is the value of its name.
  return { ok: true, ms: 2_400, value: Object.fromEntries(all) as Setup };
}
