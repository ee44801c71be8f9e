import { evidence } from '../fact.ts';
import { type Fix, inImage, onNode, shell } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { type Pod, placeOfContainer } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import type { ApplicationError } from '../shim/application.ts';
import { isBatch, isDocument, isScript, programFault, programWords } from '../shim/cmd.ts';
import { quote } from '../shim/go.ts';
import { mountedFile } from '../shim/mounts.ts';
import type { KnownImage } from '../shim/oci-process.ts';
import { belowRoot, driveOf, restBelow } from '../shim/paths.ts';
import { type CommandLine, ownerOf, type WorkingDirectory } from '../shim/process.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  eachContainer,
  expectEvent,
  fails,
  passes,
  type Stage,
  type Subject,
  startEvent,
  warns,
} from '../stage.ts';
import { tailText } from '../windows/error-text.ts';
import { type Located, type LookedFor, locate, type Search, unexpanded } from './executable/locate.ts';
import { commandIn, judgeOddities, judgeWords, scriptInPlace } from './executable/words.ts';

export const executable: Stage = {
  id: 'executable',
  title: 'Program and working directory',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/path.go',
  judge: (subject) => eachContainer(subject, judgeContainer),
};

function judgeContainer({ pod, mode, why, facts }: Subject, subject: ContainerSubject): Point[] {
  const { container, image, process, inside, name } = subject;
  if (mode === null || inside === null) {
    return [cannotTell(`the place of the container's files is not known: ${why('runtime-binaries')}`)];
  }
  const { commandLine, root, workingDirectory: directory } = inside;
  const at = { mode: mode.mode, root, container, image, pod };
  const start = directory === null ? [] : judgeDirectory({ ...at, directory });
  if (commandLine === null && process.args !== null) return [judgeNothing(pod, container)];
  if (commandLine === null) {
    const text = 'the manifest has no command: the ENTRYPOINT of the image decides, which was not examined';
    return [cannotTell(text), ...start];
  }
  const search: Search = { ...at, commandLine, directory, process };
  const seen = [evidence('program', writtenIn(commandLine)), evidence('command line', commandLine.becomes)];
  const located = locate(search);
  return [
    judge(located, { search, name, seen }),
    ...judgeMake(located, search, { name, seen, processor: facts.os?.architecture }),
    ...judgeWords(search, located),
    ...start,
    ...judgeOddities(search),
  ];
}

/** What the program of an image that was read is made of, which starts nothing but is found. */
function judgeMake(
  located: Located,
  { image, root, mode }: Search,
  { name, seen, processor }: { name: string; seen: Point['evidence']; processor: string | undefined },
): Point[] {
  const rest = located.is === 'found' ? restBelow(located.apps[0] ?? '', root.path) : null;
  const made = rest === null ? null : (image?.programAt?.(rest) ?? null);
  if (made === null) return [];
  // Windows for ARM runs programs of the other processors.
  if (made.architecture === 'arm64' && processor !== undefined && processor !== 'arm64') {
    const text = `failed to start host process: failed to create process: ${tailText(216)}.`;
    return [
      fails('the program is made for arm64, and the node is not', {
        evidence: [...seen, evidence('program of the image', 'arm64')],
        // cmd.exe, which starts it there, says so in the log of the container.
        ...(mode === 'bind'
          ? { expect: null, fix: { steps: [inImage(`Build ${name}'s program for amd64.`)] } }
          : { expect: startEvent(name, text), cause: 'image-platform' }),
      }),
    ];
  }
  if (mode !== 'bind' || made.assemblies.length === 0) return [];
  return [
    warns('the program names side-by-side assemblies, which Windows does not find below C:\\hpc', {
      evidence: [...seen, evidence('assemblies', made.assemblies.join(', '))],
      cause: 'side-by-side',
    }),
  ];
}

/** Source: containerd pkg/cri/opts/spec_windows.go, getArgs. */
const judgeNothing = (pod: Pod, container: Container): Point =>
  fails('neither the manifest has a command nor the image an ENTRYPOINT or a CMD', {
    fix: { steps: [setField(pod, [...placeOfContainer(pod, container), 'command'], [`${inRoot}<program>`], fromRoot)] },
    expect: expectEvent(
      'Error: failed to generate container "<id>" spec: failed to generate spec: no command specified',
      '<id> is the id of the container.',
    ),
  });

