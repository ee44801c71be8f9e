import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { inSystem32 } from '../../../agent/host/exec.ts';
import { createHost } from '../../../agent/host/machine.ts';

/** This machine, without stand-ins. */
export const host = await createHost();

/** A name that nothing else on this machine has. */
export const newName = (): string => `hostprobe-test-${randomUUID()}`;

/** Runs a program of Windows that must succeed. */
export async function runInSystem32(program: string, ...args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await host.programs.run(inSystem32(program), args, { timeoutMs: 30_000 });
  expect(exitCode, `${program} ${args.join(' ')}: ${stdout}${stderr}`).toBe(0);
}
