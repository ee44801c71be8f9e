import type { Container } from '../manifest/spec.ts';
import { escapeArgument } from './go.ts';
import { compareVersions, type Version } from './version.ts';

/**
 * `config` in the JSON of an image: what a container gets where the pod says nothing; docker save writes null for an empty list.
 * Source: OCI image-spec config.md at v1.1.0; ArgsEscaped is of Docker.
 */
export interface ImageConfig {
  Entrypoint?: string[] | null | undefined;
  Cmd?: string[] | null | undefined;
  /** Each `NAME=value`. */
  Env?: string[] | null | undefined;
  WorkingDir?: string | null | undefined;
  User?: string | null | undefined;
  /** The first word is a whole command line, quoted already. */
  ArgsEscaped?: boolean | null | undefined;
}

/** What a program of the image is made of. */
export interface ImageProgram {
  /** By the machine of its PE header; null: it has none, or another one. */
  architecture: 'amd64' | 'arm64' | '386' | null;
  /** Side-by-side assemblies that its manifest names, without those that every Windows has. */
  assemblies: readonly string[];
}

/** What only the layers and the platform of an image tell. */
interface ImageMake {
  os: string;
  architecture: string;
  /** null: it says none, so that it fits each Windows. */
  osVersion: string | null;
  /** The registry files of the base layer, without which Windows does not unpack it; `unknown`: the layer is not in the archive. */
  hives: 'valid' | 'empty' | 'missing' | 'unknown';
  /** A program by its path from the root, such as `app\agent.exe`; null: it is not there, or was not read. */
  programAt(path: string): ImageProgram | null;
}

/** An image that somebody saved: an OCI layout, or what `docker save` writes. `names`: as it was named then: "registry.example/agent:1". */
export type SavedImage = KnownImage & ImageMake & { names: readonly string[] };

/** An image that was read, apart from any node. */
export interface KnownImage extends Partial<ImageMake> {
  config: ImageConfig;
  /**
   * What is at a path from the root of its file system, such as `app\agent.exe`: `other` is a file that is no program,
   * whatever its name; null: not known.
   */
  fileAt(path: string): 'program' | 'other' | 'folder' | 'absent' | null;
}

/** The process that containerd asks the shim to start. */
export type OciProcess = ReturnType<typeof ociProcessOf>;

/**
 * containerSpec, with WithProcessCommandLineOrArgsForWindows and getArgs. Source: containerd
 * pkg/cri/server/container_create_windows.go, pkg/cri/opts/spec_windows.go at v1.6.39, v1.7.28, v2.1.4.
 * @param user runAsUserName
 * @param image null: not known
 * @param containerd null: not known, as the newest
 */
export function ociProcessOf(
  container: Pick<Container, 'command' | 'args' | 'env' | 'workingDir'>,
  { user, image, containerd }: { user: string; image: ImageConfig | null; containerd: Version | null },
) {
  const values = valuesOf(container);
  const expand = (word: string) => expandReferences(word, values);
  const { command, args } = container;
  const { Entrypoint, Cmd, Env, WorkingDir, User, ArgsEscaped } = image ?? {};
  const entrypoint = command.length > 0 ? command.map(expand) : (Entrypoint ?? []);
  const isOfImage = command.length === 0 && (entrypoint.length > 0 || args.length === 0);
  const rest = command.length > 0 || args.length > 0 ? args.map(expand) : (Cmd ?? []);
  const words = [...entrypoint, ...rest];
  const isKnown = command.length > 0 || image !== null;
  const isLine = isOfImage && ArgsEscaped === true && knowsArgsEscaped(containerd);
  const [first = '', ...others] = words;
  const line = [isLine ? first : escapeArgument(first), ...others.map(escapeArgument)].join(' ');
  return {
    /** null: the image, which is not known, says it; empty: neither says it, and containerd refuses the container. */
    args: isKnown ? words : null,
    /** The command line that the shim makes of it; null: it has no args. */
    line: isKnown && words.length > 0 ? line : null,
    /** Whether the program is the image's. */
    isOfImage,
    /** The image has the whole line as it is, and its first word is no name of a file. */
    isLine,
    /** Each `NAME=value`, the image's first; of a variable of the pod whose value only the cluster knows, none. */
    env: [...(Env ?? []), ...[...values].flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))],
    /** "": neither the pod nor the image has one, and containerd has a default; undefined: the image, which is not known, says it. */
    workingDir: container.workingDir || (image === null ? undefined : (WorkingDir ?? '')),
    /** "": neither the pod nor the image, as far as it is known, names one. */
    user: user || User || '',
  };
}

/** Source: spec_windows.go has it at v1.6.21 and v1.7.0, and not at v1.6.20. */
const knowsArgsEscaped = (containerd: Version | null) =>
  containerd === null || compareVersions(containerd, { major: 1, minor: 6, patch: 21, suffix: '' }) >= 0;

/** null: comes from a field, a secret or a config map. */
export function valuesOf({ env }: Pick<Container, 'env'>): Map<string, string | null> {
  const values = new Map<string, string | null>();
  for (const { name, value, valueFrom } of env) {
    values.set(name, valueFrom === undefined ? expandReferences(value ?? '', values) : null);
  }
  return values;
}

/**
 * `$(NAME)` becomes the value, `$$` a dollar; a name that kubelet does not know stays as it is.
 * Source: k8s.io/kubernetes third_party/forked/golang/expansion.
 */
export const expandReferences = (text: string, values: ReadonlyMap<string, string | null>): string =>
  text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (found, name: string | undefined) =>
    found === '$$' ? '$' : (values.get(name ?? '') ?? found),
  );
