import type { Pod } from '../../manifest/pod.ts';
import type { Container } from '../../manifest/spec.ts';
import { type Application, type ApplicationError, applicationOf, namesOf } from '../../shim/application.ts';
import type { Certainty } from '../../shim/certainty.ts';
import {
  commandOfLine,
  defaultExtensions,
  type ProgramFault,
  programFault,
  programWords,
  searchByCmd,
} from '../../shim/cmd.ts';
import { mountAt, mountedFile, mountPlaces } from '../../shim/mounts.ts';
import type { KnownImage, OciProcess } from '../../shim/oci-process.ts';
import { type Mode, type Root, restBelow, windowsPath, withoutEnd } from '../../shim/paths.ts';
import { type CommandLine, pathEntryOf, searchPathOf, type WorkingDirectory } from '../../shim/process.ts';
import type { Lookup } from '../../windows/search-path.ts';

/** The consequences of where a container's program is searched for. */
export type Located =
  /** `where` it is searched for, the conditions under which it exists, and the files that are started then, as far as known. */
  | { is: 'found'; certainty: Certainty; where: string; provided: readonly string[]; apps: readonly string[] }
  | ({ is: 'missing'; certainty: Certainty; why: string } & LookedFor)
  | { is: 'open'; certainty: Certainty; why: string };

/** `name` that is looked for; `error`: what the shim says; null: cmd does. `folder`: cmd prints another message without it. */
export interface LookedFor {
  name: string;
  error: ApplicationError | null;
  folder: 'there' | 'missing';
}

const missingFile = (certainty: Certainty, why: string, sought: LookedFor): Located => ({
  is: 'missing',
  certainty,
  why,
  ...sought,
});

export interface Search {
  commandLine: CommandLine;
  mode: Mode;
  root: Root;
  /** null: not known. */
  directory: WorkingDirectory | null;
  container: Container;
  /** null: its image was not read. */
  image: KnownImage | null;
  process: OciProcess;
  pod: Pod;
}

/** Spellings of the mount point that the shim leaves as they are; those that it replaces are already gone here. */
export const unexpanded =
  /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$\{?(?:env:)?CONTAINER_SANDBOX_MOUNT_POINT\}?|%CONTAINER_SANDBOX_MOUNT_POINT%/i;

/** Names for folders that the manifest does not tell. */
const nodeFolders = 'C:\\<PATH of the node>';
/** Below it are the directories of shims, with nothing that could be started. */
const stateFolder = 'C:\\ProgramData\\containerd\\state';
const shimDirectory = `${stateFolder}\\io.containerd.runtime.v2.task\\k8s.io\\<id>`;
/** The registry has the name of the variable so. System32 is first in it. */
const nodePath = `Path=C:\\Windows\\system32;${nodeFolders}`;

/** In bind mode cmd looks for the program, else the shim does. */
export function locate(search: Search): Located {
  const { commandLine, mode, directory } = search;
  if (commandLine.unknown.length > 0) {
    return open('sourced', `the value of ${commandLine.unknown.join(', ')} comes from the cluster`);
  }
  const workingDirectory = directory?.given ?? '<working directory>';
  return mode === 'bind'
    ? byCmd(search, directory?.path ?? workingDirectory)
    : judged(
        commandLine.program,
        search,
        applicationOf(commandLine.expanded, {
          workingDirectory,
          path: searchPathOf(search, nodePath, search.process.env),
          shimDirectory,
          lookup: lookupFor(search),
        }),
      );
}

