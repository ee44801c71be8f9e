// Makes the TypeScript of agent/host/runtime/cri.proto: node scripts/pinned.mjs scripts/generate.ts
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = join(root, 'agent/host/runtime');

/** What stands, or should stand, in the repository. */
export const generatedFile = join(directory, 'cri.pb.ts');

/** The TypeScript for cri.proto as the installed generator makes it. */
export async function generate(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'hostprobe-generate-'));
  const generator = join(root, 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es');
  const template = {
    version: 'v2',
    plugins: [
      {
        local: [process.execPath, generator],
        out,
        // Objects for enums, because Node runs the file by stripping its types.
        opt: ['target=ts', 'import_extension=ts', 'erasable_syntax=true'],
      },
    ],
  };
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf');
  try {
    await execa(process.execPath, [buf, 'generate', '--template', JSON.stringify(template), '.'], { cwd: directory });
    return await readFile(join(out, 'cri_pb.ts'), 'utf8');
  } finally {
    await rm(out, { recursive: true });
  }
}

if (import.meta.main) await writeFile(generatedFile, await generate());
