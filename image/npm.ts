import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { httpByRequire, inAscii, settings } from './bundle.ts';
import { project } from './folder.ts';

/** The program of the package; the others begin with it. */
const program = 'hostprobe.mjs';
const sources: Readonly<Record<string, string>> = {
  [program]: 'image/npm-program.ts',
  'picture-worker.mjs': 'agent/host/picture-worker.ts',
  'judge-worker.mjs': 'agent/server/judge-worker.ts',
};

/** kubectl asks this program for completions: github.com/kubernetes/kubectl pkg/cmd/plugin_completion.go. */
const completion = `#!/usr/bin/env node
process.argv.splice(2, 0, 'complete', '--');
await import('./${program}');
`;

/**
 * Writes the npm package: the program in one file, without dependencies, for Node.js 22 and newer.
 * @param folder made anew
 */
export async function writePackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, source] of Object.entries(sources)) {
    const { outputFiles } = await build({
      ...settings,
      target: 'node22',
      // main.ts runs itself where it is the program; here the entry does.
      define: { 'import.meta.main': 'false' },
      entryPoints: [join(project, source)],
      outfile: join(project, file),
      minify: true,
      plugins: [httpByRequire],
    });
    const text = inAscii(outputFiles[0]?.text ?? '').replaceAll(/\.\/(\w+-worker)\.ts/g, './$1.mjs');
    writeFileSync(join(folder, file), file === program ? `#!/usr/bin/env node\n${text}` : text, { mode: 0o755 });
  }
  writeFileSync(join(folder, 'complete.mjs'), completion, { mode: 0o755 });
  for (const file of ['README.md', 'LICENSE']) copyFileSync(join(project, file), join(folder, file));
  const { name, version, description, license } = manifest;
  const shipped = {
    ...{ name, version, description, license, type: 'module', engines: { node: '>=22' } },
    bin: { hostprobe: program, 'kubectl-hostprobe': program, 'kubectl_complete-hostprobe': 'complete.mjs' },
    files: [...Object.keys(sources), 'complete.mjs'],
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
}
