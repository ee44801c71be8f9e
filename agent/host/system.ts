import { statfs } from 'node:fs/promises';
import { arch, freemem, hostname, totalmem, uptime } from 'node:os';
import type { System } from '../host.ts';
import { absentOrThrow } from './error.ts';
import { createPictures } from './picture.ts';

export function createSystem(windows: boolean, version: System['version']): System {
  const pictures = createPictures(windows);
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
    picture: pictures.newest,
    keepPicture: pictures.keep,
  };
}
