import type { Host } from '../agent/host.ts';

/**
 * hostprobe.mjs: the whole agent. The Windows lab imports this file, to run it with stand-ins for questions that Wine cannot
 * answer; that is what the exports are for.
 */
export { QueryError } from '../agent/error.ts';
export { main } from '../agent/main.ts';

export const createHost = async (): Promise<Host> => (await import('../agent/host/machine.ts')).createHost();
export const exit = async (code: number): Promise<never> => (await import('../agent/host/stop-signals.ts')).exit(code);
