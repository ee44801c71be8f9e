import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { project } from '../../image/folder.ts';
import { toolFolders } from '../deployment/render.ts';

/** The project's folder as a user has it, in which a test may write: manifests are copied, all else is linked to. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync(project).filter((entry) => !['manifests', '.git'].includes(entry))) {
    symlinkSync(join(project, name), join(folder, name));
  }
  cpSync(join(project, 'manifests'), join(folder, 'manifests'), { recursive: true });
  return folder;
}

export interface Typed {
  code: number | undefined;
  output: string;
}

/** A shell in which commands of a README are typed one after the other; what is assigned stays. */
export async function openShell(cwd: string, environment: Record<string, string> = {}) {
  const home = join(cwd, 'home');
  mkdirSync(home);
  const folders = [...(await toolFolders()), join(project, 'node_modules', '.bin'), process.env.PATH];
  const env = { PATH: folders.join(':'), HOME: home, ...environment };
  let assigned = '';
  /** @param instead what stands for names and addresses that there are only in a README */
  return async (command: string, instead: Record<string, string> = {}): Promise<Typed> => {
    const typed = Object.entries(instead).reduce((text, [from, to]) => text.replaceAll(from, to), command);
    if (/^[A-Z]+=/.test(typed)) assigned += `${typed}\n`;
    const options = { cwd, env, extendEnv: false, reject: false, all: true, timeout: 600_000 } as const;
    const { exitCode, all } = await execa('sh', ['-c', `${assigned}${typed}`], options);
    return { code: exitCode, output: all };
  };
}
