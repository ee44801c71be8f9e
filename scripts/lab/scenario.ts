import type { Mode } from '../../agent/shim/paths.ts';

/** A lab node. What a scenario does not change is as on a healthy node. */
export interface Scenario {
  /** What the scenario shows, for the list of scenarios. */
  title: string;
  windows: keyof typeof windowsReleases;
  /** Whether C:\Windows\System32\bindfltapi.dll exists. */
  bindFilter: boolean;
  containerd: {
    version: string;
    /**
     * The version of containerd-shim-runhcs-v1.exe, or the commit that a shim of containerd's releases was built from, which
     * tells no version. null: there is none, and no pod runs.
     */
    shim: string | { commit: string } | null;
    /** `stopped`: the service is stopped, its shims keep running. `silent`: its pipe accepts connections and never answers. */
    state: 'running' | 'stopped' | 'silent';
    /** The account (obj=) that the running process was started with. */
    account: string;
    /** The account (obj=) that was configured later, for the next start. */
    nextAccount?: string;
    /** Additional lines in its log. */
    log: readonly string[];
    /** Methods of CRI that it takes and never answers. */
    unanswered?: readonly string[];
    /** The pipe that it listens on, where it is not the default one. */
    pipe?: string;
    /** More flags of its command line. */
    flags?: string;
    /** Whether its file was replaced by another build of the same version after the start. */
    rebuilt?: boolean;
  };
  /** Text by path: more files of the node, or others in the place of the usual ones. */
  files?: Readonly<Record<string, string>>;
  /** Text by path: what was written after containerd had started. */
  filesLater?: Readonly<Record<string, string>>;
  /** hostprobe's own pod. */
  pod: {
    /** null: a process-isolated container, no HostProcess container. */
    mode: Mode | null;
    /** Its runAsUserName. */
    account: 'SYSTEM' | 'LocalService';
    /** Whether its shim was replaced on disk after the start. */
    shimReplaced: boolean;
    token: 'valid' | 'expired' | 'of another pod';
    /** Whether somebody copied a token to C:\var\run\secrets\... on the host. */
    strayToken: boolean;
  };
}

export const windowsReleases = {
  '2019': { build: '17763', revision: 6414, product: 'Windows Server 2019 Datacenter' },
  '2022': { build: '20348', revision: 2700, product: 'Windows Server 2022 Datacenter' },
  '2025': { build: '26100', revision: 1742, product: 'Windows Server 2025 Datacenter' },
} as const;
