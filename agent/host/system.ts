import { statfs } from 'node:fs/promises';
import { arch, freemem, hostname, totalmem, uptime } from 'node:os';
import type { System } from '../host.ts';
import { absentOrThrow } from './error.ts';
import { createInventories } from './inventory.ts';

export function createSystem(windows: boolean, version: System['version']): System {
  const inventories = createInventories(windows);
  return {
    version,
    hostname,
    uptimeSeconds: uptime,
    timeZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    architecture: arch,
    memory: () => ({ totalBytes: totalmem(), freeBytes: freemem() }),
    disk: (path) =>
      statfs(path).then(
        (volume) => ({ sizeBytes: volume.blocks * volume.bsize, freeBytes: volume.bavail * volume.bsize }),
        absentOrThrow,
      ),
    inventory: inventories.newest,
    keepInventory: inventories.keep,
  };
}
