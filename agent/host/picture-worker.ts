import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import si from 'systeminformation';
import type { Picture } from '../facts/os.ts';

/** Takes one picture and posts it, when started as a worker. */
async function takePicture(windows: boolean): Promise<Picture> {
  // On Windows each question starts a PowerShell unless one is kept open.
  if (windows) si.powerShellStart();
  try {
    const [system, cpu, volumes, found] = [
      await si.system(),
      await si.cpu(),
      await si.fsSize(),
      await si.networkInterfaces(),
    ];
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
  void takePicture(workerData.windows).then((picture) => parentPort?.postMessage(picture));
