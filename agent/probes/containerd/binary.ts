import { QueryError } from '../../error.ts';
import { ifKnown } from '../../fact.ts';
import type { RuntimeBinaries } from '../../facts/runtime-binaries.ts';
import type { FileStat, Host } from '../../host.ts';
import { partOf } from '../../probe.ts';

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
async function buildInfoOf(
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

/** The build information that the Go linker writes into a program. */
interface BuildInfo {
  /** "go1.23.7". */
  go: string;
  /** The module that has the program: "github.com/Microsoft/hcsshim". Empty for a build without modules. */
  module: string;
  /** Its version; null for a build from a checkout, which is "(devel)". */
  version: string | null;
  /** The commit of the checkout; null when the build did not record it. */
  revision: string | null;
  /** What -ldflags "-X" set, by the name of the variable: "github.com/containerd/containerd/version.Version". */
  set: ReadonlyMap<string, string>;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
/** PE headers are in the first page. */
const headBytes = 4096;
/** The linker puts it at the start of the data section; a program with very many modules has a long list of them. */
const infoBytes = 2 ** 19;

/**
 * Reads the build information of a Go program without running it. null for other programs, and for those
 * built with Go before 1.18, which stores only pointers there.
 * Source: Go debug/buildinfo, buildinfo.go (go1.23.7): dataStart of peExe, and the inline form.
 */
export async function readBuildInfo(host: Host, path: string): Promise<BuildInfo | null> {
  const head = await host.files.read(path, { maxBytes: headBytes });
  const offset = head === null ? null : dataOffset(Buffer.from(head.bytes));
  if (offset === null) return null;
  const data = await host.files.read(path, { offset, maxBytes: infoBytes });
  return data === null ? null : buildInfoIn(Buffer.from(data.bytes));
}

/** IMAGE_SCN_CNT_INITIALIZED_DATA, _MEM_READ, _MEM_WRITE (winnt.h). */
const writableData = 0xc000_0040;

/** Where the first writable section of a PE program begins in its file; null when it is not one. */
function dataOffset(head: Buffer): number | null {
  if (head.length < 0x40 || head.toString('latin1', 0, 2) !== 'MZ') return null;
  const pe = head.readUInt32LE(0x3c);
  if (pe + 24 > head.length || head.toString('latin1', pe, pe + 4) !== 'PE\0\0') return null;
  const first = pe + 24 + head.readUInt16LE(pe + 20);
  for (let index = 0; index < head.readUInt16LE(pe + 6); index++) {
    const section = first + 40 * index;
    if (section + 40 > head.length) return null;
    if ((head.readUInt32LE(section + 36) & writableData) >>> 0 === writableData) return head.readUInt32LE(section + 20);
  }
  return null;
}

const inlineStrings = 0x2;
const headerBytes = 32;

/** From the bytes of a data section. */
export function buildInfoIn(data: Buffer): BuildInfo | null {
  let at = data.indexOf(magic);
  while (at >= 0 && at % 16 !== 0) at = data.indexOf(magic, at + 1);
  if (at < 0 || at + headerBytes > data.length || ((data[at + 15] ?? 0) & inlineStrings) === 0) return null;
  const go = textAt(data, at + headerBytes);
  const modules = go === null ? null : textAt(data, go.end);
  if (go === null || modules === null) return null;
  return { go: go.text, ...readModules(withoutSentinels(modules.text)) };
}

/** A text after its length in bytes, a varint (encoding/binary, Uvarint). */
function textAt(data: Buffer, at: number): { text: string; end: number } | null {
  let [length, shift, next] = [0, 1, at];
  for (;;) {
    const byte = data[next++];
    if (byte === undefined || shift > 2 ** 28) return null;
    length += (byte & 0x7f) * shift;
    if (byte < 0x80) break;
    shift *= 0x80;
  }
  return next + length > data.length
    ? null
    : { text: data.toString('latin1', next, next + length), end: next + length };
}

/** The list of modules is between two marks of 16 bytes. */
const withoutSentinels = (text: string) => (text.length >= 33 && text.at(-17) === '\n' ? text.slice(16, -16) : '');

/** Lines of fields between tabs: path, mod, dep, build (Go runtime/debug, mod.go). */
function readModules(text: string): Omit<BuildInfo, 'go'> {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const mod = lines.find(([kind]) => kind === 'mod');
  const settings = new Map(
    lines.flatMap(([kind, setting = '']): [string, string][] => {
      const equals = setting.indexOf('=');
      return kind === 'build' && equals > 0 ? [[setting.slice(0, equals), setting.slice(equals + 1)]] : [];
    }),
  );
  const version = mod?.[2] ?? '';
  return {
    module: mod?.[1] ?? '',
    version: version === '' || version === '(devel)' ? null : version,
    revision: settings.get('vcs.revision') ?? null,
    set: variablesIn(settings.get('-ldflags') ?? ''),
  };
}

const variablesIn = (flags: string): ReadonlyMap<string, string> =>
  new Map(
    [...flags.matchAll(/-X[ =]["'\\]*([\w./-]+)=([^\s"'\\]*)/g)].map(([, name = '', value = '']) => [name, value]),
  );

/**
 * The version of a running kubelet or kube-proxy, from its build information; no program is started. null: it does not
 * run, or its file is unknown.
 */
export async function readComponent(
  host: Host,
  process: { pid: number } | undefined,
  known: KnownPrograms,
): Promise<NonNullable<RuntimeBinaries['kubelet']> | null> {
  const path = process && ifKnown(await partOf(host.processes.image(process.pid)));
  return path ? { path, version: await partOf(versionOf(host, path, known)) } : null;
}

async function versionOf(host: Host, path: string, known: KnownPrograms): Promise<string | null> {
  const stat = await host.files.stat(path);
  const info = stat && (await buildInfoOf(host, { path, stat }, known));
  return info && builtVersion(info);
}

/** The version of a program by its resource or, of a Go program, by what its build recorded; null: it says none. */
export async function programVersion(host: Host, path: string): Promise<string | null> {
  const found = await host.files.version(path);
  if (found !== null) return found;
  const info = await readBuildInfo(host, path);
  return info && (builtVersion(info) ?? info.revision);
}

/**
 * Kubernetes sets its version with the linker (hack/lib/version.sh, kube::version::ldflags). A build with -trimpath does not
 * record that; then it is the version of the module, which Go takes from the tag of the checkout from 1.24 on.
 */
const builtVersion = ({ set, version }: BuildInfo): string | null =>
  [...set].find(([name]) => /k8s\.io\/component-base\/version\.gitVersion$/.test(name))?.[1] || version;
