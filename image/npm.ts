import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { type Bundle, bundleAgent } from './bundle.ts';
import { project } from './folder.ts';
import { licenceTexts, readComponent } from './licences.ts';

/** The entry point of the package's commands; it loads the other files. */
export const program = 'hostprobe.cjs';

/** kubectl asks this program for completions: github.com/kubernetes/kubectl pkg/cmd/plugin_completion.go. */
const completion = `#!/usr/bin/env node
process.argv.splice(2, 0, 'complete', '--');
await import('./${program}');
`;

/** The oldest Node.js, also of a clone: an older one would fail later, in words of its own. */
const oldest = 20;
const refusal = `if (+process.versions.node.split('.')[0] < ${oldest}) { console.error('hostprobe: needs Node.js ${oldest} or newer, but this is ' + process.versions.node); process.exit(64); }`;

const licences = 'THIRD-PARTY-LICENSES.txt';

const missing = 'node-20.cjs';
const isOld = "(([major, minor]) => major < 22 || (major == 22 && minor < 20))(process.versions.node.split('.'))";
const addMissing = `if (${isOld}) require('./${missing}');`;

/** The program for Node.js 20 and newer, on any system. */
export const bundleProgram = (): Promise<Bundle> =>
  bundleAgent({
    program: 'image/npm-program.ts',
    target: `node${oldest}`,
    format: 'cjs',
    // main.ts runs itself where it is the program; here the entry does.
    define: { 'import.meta.main': 'false' },
  });

/**
 * Writes the npm package: the program without dependencies, for Node.js 20 and newer.
 * @param folder is created again each time
 */
export async function writePackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { files, packages } = await bundleProgram();
  for (const [file, text] of Object.entries(files)) {
    const isProgram = file === program;
    // A thread begins as the program does.
    const start = isProgram ? `#!/usr/bin/env node\n${refusal}\n${addMissing}\n` : `${addMissing}\n`;
    const begins = isProgram || file.endsWith('-worker.cjs');
    writeFileSync(join(folder, file), begins ? `${start}${text}` : text, { mode: isProgram ? 0o755 : 0o644 });
  }
  await build({
    ...{ absWorkingDir: project, entryPoints: ['image/node-20.ts'], outfile: join(folder, missing) },
    ...{ bundle: true, minify: true, platform: 'node', format: 'cjs', target: `node${oldest}`, logLevel: 'error' },
  });
  const inPackage = [...packages, 'node_modules/core-js-bundle', 'node_modules/fzstd'];
  writeFileSync(join(folder, licences), licenceTexts(inPackage.map(readComponent)));
  writeFileSync(join(folder, 'kubectl-complete.mjs'), completion, { mode: 0o755 });
  for (const file of ['README.md', 'LICENSE']) copyFileSync(join(project, file), join(folder, file));
  const { name, version, description, homepage, license } = manifest;
  const shipped = {
    ...{ name, version, description, license, type: 'module', engines: { node: `>=${oldest}` } },
    ...(homepage === '' ? {} : { homepage }),
    bin: { hostprobe: program, 'kubectl-hostprobe': program, 'kubectl_complete-hostprobe': 'kubectl-complete.mjs' },
    files: [...Object.keys(files), missing, licences, 'kubectl-complete.mjs'],
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
}
