import { posix, win32 } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import * as z from 'zod';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const flag = z.boolean().nullish();

const cluster = z.looseObject({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'proxy-url': text,
});
const exec = z.object({
  apiVersion: text,
  command: text,
  args: texts,
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  interactiveMode: text,
  provideClusterInfo: flag,
  installHint: text,
});
const user = z.looseObject({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  username: text,
  password: text,
  exec: exec.nullish(),
  'auth-provider': z.object({ name: text, config: z.record(z.string(), z.string()).nullish() }).nullish(),
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z.record(z.string(), z.array(z.string())).nullish(),
});
const context = z.looseObject({ cluster: text, user: text, namespace: text });

/** Source: kubernetes/client-go tools/clientcmd/api/v1/types.go. */
const file = z.object({
  'current-context': text,
  clusters: z.array(z.object({ name: z.string(), cluster: cluster.nullish() })).nullish(),
  contexts: z.array(z.object({ name: z.string(), context: context.nullish() })).nullish(),
  users: z.array(z.object({ name: z.string(), user: user.nullish() })).nullish(),
});

export type ClusterEntry = z.infer<typeof cluster>;
export type UserEntry = z.infer<typeof user>;
type ContextEntry = z.infer<typeof context>;

/** Kubeconfigs merged as kubectl does: the first that names a thing decides. Paths in them are absolute. */
export interface Kubeconfig {
  /** Empty: none. */
  currentContext: string;
  clusters: ReadonlyMap<string, ClusterEntry>;
  contexts: ReadonlyMap<string, ContextEntry>;
  users: ReadonlyMap<string, UserEntry>;
}

/** The text is no kubeconfig. The message quotes nothing of it, because it holds credentials. */
export class KubeconfigError extends Error {}

/**
 * Reads kubeconfigs, the first of which has the most weight.
 * @param files their absolute paths, of Windows or not, from which relative paths in them start
 * @throws KubeconfigError
 */
export function readKubeconfigs(files: readonly { path: string; text: string }[]): Kubeconfig {
  const read = files.map(({ path, text: written }) => readOne(path, written));
  const merged = <Entry>(of: (one: Kubeconfig) => ReadonlyMap<string, Entry>) =>
    new Map(read.toReversed().flatMap((one) => [...of(one)]));
  return {
    currentContext: read.find((one) => one.currentContext !== '')?.currentContext ?? '',
    clusters: merged((one) => one.clusters),
    contexts: merged((one) => one.contexts),
    users: merged((one) => one.users),
  };
}

function readOne(path: string, written: string): Kubeconfig {
  const { success, data, error } = file.safeParse(yamlIn(path, written) ?? {});
  if (!success) {
    const [issue] = error.issues;
    throw new KubeconfigError(
      `${path} is not a kubeconfig: ${issue?.path.join('.') || 'all of it'}: ${issue?.message}`,
    );
  }
  const { dirname, resolve } = path.startsWith('/') ? posix : win32;
  const beside = (at: string | null | undefined) => (at ? resolve(dirname(path), at) : at);
  return {
    currentContext: data['current-context'] ?? '',
    contexts: mapOf(data.contexts, (entry) => entry.context ?? {}),
    clusters: mapOf(data.clusters, ({ cluster: own }) => ({
      ...own,
      'certificate-authority': beside(own?.['certificate-authority']),
    })),
    users: mapOf(data.users, ({ user: own }) => ({
      ...own,
      tokenFile: beside(own?.tokenFile),
      'client-certificate': beside(own?.['client-certificate']),
      'client-key': beside(own?.['client-key']),
      exec: own?.exec && {
        ...own.exec,
        command: isPath(own.exec.command) ? beside(own.exec.command) : own.exec.command,
      },
    })),
  };
}

/** A bare name is searched for in PATH. Source: client-go tools/clientcmd/loader.go, getAuthInfoFileReferences. */
const isPath = (command: string | null | undefined) => /[\\/]/.test(command ?? '');

const mapOf = <Entry extends { name: string }, Value>(
  entries: readonly Entry[] | null | undefined,
  read: (entry: Entry) => Value,
) => new Map((entries ?? []).map((entry) => [entry.name, read(entry)]));

function yamlIn(path: string, written: string): unknown {
  try {
    return parse(written);
  } catch (error) {
    // Aliases that lead nowhere, or that would grow without end.
    if (error instanceof ReferenceError) throw new KubeconfigError(`${path} is not a kubeconfig: it is not YAML`);
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line;
    const where = line === undefined ? '' : ` from line ${line} on`;
    throw new KubeconfigError(`${path} is not a kubeconfig: it is not YAML${where}`);
  }
}
