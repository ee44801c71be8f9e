import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';
import type { ClusterEnvironment } from '../config/environment.ts';
import { UserError, unreadable } from '../error.ts';

const fields = z.record(z.string(), z.unknown());
const entries = z.array(z.looseObject({ name: z.string() })).nullish();

/** Source: kubernetes/client-go tools/clientcmd/api/v1/types.go. */
const fileSchema = z.object({
  'current-context': z.string().nullish(),
  clusters: entries,
  contexts: entries,
  users: entries,
});

export type Fields = Record<string, unknown>;

/** All kubeconfig files merged, with absolute paths. */
export interface MergedKubeconfig {
  currentContext: string;
  clusters: ReadonlyMap<string, Fields>;
  contexts: ReadonlyMap<string, Fields>;
  users: ReadonlyMap<string, Fields>;
  /** The paths that were read, for errors. */
  paths: readonly string[];
  /** Those of them that do not exist. */
  absent: readonly string[];
}

/**
 * Reads them as kubectl does: the first file that has a name wins, and missing files are skipped.
 * @param path --kubeconfig; this file must exist
 * @throws UserError if a file cannot be read or is not a kubeconfig
 */
export async function mergeKubeconfigs(
  path: string | null,
  { kubeconfig }: ClusterEnvironment,
): Promise<MergedKubeconfig> {
  const listed = kubeconfig.split(delimiter).filter((one) => one !== '');
  const paths = path !== null ? [path] : listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  const none = { clusters: new Map(), contexts: new Map(), users: new Map() };
  const found: MergedKubeconfig = { currentContext: '', ...none, paths, absent: [] };
  return (await Promise.all(paths.map((one) => readOne(one, path !== null)))).reduce(merge, found);
}

async function readOne(path: string, required: boolean): Promise<MergedKubeconfig> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && !required) return null;
    throw new UserError(unreadable(`the kubeconfig ${path}`, error));
  });
  const parsed = fileSchema.safeParse(yamlIn(text ?? '', path) ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');
    throw new UserError(`${path} is not a kubeconfig: ${where}; ${another}`);
  }
  const absolute = (at: unknown) =>
    typeof at === 'string' && at !== '' && !isAbsolute(at) ? join(dirname(path), at) : at;
  const all = (kind: 'cluster' | 'context' | 'user', paths: readonly string[]) =>
    new Map(
      (parsed.data[`${kind}s`] ?? []).map((entry) => {
        const own = fields.safeParse(entry[kind]).data ?? {};
        const moved = Object.fromEntries(paths.flatMap((key) => (key in own ? [[key, absolute(own[key])]] : [])));
        return [entry.name, { ...own, ...moved }] as const;
      }),
    );
  return {
    currentContext: parsed.data['current-context'] ?? '',
    clusters: all('cluster', ['certificate-authority']),
    contexts: all('context', []),
    users: all('user', ['client-certificate', 'client-key', 'tokenFile']),
    paths: [path],
    absent: text === null ? [path] : [],
  };
}

const another = 'name another file with --kubeconfig';

function yamlIn(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    // The message of a YAML error quotes the line, which may hold a credential.
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const where = line === undefined ? '' : ` from line ${line} on`;
    throw new UserError(`${path} is not a kubeconfig: it is not YAML${where}; correct it, or ${another}`);
  }
}

const merge = (before: MergedKubeconfig, next: MergedKubeconfig): MergedKubeconfig => ({
  ...before,
  currentContext: before.currentContext || next.currentContext,
  absent: [...before.absent, ...next.absent],
  clusters: new Map([...next.clusters, ...before.clusters]),
  contexts: new Map([...next.contexts, ...before.contexts]),
  users: new Map([...next.users, ...before.users]),
});