function judge(
  located: Located,
  { search, name, seen }: { search: Search; name: string; seen: Point['evidence'] },
): Point {
  const { commandLine, mode } = search;
  const { certainty } = located;
  switch (located.is) {
    case 'found':
      return judgeFound(located, { search, name, seen });
    case 'open':
      return cannotTell(`${commandLine.program}: ${located.why}`, { certainty, evidence: seen });
    case 'missing':
      return fails(`${writtenIn(commandLine) || 'the program'} will not be found: ${located.why}`, {
        certainty,
        evidence: seen,
        expect: mode === 'bind' ? byCmd(located) : byShim(commandLine, located.error, name),
        cause: isCutByQuotes(located.error) ? 'command-quoting' : 'executable-path',
        fix: scriptInPlace(search) ?? nameProgram(search),
      });
  }
}

/** The program as its author wrote it: of one in quotation marks of its own the shim has only a part. */
const writtenIn = ({ word, program }: CommandLine): string => (programFault(word) === 'quotes' ? word : program);

/** What is left of a program in quotation marks of its own is the root of the drive. */
const isCutByQuotes = (error: ApplicationError | null) =>
  error !== null && 'text' in error && /^found directory .*:\\\\"$/.test(error.text);

/**
 * Windows starts a program by what is in its file, and a batch file through cmd; cmd hands other files to what opens them.
 * Source: learn.microsoft.com, CreateProcessAsUserW, lpApplicationName.
 */
function judgeFound(
  { where, certainty, provided, apps }: Located & { is: 'found' },
  { search, name, seen }: { search: Search; name: string; seen: Point['evidence'] },
): Point {
  const { mode, commandLine } = search;
  const { program } = commandLine;
  const [app = ''] = apps;
  const file = fileKind(search, app);
  const found = (...more: string[]) =>
    passes(`${program} is looked for ${where}`, { certainty, evidence: seen, provided: [...provided, ...more] });
  if (file === 'program' || app === '' || isBatch(app)) return found();
  const isRead = file === 'other';
  const none = `${program} is no program: `;
  if (mode === 'bind') {
    if (!isRead && !isScript(app)) return found();
    if (!isDocument(app)) return found(`this Windows starts such files: ${program} is no program`);
    const text = `${none}cmd hands it to what this Windows opens such files with`;
    return fails(text, { certainty: 'derived', evidence: seen, fix: nameStarter(search) });
  }
  if (!isRead && !isScript(app))
    return isOpen(app) ? found(`${program} is a program, whatever its extension`) : found();
  const text = `failed to start host process: failed to create process: ${tailText(193)}.`;
  return fails(`${none}Windows starts no such file by itself`, {
    certainty: isRead ? 'sourced' : 'derived',
    evidence: seen,
    expect: startEvent(
      name,
      text,
      isRead ? null : 'If the file is not there, the message says that the program was not found.',
    ),
    cause: 'image-platform',
    fix: nameStarter(search),
  });
}

/** Of a file of the image that was read. */
const fileKind = ({ image, root }: Search, app: string): ReturnType<KnownImage['fileAt']> => {
  const rest = restBelow(app, root.path);
  return rest === null ? null : (image?.fileAt(rest) ?? null);
};

/** Whether the extension tells neither that it is a program nor that it is none. */
const isOpen = (app: string) => /\.[^.\\]+$/.test(app) && !/\.(?:exe|com)$/i.test(app);

/** Names what starts the file. */
function nameStarter(search: Search): Fix {
  const { path, words } = commandIn(search);
  const { words: started, say } = programWords(search.commandLine.word, 'script');
  return { steps: [setField(search.pod, path, [...started, ...words.slice(1)], say)] };
}

/** Source: hcsshim internal/jobcontainers/{path,jobcontainer}.go. */
function byShim({ given }: CommandLine, error: ApplicationError | null, name: string): Expectation {
  const why = error === null || 'code' in error ? `${tailText(error?.code ?? 2)}.` : error.text;
  return startEvent(name, `failed to get application name from commandline ${quote(given)}: ${why}`);
}

/** cmd starts, and ends with exit code 1. */
function byCmd({ name, folder }: Pick<LookedFor, 'name' | 'folder'>): Expectation {
  const text =
    folder === 'missing'
      ? `${tailText(3)}.`
      : `'${name}' is not recognized as an internal or external command,\noperable program or batch file.`;
  return {
    where: 'container-log',
    text,
    note: 'The container starts and ends with exit code 1. The message comes from cmd, in the language of the system.',
  };
}

const inRoot = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';
const fromRoot = 'If the program is in the image, start it by its path in the image, below the root of the container.';

