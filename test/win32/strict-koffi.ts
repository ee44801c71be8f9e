import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

const strict = fileURLToPath(new URL('koffi.ts', import.meta.url));

/** Puts the contracts of Windows between win32/library.ts and koffi. */
export const strictKoffi: Plugin = {
  name: 'strict-koffi',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'koffi' && importer?.replaceAll('\\', '/').endsWith('/agent/win32/library.ts') ? strict : null,
};
