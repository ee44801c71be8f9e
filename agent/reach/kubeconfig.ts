import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { type ClusterEnvironment, clusterEnvironment } from '../config/environment.ts';
import type { KubectlFlag } from '../config/flags.ts';
import { suggest } from '../config/nearest.ts';
import type { Config } from '../config.ts';
import {
  type ClusterEntry,
  type Kubeconfig,
  KubeconfigError,
  readKubeconfigs,
  type UserEntry,
} from '../decode/kubeconfig.ts';
import { UserError, unreadable } from '../error.ts';

export type ConnectionFlags = Pick<Config, KubectlFlag> & Partial<Pick<Config, 'namespace'>>;

interface Found extends Kubeconfig {
  /** The paths that were read, for errors. */
  paths: readonly string[];
  /** No file is at any of them. */
  absent: boolean;
}

/**
 * The cluster and the user, as kubectl finds them.
 * @throws UserError if flags and kubeconfig name none, or one that does not exist
 */
export async function choose(flags: ConnectionFlags, environment: ClusterEnvironment) {
  const found = await findKubeconfigs(flags.kubeconfig, environment);
  const context = flags.context ?? found.currentContext;
  const named = context === '' ? {} : of(found.contexts, context, { kind: 'context', flag: flags.context }, found);
  const clusterName = flags.cluster ?? named.cluster ?? '';
  const userName = flags.user ?? named.user ?? '';
  if (clusterName === '' && flags.server === null) throw new UserError(whyNone(found, context));
  const cluster =
    clusterName === '' ? {} : of(found.clusters, clusterName, { kind: 'cluster', flag: flags.cluster, context }, found);
  const user = userName === '' ? {} : of(found.users, userName, { kind: 'user', flag: flags.user, context }, found);
  return {
    /** For display: the context, or else --server. */
    context: context || flags.server || 'server',
    namespace: flags.namespace ?? (named.namespace || 'default'),
    cluster: { ...cluster, ...overCluster(flags) },
    user: { ...user, ...overUser(flags) },
  };
}

/** The names of the contexts that --context can choose. */
export async function contextsOf({ kubeconfig }: Pick<ConnectionFlags, 'kubeconfig'>): Promise<string[]> {
  return [...(await findKubeconfigs(kubeconfig, clusterEnvironment())).contexts.keys()];
}

/**
 * Missing files are skipped.
 * @param path --kubeconfig; this file must exist
 */
async function findKubeconfigs(path: string | null, { kubeconfig }: ClusterEnvironment): Promise<Found> {
  const listed = kubeconfig.split(delimiter).filter((one) => one !== '');
  const paths = path !== null ? [path] : listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
  const texts = await Promise.all(
    paths.map((one) =>
      readFile(one, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' && path === null) return null;
        throw new UserError(unreadable(`the kubeconfig ${one}`, error));
      }),
    ),
  );
  const files = texts.flatMap((text, index) => (text === null ? [] : [{ path: resolve(paths[index] ?? ''), text }]));
  try {
    return { ...readKubeconfigs(files), paths, absent: files.length === 0 };
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    throw new UserError(`${error.message}; correct it, or name another file with --kubeconfig`);
  }
}

/** Why no cluster is known, and the way out. */
function whyNone({ paths, absent, contexts }: Found, context: string): string {
  const all = paths.join(', ');
  const elsewhere = 'name a kubeconfig with --kubeconfig, or the API server with --server';
  if (absent) return `there is no kubeconfig at ${all}; ${elsewhere}`;
  if (context !== '') return `the context ${context} in ${all} must name a cluster, but names none; give --cluster`;
  if (contexts.size === 0) return `${all} must have a context, but has none; ${elsewhere}`;
  return `${all} must have a current context, but has none; give --context, which can be ${[...contexts.keys()].join(', ')}`;
}

/** @param by the flag that gave the name, or else where it was found */
function of<Entry>(
  entries: ReadonlyMap<string, Entry>,
  name: string,
  by: { kind: 'context' | 'cluster' | 'user'; flag: string | null; context?: string },
  { paths, absent }: Found,
): Entry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const { kind, flag, context } = by;
  const all = paths.join(', ');
  const who = flag !== null ? `--${kind}` : context === undefined ? 'current-context' : `the context ${context}`;
  if (absent) {
    throw new UserError(
      `${who} must name a ${kind} of a kubeconfig, but there is none at ${all}; name one with --kubeconfig`,
    );
  }
  const known = [...entries.keys()];
  const hint = known.length === 0 ? `it has no ${kind}: name another file with --kubeconfig` : suggest(name, known);
  throw new UserError(`${who} must name a ${kind} of ${all}, but there is no ${name}; ${hint}`);
}

function overCluster(flags: ConnectionFlags): ClusterEntry {
  const { server, 'tls-server-name': name, 'certificate-authority': authority } = flags;
  return {
    ...(server === null ? {} : { server }),
    ...(name === null ? {} : { 'tls-server-name': name }),
    ...(flags['insecure-skip-tls-verify'] ? { 'insecure-skip-tls-verify': true } : {}),
    ...(authority === null ? {} : { 'certificate-authority': authority, 'certificate-authority-data': null }),
  };
}

/** A token or a certificate from a flag replaces all credentials of the kubeconfig, also a plugin. */
function overUser(flags: ConnectionFlags): UserEntry {
  const { token, 'client-certificate': certificate, 'client-key': key } = flags;
  const none = { exec: null, 'auth-provider': null, tokenFile: null };
  return {
    ...(token === null ? {} : { ...none, token }),
    ...(certificate === null ? {} : { ...none, 'client-certificate': certificate, 'client-certificate-data': null }),
    ...(key === null ? {} : { 'client-key': key, 'client-key-data': null }),
  };
}
