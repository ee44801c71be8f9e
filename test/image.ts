import type { KnownImage } from '../agent/shim/oci-process.ts';

/** An image with this configuration and these files, each a program by its extension; what has others below it is a folder. */
export const imageWith = (config: KnownImage['config'], ...files: string[]): KnownImage => ({
  config,
  fileAt: (path) => {
    const key = path.toLowerCase();
    const has = (file: string) => file.toLowerCase() === key;
    if (files.some(has)) return key.endsWith('.exe') ? 'program' : 'other';
    return key === '' || files.some((file) => file.toLowerCase().startsWith(`${key}\\`)) ? 'folder' : 'absent';
  },
});
