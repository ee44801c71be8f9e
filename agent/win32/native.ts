import type { Native } from '../host.ts';
import { createAccounts } from './accounts.ts';
import { createEventLogs } from './event-logs.ts';
import { createJob } from './job.ts';
import { listeners, owner } from './listeners.ts';
import { createHostNetworks } from './networks.ts';
import { finalPath, mayCreateIn, mountedVolume } from './paths.ts';
import { createProcesses } from './processes.ts';
import { createQueues } from './queue.ts';
import { registry } from './registry.ts';
import { securityOf } from './security.ts';
import { createServices } from './services.ts';
import { fileVersion, systemVersion } from './system-version.ts';
import { ownToken } from './token.ts';

/** All native questions, answered by Windows itself. */
export async function createNative(): Promise<Native> {
  const queue = createQueues();
  return {
    queue,
    token: ownToken,
    job: await createJob(),
    services: createServices(queue('the service control manager')),
    processes: createProcesses(),
    registry,
    accounts: createAccounts(queue),
    eventLogs: createEventLogs(queue('the event log')),
    listeners,
    owner,
    hostNetworks: createHostNetworks(queue('the Host Network Service')),
    version: systemVersion,
    files: { mayCreateIn, finalPath, mountedVolume, security: securityOf, version: fileVersion },
  };
}
