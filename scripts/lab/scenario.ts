import type { Mode } from '../../agent/shim/mode.ts';

/** What a lab node is. Everything that a scenario does not change is as on a healthy node. */
export interface Scenario {
  /** What there is to see, for the list that a wrong name gets. */
  title: string;
  windows: keyof typeof windowsReleases;
  /** Whether C:\Windows\System32\bindfltapi.dll is there. */
  bindFilter: boolean;
  containerd: {
    version: string;
    /** Of containerd-shim-runhcs-v1.exe beside it. */
    shim: string;
    /** `stopped`: the service, while its shims go on. `silent`: its pipe takes connections and never answers. */
    state: 'running' | 'stopped' | 'silent';
    /** obj= with which the running process was started. */
    account: string;
    /** obj= set since then, for the next start. */
    nextAccount?: string;
    /** More lines in its log. */
    log: readonly string[];
  };
  /** The pod that hostprobe is in. */
  pod: {
    /** null: no HostProcess container, but a process-isolated one. */
    mode: Mode | null;
    /** Started by a shim that was replaced on disk since then. */
    shimReplaced: boolean;
    token: 'valid' | 'expired' | 'of another pod';
    /** A token that someone copied to C:\var\run\secrets\... of the host. */
    strayToken: boolean;
  };
}

export const windowsReleases = {
  '2019': { build: '17763', revision: 6414, product: 'Windows Server 2019 Datacenter' },
  '2022': { build: '20348', revision: 2700, product: 'Windows Server 2022 Datacenter' },
  '2025': { build: '26100', revision: 1742, product: 'Windows Server 2025 Datacenter' },
} as const;
