import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * How node.exe is started where hostprobe ships. Without it V8 lets the young generation grow to what a large machine
 * allows: measured on Linux, 160 MiB after some hundred looks instead of 100.
 */
export const nodeFlags = ['--optimize-for-size'];

const agent = fileURLToPath(new URL('../../agent/', import.meta.url));

/**
 * hostprobe as it ships: a few files, so that what is imported lazily (the native calls, the Kubernetes client, the
 * server) is read only when it is needed; in one file its text alone would cost several MiB.
 * @returns path of the program
 */
export async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: { hostprobe: join(agent, 'main.ts'), 'picture-worker': join(agent, 'host', 'picture-worker.ts') },
    outdir: mkdtempSync(join(tmpdir(), 'hostprobe-bench-')),
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node26',
    format: 'esm',
    // Packages that are CommonJS call require for parts of Node.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  for (const { path, text } of outputFiles) {
    writeFileSync(path, text.replaceAll('./picture-worker.ts', './picture-worker.mjs'));
  }
  const program = outputFiles.find(({ path }) => path.endsWith('hostprobe.mjs'));
  if (program === undefined) throw new Error('esbuild wrote no hostprobe.mjs');
  return program.path;
}
