import type { Host } from '../agent/host.ts';

/**
 * hostprobe.mjs: the whole agent, which runs when it is the program. What it exports is for the Windows lab, which runs
 * the very same file with stand-ins for what Wine cannot answer.
 */
export { LookError } from '../agent/error.ts';
export { main } from '../agent/main.ts';

export const createHost = async (): Promise<Host> => (await import('../agent/host/machine.ts')).createHost();
export const exit = async (code: number): Promise<never> => (await import('../agent/host/stop.ts')).exit(code);
