import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import si from 'systeminformation';
import type { Inventory } from '../facts/os.ts';

/** Takes one inventory and posts it, when started as a worker. */
async function takeInventory(windows: boolean): Promise<Inventory> {
  // On Windows each question starts a PowerShell unless one is kept open.
  if (windows) si.powerShellStart();
  try {
    const [system, cpu, volumes] = [await si.system(), await si.cpu(), await si.fsSize()];
    const found = await si.networkInterfaces();
    return {
      takenAt: new Date().toISOString(),
      manufacturer: system.manufacturer,
      model: system.model,
      virtual: system.virtual,
      cpu: `${cpu.manufacturer} ${cpu.brand}`.trim(),
      cores: cpu.cores,
      disks: volumes.map(({ mount, type, size, used }) => ({ mount, kind: type, sizeBytes: size, usedBytes: used })),
      interfaces: [found].flat().map(({ ifaceName, type, operstate, speed }) => ({
        name: ifaceName,
        kind: type,
        state: operstate,
        speedMbit: speed !== null && speed > 0 ? speed : null,
      })),
    };
  } finally {
    if (windows) si.powerShellRelease();
  }
}

if (!isMainThread && parentPort !== null)
  void takeInventory(workerData.windows).then((inventory) => parentPort?.postMessage(inventory));