/** The program of the first command in the line. */
function byCmd(search: Search, workingDirectory: string): Located {
  const { commandLine, process, root } = search;
  const fault = programFault(commandLine.word);
  if (fault === 'quotes' || fault === 'separator') return missing(commandLine.program, null, search);
  const isLine = fault === 'line';
  const variables = [...process.env, `CONTAINER_SANDBOX_MOUNT_POINT=${root.variable}`];
  const { name, isInternal } = commandOfLine(commandLine.expanded, { variables, isFile: () => !isLine });
  if (isInternal) {
    return { is: 'found', certainty: 'sourced', where: 'in cmd itself', provided: [], apps: [] };
  }
  const left = unexpanded.test(name) ? undefined : /%[^%]+%/.exec(name)?.[0];
  if (left !== undefined) return open('derived', `cmd expands ${left}, if the node has that variable`);
  const meant = isLine ? (programWords(commandLine.program, 'line').words[0] ?? '') : commandLine.program;
  const isCut = name !== '' && !meant.includes('%') && name.trim() !== meant.replaceAll(/["^]/g, '').trim();
  if (isCut) return missingFile('derived', `cmd takes ${name} for the program`, { error: null, folder: 'there', name });
  const ofPod = process.env.findLast((entry) => /^pathext=/i.test(entry))?.slice('PATHEXT='.length);
  return judged(
    name,
    search,
    searchByCmd(name, {
      workingDirectory,
      path: pathEntryOf(search, nodePath, process.env).replace(/^path=/i, ''),
      pathExtensions: ofPod ?? defaultExtensions,
      lookup: lookupFor(search),
    }),
  );
}

function judged(
  program: string,
  search: Search,
  { app, name: found, before, error }: Omit<Application, 'line'>,
): Located {
  const { directory, root } = search;
  if (app !== null) {
    if (restBelow(app, root.path) !== null) {
      const joined = found !== program ? ': the shim joins the words of the line' : '';
      const where = `as ${app}, which the image has${joined}`;
      return { is: 'found', certainty: 'sourced', where, provided: [], apps: [app] };
    }
    const name = /^[\w.-]+$/.test(program) ? `${program}, as every Windows does` : app;
    const provided = [`the node has ${name}`];
    return { is: 'found', certainty: 'sourced', where: 'in the PATH of services', provided, apps: [app] };
  }
  const name = program.replaceAll('/', '\\');
  if (name.startsWith('\\\\')) return open('derived', 'it is a path on the network, or of a device');
  if (before.length === 0) return missing(program, error, search);
  if (directory === null && !isAbsolute(name)) {
    return open('sourced', 'the working directory depends on the version of containerd, which is not known');
  }
  return among(before, { program, name, error }, search);
}

const open = (certainty: Certainty, why: string): Located => ({ is: 'open', certainty, why });

const isAbsolute = (path: string) => /^(?:[A-Za-z]:|\\)/.test(path);

/** Programs that every Windows has in System32, and PowerShell beside them. */
const ofSystem =
  /^(?:cmd|net|netsh|sc|reg|whoami|icacls|ipconfig|hostname|ping|tasklist|taskkill|wevtutil|certutil|where|curl|tar|timeout)(?:\.exe)?$/i;
const systemFolder = /^C:\\Windows\\System32\\([^\\]*)$/i;
const powershell = /\\powershell(?:\.exe)?$/i;

/** What is known of the files of the node, the image and the volumes, without a look at them. */
function lookupFor(search: Search): Lookup {
  const { mode, root, image } = search;
  const isWrong = mode !== 'bind' && programFault(search.commandLine.word) === 'line';
  return (path) => {
    const isFolder = path.endsWith('\\');
    if (/^[A-Za-z]:\\$/.test(path)) return 'folder';
    // What is left of a name that ends with a separator is the extension.
    if (isFolder || isWrong || /["*?|]|\\\.exe$/i.test(path) || unexpanded.test(path)) return 'absent';
    if (restBelow(path, stateFolder) !== null) return 'absent';
    const inNode = restBelow(path, nodeFolders);
    if (inNode !== null) return ofSystem.test(inNode) || powershell.test(path) ? 'file' : null;
    if (ofSystem.test(systemFolder.exec(path)?.[1] ?? '')) return 'file';
    if (/^C:\\Windows\\.*\\v1\.0\\/i.test(path) && powershell.test(path)) return 'file';
    const inRoot = restBelow(path, root.path);
    if (inRoot !== null) return inVolume(path, search) === null ? fileIn(image, inRoot) : null;
    return isOfAnother(path) || elsewhere(path, search) !== null ? 'absent' : null;
  };
}

function fileIn(image: KnownImage | null, path: string): ReturnType<Lookup> {
  const file = image?.fileAt(path) ?? null;
  return file === 'program' || file === 'other' ? 'file' : file;
}

/** Where other modes, or other containers, have their files. */
const isOfAnother = (path: string) => /^C:\\(?:C|hpc)\\/i.test(path);

/** The volume that a path without the bind filter is meant to be in, and where it is instead; null: none. */
function elsewhere(path: string, { mode, root, container, pod }: Search): string | null {
  const file = mode === 'bind' ? null : mountedFile(path, container, pod.spec);
  if (file === null) return null;
  const { volume, mountPath } = file;
  return `the volume ${volume} is at ${mountPlaces(mode, root, mountPath)} on this node, not at ${windowsPath(mountPath)}`;
}

const faults: Readonly<Record<Exclude<ProgramFault, 'script' | 'slash'>, string>> = {
  quotes: 'the quotation marks become part of its name',
  line: 'the shim looks for a program of that name: its arguments are in the same word',
  separator: 'a path that ends with a separator is no file',
  dot: 'a path that begins with a dot belongs to the directory of the shim, which has no programs',
};

/** What of a program's word is wrong in this mode: the shim takes slashes, and cmd a dot. */
function wrongIn(mode: Mode, fault: ProgramFault | null, program: string): keyof typeof faults | null {
  if (fault === 'script' || fault === null) return null;
  if (fault === 'slash') return program.startsWith('.') ? 'dot' : null;
  return mode === 'bind' && fault === 'dot' ? null : fault;
}

/** Why none of the files is there. */
function missing(program: string, error: ApplicationError | null, search: Search): Located {
  const { mode, root, commandLine } = search;
  const fault = programFault(commandLine.word);
  const left = unexpanded.exec(program)?.[0];
  const path = windowsPath(program);
  const because = (certainty: Certainty, why: string, folder: 'there' | 'missing' = 'missing') =>
    missingFile(certainty, why, { name: program, error, folder });
  const wrong = wrongIn(mode, fault, program);
  // Of a word in quotation marks a part is left, which nobody wrote.
  if (wrong === 'quotes')
    return missingFile('sourced', faults.quotes, { name: commandLine.word, error, folder: 'missing' });
  if (wrong !== null) return because('sourced', faults[wrong]);
  if (program === '') return because('sourced', 'the command is empty', 'there');
  if (left !== undefined) {
    const only =
      '%CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT are expanded, only in this spelling';
    return because('sourced', `nothing expands ${left}; only ${only}`);
  }
  if (isOfAnother(path)) {
    const fresh = mode === 'bind' ? '' : ', with an id that is new each time';
    return because('derived', `the files of the container are below ${root.path} on this node${fresh}`);
  }
  return because('derived', elsewhere(path, search) ?? 'no folder that is searched can have a file of that name');
}

/** Folders of every Windows; what else is on C: is not known. */
const ofWindows = /^C:\\(?:Windows|Program Files(?: \(x86\))?|ProgramData)\\/i;

/** The conditions for files that may be there; the first that is there is started. */
function among(
  before: Application['before'],
  { program, name, error }: { program: string; name: string; error: ApplicationError | null },
  search: Search,
): Located {
  const { root, directory, mode } = search;
  const isSearched = !isAbsolute(name);
  // Later files of an unquoted line belong to longer names: its words joined, which people mean only with an extension.
  const hasOwn = before.some((file) => file.name === program);
  const meant = before.filter((file) => !hasOwn || file.name === program || ofProgram.test(file.name));
  const wanted = meant.map(({ app }) => app);
  const volumes = wanted.flatMap((file) => inVolume(file, search) ?? []);
  const inImage = wanted.flatMap((file) => (inVolume(file, search) === null ? (restBelow(file, root.path) ?? []) : []));
  // A default directory that few images have is no place for a program.
  const isDefault = directory !== null && directory.provided !== null && directory.path !== root.path;
  const fromDefault = isDefault ? (restBelow(directory.path, root.path) ?? null) : null;
  const likely = inImage.filter((rest) => !isSearched || fromDefault === null || restBelow(rest, fromDefault) === null);
  const onNode = isSearched ? [] : wanted.filter((file) => restBelow(file, root.path) === null && ofWindows.test(file));
  const inPath = wanted.some((file) => restBelow(file, nodeFolders) !== null);
  const image =
    likely.length === 0 ? [] : [`the image has ${[...new Set(likely)].map((rest) => `\\${rest}`).join(' or ')}`];
  const conditions = [...volumes, ...image, ...onNode.map((file) => `the node has ${file}`)];
  const folders = [...new Set([directory?.path ?? '', ...(mode === 'volume' ? [] : [root.path])])];
  const place = isSearched
    ? `from ${folders.join(' and ')}`
    : `in ${withoutEnd((wanted[0] ?? '').replace(/[^\\]*$/, ''))}`;
  const where = `${triedFor(program, meant, search)}${place}`;
  if (conditions.length === 0) {
    if (!isSearched)
      return open('sourced', `it is looked for ${where}, not in the image; whether it is there was not examined`);
    const unless = search.image === null ? ' unless it sets a WORKDIR' : inPath ? ', and in the PATH of the node' : '';
    const why = `it is looked for ${where}, where the image has nothing${unless}`;
    return inPath || directory?.provided === null
      ? open('derived', why)
      : missingFile('derived', why, { name, error, folder: 'missing' });
  }
  const provided = [`${conditions.join(', or ')}${inPath ? ', or the node has it in its PATH' : ''}`];
  const certainty = /^\\/.test(name) || isSearched ? 'derived' : 'sourced';
  return { is: 'found', certainty, where, provided, apps: wanted };
}

const ofProgram = /\.(?:exe|com|bat|cmd)$/i;

/** Windows drops dots and blanks at the end of a name. */
const opened = (name: string) => name.replace(/(?<=[^. ])[. ]+$/, '');

/** The names that are tried for a program, where they are not the one that the command has. */
function triedFor(program: string, files: Application['before'], { mode, commandLine }: Search): string {
  const folder = program.search(/[^\\/]*$/);
  const own = program.slice(folder);
  if (mode === 'bind') {
    const { words, isQuoted } = commandLine;
    const isCut = !isQuoted && !ofProgram.test(own) && ofProgram.test(words[1] ?? '');
    const rest = isCut ? `without ${words[1]}, which comes after a blank, ` : '';
    return `${rest}${/\.[^.]+$/.test(own) ? '' : `as ${opened(own)}.exe or with another extension of PATHEXT, `}`;
  }
  const names = files.flatMap((file) => namesOf(file.name)).map((name) => opened(name.slice(folder)));
  return names.every((name) => name === own) ? '' : `as ${[...new Set(names)].join(' or ')} `;
}

/** The condition for a file in a volume, by its mountPath or below the root of the container; null: it is in none. */
function inVolume(file: string, { mode, root, container }: Search): string | null {
  const found = mountAt(file, { mode, root, mounts: container.volumeMounts });
  if (found === null) return null;
  const { mount, rest } = found;
  return rest === '' ? `the volume ${mount.name} is that file` : `the volume ${mount.name} has \\${rest}`;
}
