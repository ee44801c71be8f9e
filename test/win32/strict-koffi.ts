import { fileURLToPath } from 'node:url';
import type { Plugin as BundlePlugin } from 'rolldown';
import type { Plugin } from 'vitest/config';

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const isLibrary = (importer: string | undefined) =>
  importer?.replaceAll('\\', '/').endsWith('/agent/win32/library.ts') === true;

/** Puts the contracts of Windows between win32/library.ts and koffi. */
export const strictKoffi: Plugin = {
  name: 'strict-koffi',
  enforce: 'pre',
  resolveId: (source, importer) => (source === 'koffi' && isLibrary(importer) ? at('koffi.ts') : null),
};

/** The same for an agent that runs in the lab, which tells at its end what it was refused and what it kept. */
export const strictAgent: BundlePlugin = {
  name: 'strict-agent',
  resolveId: (source, importer) => (source === 'koffi' && isLibrary(importer) ? at('koffi-in-lab.ts') : null),
};
