import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../agent/error.ts';
import { exitCodes } from '../agent/main.ts';
import { type Content, gatherContent } from './content.ts';
import { writeFiles } from './files.ts';
import { project } from './folder.ts';
import { baseLayer, makeLayer } from './layers.ts';
import { makeImage, writeTar } from './oci.ts';
import { below, writeArchive } from './seven-zip.ts';
import { requireSmall, sizesOf } from './size.ts';
import { start } from './start.ts';

// Makes the image: npm run image -- [--standalone] [--output <folder>]

async function build(output: string, standalone: boolean): Promise<string[]> {
  const content = await gatherContent();
  const { title, version } = content.labels;
  mkdirSync(output, { recursive: true });
  const lines = await buildImage(output, content);
  const sbom = join(output, `${title}-${version}.cdx.json`);
  writeFileSync(sbom, content.sbom);
  lines.push(line('SBOM', `${shown(sbom)}: ${content.components.length} components, every licence allowed`));
  if (standalone) lines.push(...(await buildStandalone(output, content)));
  return lines;
}

async function buildImage(output: string, content: Content): Promise<string[]> {
  const { title, version } = content.labels;
  const base = await baseLayer();
  const runtime = await makeLayer('node.exe', content.runtime, { above: true });
  const agent = await makeLayer('hostprobe', content.agent, { above: true });
  const image = makeImage(content.labels, start, [base, runtime, agent]);
  const sizes = sizesOf(image, runtime);
  requireSmall(sizes);

  const layout = join(output, 'oci');
  rmSync(layout, { recursive: true, force: true });
  writeFiles(layout, image.layout);
  const tar = join(output, `${title}-${version}.tar`);
  await writeTar(tar, image.layout);
  return [
    line('image', `${title}:${version}, windows/amd64`),
    line('digest', image.digest),
    line('size', sizes.text),
    line('layout', shown(layout)),
    line('tar', `${shown(tar)}: ${megabytes(tar)}`),
  ];
}

/** The folder, and without its ending the zip, with hostprobe for a node where no pod starts. */
export const standaloneName = (version: string): string => `hostprobe-standalone-${version}-windows-amd64`;

/** Writes the same files as a folder and a zip, for a node where no pod starts. */
async function buildStandalone(output: string, { labels, runtime, agent }: Content): Promise<string[]> {
  const files = { ...runtime, ...agent };
  const name = standaloneName(labels.version);
  const folder = join(output, name);
  rmSync(folder, { recursive: true, force: true });
  writeFiles(folder, files);
  await writeArchive(`${folder}.zip`, below(name, files), 5);
  return [line('folder', shown(folder)), line('zip', `${shown(`${folder}.zip`)}: ${megabytes(`${folder}.zip`)}`)];
}

const line = (what: string, text: string) => `${what.padEnd(8)}${text}`;
const shown = (path: string) => relative(process.cwd(), path) || '.';
const megabytes = (path: string) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;

/** null: wrong usage, which was reported. */
function readArguments(): { output: string; standalone: boolean } | null {
  try {
    const { values } = parseArgs({ options: { output: { type: 'string' }, standalone: { type: 'boolean' } } });
    return {
      output: resolve(values.output ?? join(project, 'image', 'out')),
      standalone: values.standalone ?? false,
    };
  } catch (error) {
    // parseArgs throws TypeErrors.
    const { message } = error as Error;
    process.stderr.write(`image: ${message}\nUsage: npm run image -- [--standalone] [--output <folder>]\n`);
    return null;
  }
}

/** @returns the exit code */
async function run(): Promise<number> {
  const options = readArguments();
  if (options === null) return exitCodes.badUse;
  process.stderr.write('hostprobe: making the image (the first time takes some seconds more) ...\n');
  try {
    process.stdout.write(`${(await build(options.output, options.standalone)).join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`image: ${error.message}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await run();
