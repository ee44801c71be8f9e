import { QueryError } from '../../error.ts';
import { ifKnown } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { FileStat, Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { type BuildInfo, readBuildInfo } from './build-info.ts';

/** How to ask a program for its version, and where its output contains it. */
export interface VersionQuestion {
  flag: string;
  /** Its first group is the version. */
  answer: RegExp;
  /** The version by the program's build information, which is read first: it costs no process. null: it has none. */
  built(info: BuildInfo): string | null;
}

const versionTimeoutMs = 3_000;

/** What is known of programs, by the identity of their files: an unchanged one is neither read nor started again. */
export interface KnownPrograms {
  printed: Map<string, string | null>;
  built: Map<string, BuildInfo | null>;
}

export const knowNoProgram = (): KnownPrograms => ({ printed: new Map(), built: new Map() });

/** The first of these files that exists. A refusal counts only if the file is in no other place. */
export async function findFile(host: Host, paths: readonly string[]): Promise<{ path: string; stat: FileStat } | null> {
  let refusal: QueryError | null = null;
  for (const path of paths) {
    const stat = await partOf(host.files.stat(path));
    if (!stat.ok) refusal ??= new QueryError(stat.error.kind, stat.error.message, stat.error.code ?? null);
    else if (stat.value?.kind === 'file') return { path, stat: stat.value };
  }
  if (refusal !== null) throw refusal;
  return null;
}

export async function readBinary(
  host: Host,
  found: { path: string; stat: FileStat } | null,
  question: VersionQuestion & { known: KnownPrograms },
): Promise<RuntimeBinaries['containerd']> {
  if (found === null) return null;
  const { path, stat } = found;
  const info = ifKnown(await partOf(buildInfoOf(host, found, question.known))) ?? null;
  const built = info === null ? null : question.built(info);
  const version =
    built === null ? await partOf(askVersion(host, found, question)) : { ok: true as const, value: built };
  return {
    path,
    modifiedAt: stat.modifiedAt.toISOString(),
    version,
    ...(ifKnown(version) ? {} : { fileVersion: await partOf(host.files.version(path)) }),
    ...(info === null ? {} : { build: { go: info.go, module: info.module, revision: info.revision } }),
  };
}

/** null: it is not a Go program, or its build recorded nothing. */
export async function buildInfoOf(
  host: Host,
  { path, stat }: { path: string; stat: FileStat },
  { built }: KnownPrograms,
): Promise<BuildInfo | null> {
  const before = built.get(stat.identity);
  if (before !== undefined) return before;
  const info = await readBuildInfo(host, path);
  built.set(stat.identity, info);
  return info;
}

async function askVersion(
  host: Host,
  { path, stat }: { path: string; stat: FileStat },
  { flag, answer, known }: VersionQuestion & { known: KnownPrograms },
): Promise<string | null> {
  const before = known.printed.get(stat.identity);
  if (before !== undefined) return before;
  const { exitCode, stdout, stderr } = await host.programs.run(path, [flag], { timeoutMs: versionTimeoutMs });
  if (exitCode !== 0) {
    const said = stderr.trim().split('\n')[0] ?? '';
    throw new QueryError('failed', `${path} ${flag} ended with exit code ${exitCode}: ${said.slice(0, 200)}`);
  }
  const version = answer.exec(stdout)?.[1] ?? null;
  known.printed.set(stat.identity, version);
  return version;
}