/** Names the program of this container so that it is found in every mode, with the other words of its command. */
function nameProgram(search: Search): Fix {
  const { commandLine, container, pod } = search;
  const { program } = commandLine;
  const {
    path,
    words: [, ...rest],
  } = commandIn(search);
  const fault = programFault(commandLine.word);
  if (fault !== null) {
    const { words, say } = programWords(commandLine.word, fault);
    return { steps: [setField(pod, path, [...words, ...rest], say)] };
  }
  const onDrive = /^[\\/](?![\\/])/.test(program) ? `C:${program}` : program;
  const right =
    mountedFile(program, container, pod.spec)?.everywhere ?? `${inRoot}${belowRoot(onDrive) || '<program>'}`;
  const onHost = /^[\w.-]+$/.test(program)
    ? [onNode('For a program of the host, see whether the node has it.', shell`Get-Command ${program}`)]
    : [];
  return { steps: [setField(pod, path, [right, ...rest], fromRoot), ...onHost] };
}

type ContainerStart = Omit<Search, 'commandLine' | 'process' | 'directory'> & { directory: WorkingDirectory };

/** Whether the working directory exists, and whether it is in the image, in a volume or on the node. */
function judgeDirectory(start: ContainerStart): Point[] {
  const { mode, root, directory, container, image } = start;
  const { path, provided } = directory;
  const left = unexpanded.exec(container.workingDir ?? '')?.[0];
  if (left !== undefined && path.includes(left)) return [judgeUnexpanded(left, start)];
  if (mode === 'bind' && !/^(?:[A-Za-z]:)?\\/.test(path)) {
    const text = `workingDir ${path} has no drive: it is relative to the directory of the shim`;
    return [warns(text, { certainty: 'unverified', fix: fixOf(start) })];
  }
  const { owner, rest, whenMissing } = ownerOf(path, { mode, root, mounts: container.volumeMounts });
  const summary = `the program starts in ${path}`;
  const holds = provided === null ? [] : [provided];
  if (whenMissing === null || mode === 'fallback') return [passes(summary, { provided: holds })];
  const otherwise = `if it does not exist, ${whenMissing}`;
  const found = owner === 'image' ? (image?.fileAt(rest) ?? null) : null;
  if (found === 'folder') return [passes(summary, { provided: holds })];
  if (found !== null && mode === 'volume') return [judgeMissing(`the image has no directory \\${rest}`, start)];
  if (owner === 'node') {
    const drive = driveOf(path);
    const other = drive === 'C:' ? [] : [`the node has a drive ${drive}`];
    return [passes(`${summary}, a directory of the node; ${otherwise}`, { provided: [...holds, ...other] })];
  }
  if (provided !== null) {
    const text = `containerd starts the program in ${path} by default; whether the image has that directory or a WORKDIR was not examined; ${otherwise}`;
    return [
      cannotTell(text, { certainty: 'derived', evidence: [evidence('working directory', path)], fix: fixOf(start) }),
    ];
  }
  return [passes(`${summary}; ${otherwise}`, { provided: [`the ${owner} has the directory \\${rest}`] })];
}

const fixOf = ({ pod, container }: ContainerStart): Fix => {
  const path = [...placeOfContainer(pod, container), 'workingDir'];
  const say = 'Start the program in the root of the container, which exists with every containerd.';
  return { steps: [setField(pod, path, '%CONTAINER_SANDBOX_MOUNT_POINT%\\', say)] };
};

/** A variable that nothing expands is part of the name of a directory, which does not exist. */
function judgeUnexpanded(left: string, start: ContainerStart): Point {
  const { mode } = start;
  const fix = fixOf(start);
  const summary = `nothing expands ${left} in workingDir`;
  if (mode === 'volume') return judgeMissing(summary, start);
  const where = mode === 'bind' ? 'somewhere on the node' : 'in the container';
  const certainty = mode === 'bind' ? 'unverified' : 'derived';
  return warns(`${summary}: the shim creates an empty directory of that name ${where}`, { certainty, fix });
}

/** The shim of containerd 1.6 creates no directory. */
const judgeMissing = (summary: string, start: ContainerStart): Point =>
  fails(summary, {
    certainty: 'derived',
    evidence: [evidence('working directory', start.directory.path)],
    expect: startEvent(
      start.container.name,
      `failed to start host process: failed to create process: ${tailText(267)}.`,
      'The message comes after the log-on; an error of the account comes first.',
    ),
    cause: 'working-directory',
    fix: fixOf(start),
  });
