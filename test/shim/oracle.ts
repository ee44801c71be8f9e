import { readFileSync } from 'node:fs';
import type { Mode } from '../../agent/shim/paths.ts';
import type { Lookup } from '../../agent/windows/search-path.ts';

/**
 * What the Go code of hcsshim v0.9.12, v0.11.7 and v0.15.0-rc.3 and of containerd v1.6.39, v1.7.28 and v2.1.4 answered as Windows
 * programs under Wine 10.0: only the ends that reach Windows (exec.New, os.Symlink, ApplyFileBinding, LogonUser and the like)
 * were replaced by recorders. `<id>` is the id of the container, `<error N>` the text of a Windows error.
 */
export interface Case {
  n: number;
  family: string;
  input: {
    kind: string;
    image?: string;
    containerd?: string;
    args?: string[];
    command?: string[];
    workingDir?: string;
    cwd?: string;
    env?: string[];
    rootfsLocation?: string;
    user?: string;
    patterns?: string[];
    annotations?: Record<string, string>;
    mounts?: { source: string; destination: string; mountPath: string; hostPath: string; options?: string[] }[];
  };
  real: {
    root: string;
    err?: string;
    app?: string;
    line?: string;
    dir?: string;
    cwd?: string;
    env?: Record<string, string>;
    args?: string[];
    commandLine?: string;
    user?: string;
    links?: [string, string][];
    binds?: [string, string, 'rw' | 'ro'][];
    mounts?: { destination: string }[];
    logon?: { domain: string; user: string; type: 'service' | 'interactive' };
    group?: string;
    annotations?: Record<string, string>;
  };
}

/** What containerd composes from a pod and the configuration of an image. */
export type Composed = Omit<Case, 'input' | 'real'> & {
  input: Omit<Case['input'], 'image'> & { image?: unknown };
  real: Omit<Case['real'], 'env'> & { env?: string[] };
};

interface Layout {
  host: string[];
  images: Record<string, string[]>;
  path: string[];
  groups: string[];
  shimDirectory: string;
}

const [first = '', ...rest] = readFileSync(new URL('oracle.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
export const layout: Layout = JSON.parse(first);
export const cases: readonly Case[] = rest.map((line) => JSON.parse(line));
export const composed = (kind: string): readonly Composed[] =>
  rest.map((line): Composed => JSON.parse(line)).filter(({ input }) => input.kind === `containerd-${kind}`);
export const ofKind = (kind: string): readonly Case[] => cases.filter(({ input }) => input.kind === kind);

export const modeOfCase = ({ family }: Case): Mode =>
  family === '1.6' ? 'volume' : family.endsWith('bind') ? 'bind' : 'fallback';

/** The PATH of services as the registry has it. */
export const nodePath = `Path=${layout.path.join(';')}`;

const key = (path: string) => path.toLowerCase().replace(/\\+$/, '');

const lookups = new Map<string, Lookup>();

/** What is where: the files of the node, and those of an image below a folder; null: the shim sees none of the image. */
export function lookupIn(image: string | undefined, root: string | null): Lookup {
  const name = `${image} ${root}`;
  const lookup = lookups.get(name) ?? lookupOf(root === null ? [] : (layout.images[image ?? ''] ?? []), root ?? '');
  lookups.set(name, lookup);
  return lookup;
}

function lookupOf(ofImage: readonly string[], root: string): Lookup {
  const files = new Set([...layout.host, ...ofImage.map((file) => `${key(root)}\\${file}`)].map(key));
  const folders = new Set(['c:', 'd:']);
  for (const file of files) {
    for (let at = file.lastIndexOf('\\'); at > 0; at = file.lastIndexOf('\\', at - 1)) folders.add(file.slice(0, at));
  }
  return (path) =>
    files.has(key(path)) && !path.endsWith('\\') ? 'file' : folders.has(key(path)) ? 'folder' : 'absent';
}
