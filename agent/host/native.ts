import type { Accounts, EventLogs, Files, Network, Processes, Registry, Self, Services, System } from '../host.ts';

/** The questions that only the operating system's own calls can answer. */
export interface Native {
  token: Self['token'];
  job: Self['job'];
  services: Services;
  processes: Processes;
  registry: Registry;
  accounts: Accounts;
  eventLogs: EventLogs;
  listeners: Network['listeners'];
  version: System['version'];
  files: Pick<Files, 'mayCreateIn' | 'finalPath' | 'mountedVolume' | 'security' | 'version'>;
}
