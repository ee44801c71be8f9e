import { LookError } from '../../error.ts';
import { given } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { FileStat, Host } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { type BuildInfo, readBuildInfo } from './build-info.ts';

/** How to ask a program for its version, and where its output contains it. */
export interface VersionQuestion {
  flag: string;
  /** Its first group is the version. */
  answer: RegExp;
  /** The version by the program's build information, which is read first: it costs no process. null: it does not tell. */
  built(info: BuildInfo): string | null;
}

const versionTimeoutMs = 3_000;

/** Known versions by file: an unchanged program is not started again. */
export type ToldVersions = Map<string, string | null>;

/** The first of these files that exists. A refusal counts only if it is in no other place. */
export async function findFile(host: Host, paths: readonly string[]): Promise<{ path: string; stat: FileStat } | null> {
  let refusal: LookError | null = null;
  for (const path of paths) {
    const stat = await partOf(host.files.stat(path));
    if (!stat.ok) refusal ??= new LookError(stat.error.kind, stat.error.message, stat.error.code ?? null);
    else if (stat.value?.kind === 'file') return { path, stat: stat.value };
  }
  if (refusal !== null) throw refusal;
  return null;
}

export async function readBinary(
  host: Host,
  found: { path: string; stat: FileStat } | null,
  question: VersionQuestion & { told: ToldVersions },
): Promise<RuntimeBinaries['containerd']> {
  if (found === null) return null;
  const { path, stat } = found;
  const info = given(await partOf(readBuildInfo(host, path))) ?? null;
  const built = info === null ? null : question.built(info);
  const [version, fileVersion] = await Promise.all([
    built === null ? partOf(versionOf(host, path, stat, question)) : ({ ok: true, value: built } as const),
    partOf(host.files.version(path)),
  ]);
  return {
    path,
    modifiedAt: stat.modifiedAt.toISOString(),
    version,
    fileVersion,
    ...(info === null ? {} : { build: { go: info.go, module: info.module, revision: info.revision } }),
  };
}

async function versionOf(
  host: Host,
  path: string,
  stat: FileStat,
  question: VersionQuestion & { told: ToldVersions },
): Promise<string | null> {
  const known = question.told;
  const file = `${path} ${stat.size} ${stat.modifiedAt.getTime()}`;
  const before = known.get(file);
  if (before !== undefined) return before;
  const { exitCode, stdout, stderr } = await host.programs.run(path, [question.flag], { timeoutMs: versionTimeoutMs });
  if (exitCode !== 0) {
    const said = stderr.trim().split('\n')[0] ?? '';
    throw new LookError('failed', `${path} ${question.flag} ended with exit code ${exitCode}: ${said.slice(0, 200)}`);
  }
  const version = question.answer.exec(stdout)?.[1] ?? null;
  known.set(file, version);
  return version;
}
