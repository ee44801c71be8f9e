import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { project } from '../../image/folder.ts';

const directory = join(project, 'agent/host/runtime');

/** The TypeScript of agent/host/runtime/cri.proto, from the generator that is installed. */
export async function criMessages(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'hostprobe-generate-'));
  const generator = join(project, 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es');
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
  const buf = join(project, 'node_modules/@bufbuild/buf/bin/buf');
  try {
    await execa(process.execPath, [buf, 'generate', '--template', JSON.stringify(template), '.'], { cwd: directory });
    return await readFile(join(out, 'cri_pb.ts'), 'utf8');
  } finally {
    await rm(out, { recursive: true });
  }
}
