import { fileURLToPath } from 'node:url';

export const source = fileURLToPath(new URL('../agent/main.ts', import.meta.url));

/** The program that tests start: `npm test` bundles it, which starts in half of the time; one test file starts the sources. */
export const program = process.env.HOSTPROBE_TESTED ?? source;
