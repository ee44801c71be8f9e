import { evidence } from '../fact.ts';
import { shell } from '../fix/command.ts';
import { type Fix, onNode } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { type Pod, placeOfContainer } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import { startScript } from '../rules/command/start-script.ts';
import type { ApplicationError } from '../shim/application.ts';
import type { Certainty } from '../shim/certainty.ts';
import {
  interpreterOf,
  isDocument,
  programFault,
  programWords,
  type Spoiled,
  scriptAt,
  spoiledByCmd,
  startsCmd,
} from '../shim/cmd.ts';
import { quote } from '../shim/go.ts';
import { mountedFile } from '../shim/mounts.ts';
import { belowRoot, type Mode } from '../shim/paths.ts';
import type { CommandLine } from '../shim/process.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  expectEvent,
  fails,
  passes,
  type Stage,
  type Subject,
  startEvent,
  warns,
} from '../stage.ts';
import { tailText } from '../windows/error-text.ts';
import { judgeDirectory } from './executable/directory.ts';
import { type Located, locate, type Search } from './executable/locate.ts';

export const executable: Stage = {
  id: 'executable',
  title: 'Program and working directory',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/path.go',
  judge: (subject) =>
    subject.containers.flatMap((container) =>
      judgeContainer(subject, container).map((point) => ({ ...point, container: container.name })),
    ),
};

function judgeContainer({ pod, mode, why }: Subject, subject: ContainerSubject): Point[] {
  const { container, image, process, inside, name } = subject;
  if (mode === null || inside === null) {
    return [cannotTell(`the place of the container's files is not known: ${why('runtime-binaries')}`)];
  }
  const { commandLine, root, workingDirectory: directory } = inside;
  const start = directory === null ? [] : judgeDirectory({ mode: mode.mode, root, directory, container, image, pod });
  if (commandLine === null && process.args !== null) return [judgeNothing(pod, container)];
  if (commandLine === null) {
    const text = 'the manifest has no command: the ENTRYPOINT of the image decides, which was not examined';
    return [cannotTell(text), ...start];
  }
  const search: Search = {
    commandLine,
    root,
    mode: mode.mode,
    directory,
    container,
    process,
    image,
    pod,
  };
  const seen = [evidence('program', commandLine.program), evidence('command line', commandLine.becomes)];
  const odd = odditiesOf(search).map(({ certainty, text }) => warns(text, { certainty }));
  return [judge(locate(search), { search, name, seen }), ...judgeWords(search), ...start, ...odd];
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
      if (startsNothing(search)) return judgeScript(search, { name, seen });
      return passes(`${commandLine.program} is looked for ${located.where}`, {
        certainty,
        evidence: seen,
        provided: located.provided,
      });
    case 'open':
      return cannotTell(`${commandLine.program}: ${located.why}`, { certainty, evidence: seen });
    case 'missing':
      return fails(`${commandLine.program || 'the program'} will not be found: ${located.why}`, {
        certainty,
        evidence: seen,
        expect: mode === 'bind' ? byCmd(commandLine, located.folder) : byShim(commandLine, located.error, name),
        cause: isCutByQuotes(located.error) ? 'command-quoting' : 'executable-path',
        fix: nameProgram(search),
      });
  }
}

/** What is left of a program in quotation marks of its own is the root of the drive. */
const isCutByQuotes = (error: ApplicationError | null) =>
  error !== null && 'text' in error && /^found directory .*:\\\\"$/.test(error.text);

/** Whether the program is a script that this mode does not start. */
const startsNothing = ({ commandLine: { word }, mode }: Search) =>
  programFault(word) === 'script' && (mode !== 'bind' || isDocument(word));

/** A script in the place of the program. Source: learn.microsoft.com, CreateProcessAsUserW, lpApplicationName. */
function judgeScript(search: Search, { name, seen }: { name: string; seen: Point['evidence'] }): Point {
  const { program } = search.commandLine;
  const fix = nameProgram(search);
  if (search.mode === 'bind') {
    const text = `${program} is no program: cmd hands it to what this Windows opens such files with`;
    return fails(text, { certainty: 'derived', evidence: seen, fix });
  }
  const text = `failed to start host process: failed to create process: ${tailText(193)}.`;
  return fails(`${program} is no program: Windows starts no such file by itself`, {
    evidence: seen,
    expect: startEvent(name, text, 'If the file is not there, the message says that the program was not found.'),
    cause: 'image-platform',
    fix,
  });
}

/** Source: hcsshim internal/jobcontainers/{path,jobcontainer}.go. */
function byShim({ given }: CommandLine, error: ApplicationError | null, name: string): Expectation {
  const why = error === null || 'code' in error ? `${tailText(error?.code ?? 2)}.` : error.text;
  return startEvent(name, `failed to get application name from commandline ${quote(given)}: ${why}`);
}

/** cmd starts, and ends with exit code 1. */
function byCmd({ program }: CommandLine, folder: 'there' | 'missing'): Expectation {
  const text =
    folder === 'missing'
      ? `${tailText(3)}.`
      : `'${/^[^\\/:]+(?=\/)/.exec(program)?.[0] ?? program}' is not recognized as an internal or external command,\noperable program or batch file.`;
  return {
    where: 'container-log',
    text,
    note: 'The container starts and ends with exit code 1. The message comes from cmd, in the language of the system.',
  };
}

const inRoot = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';
const fromRoot =
  'For a program of the image, start it from the root of the container, with the folders that it has in the image.';

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

/** The list in the manifest that begins with the program, and what is in it; of one of the image, what a command has to repeat. */
function commandIn({ commandLine, container, process, pod }: Search): { path: Path; words: readonly string[] } {
  const { command, args } = container;
  const place = placeOfContainer(pod, container);
  if (command.length > 0) return { path: [...place, 'command'], words: command };
  if (!process.isOfImage) return { path: [...place, 'args'], words: args };
  const { words } = commandLine;
  return { path: [...place, 'command'], words: words.slice(0, words.length - args.length) };
}

/** What changes the words of the manifest before the program gets them. */
function judgeWords(search: Search): Point[] {
  const { mode, pod, commandLine } = search;
  const { words } = commandLine;
  const { path, words: named } = commandIn(search);
  const paths = [
    ...named.map((_, index) => [...path, index]),
    ...words.slice(named.length).map((_, index) => [...path.slice(0, -1), 'args', index]),
  ];
  const spoiled = mode === 'bind' || startsCmd(words) ? spoiledByCmd(words) : [];
  return [
    ...spoiled.map(({ kind, found }) =>
      kind === 'variable'
        ? warns(texts[kind](found), { certainty: 'derived' })
        : fails(texts[kind](found), { certainty: 'derived', fix: startScript(pod, paths) }),
    ),
    ...judgeFile(words, paths, search),
  ];
}

const texts: Readonly<Record<Spoiled['kind'], (found: string) => string>> = {
  character: (found) => `cmd, which starts the command, reads the ${found} itself`,
  variable: (found) => `cmd, which starts the command, expands ${found}`,
  lines: () => 'cmd reads only the first line of the command',
  quotes: (found) => `cmd removes the quotation marks around ${found}`,
};

/** PowerShell expands nothing in the name of a file, and looks for it on the node. */
function judgeFile(words: readonly string[], paths: readonly Path[], search: Search): Point[] {
  const { container, mode, pod, process } = search;
  const at = scriptAt(words);
  const [script, path] = [words[at], paths[at]];
  if (script === undefined || path === undefined) return [];
  // Words of the image are not in the manifest: a command in it repeats them.
  const { path: list, words: named } = commandIn(search);
  const put = (word: string) =>
    process.isOfImage && at < named.length
      ? setField(pod, list, named.with(at, word), say)
      : setField(pod, path, word, say);
  const say = 'Write the variable as the shim compares it.';
  const left = /\$\{?env:CONTAINER_SANDBOX_MOUNT_POINT\}?/i.exec(script)?.[0];
  if (left !== undefined && left !== '$env:CONTAINER_SANDBOX_MOUNT_POINT') {
    const given = [...container.command, ...container.args][at] ?? script;
    const fix = { steps: [put((process.isOfImage ? script : given).replace(left, '%CONTAINER_SANDBOX_MOUNT_POINT%'))] };
    return [fails(`nothing expands ${left} after -File`, { certainty: 'derived', fix })];
  }
  const mounted = mode === 'bind' ? null : mountedFile(script, container, pod.spec);
  if (mounted === null) return [];
  const text = `PowerShell will not find ${script}: without the bind filter the volume ${mounted.volume} is below the mount point`;
  const fix = { steps: [put(mounted.everywhere)] };
  return [fails(text, { certainty: 'derived', fix })];
}

/** What happens to a command line or to variables, and people do not expect. */
interface Oddity {
  certainty: Certainty;
  text: string;
}

/** Source: hcsshim internal/jobcontainers/{jobcontainer,env}.go. */
function odditiesOf({ commandLine, mode, container, image }: Search): Oddity[] {
  const { expanded, program, isQuoted } = commandLine;
  const rest = expanded.slice(program.length + (isQuoted ? 2 : 0));
  return [...ofPaths(rest, { mode, words: commandLine.words }), ...ofVariables(container, image)];
}

function ofPaths(rest: string, { mode, words }: { mode: Mode; words: readonly string[] }): Oddity[] {
  const odd: Oddity[] = [];
  const left = /\$\(CONTAINER_SANDBOX_MOUNT_POINT\)|\$CONTAINER_SANDBOX_MOUNT_POINT/.exec(rest)?.[0];
  const isShell = interpreterOf(words) === 'shell';
  if (left !== undefined && !isShell)
    odd.push({ certainty: 'sourced', text: `nothing expands ${left} in the arguments` });
  const literal = (
    mode === 'bind' ? /C:[\\/]C[\\/]|C:[\\/]hpc[\\/][0-9a-f]{64}/i : /C:[\\/](?:C|hpc)[\\/](?!<id>)/i
  ).exec(rest)?.[0];
  if (literal !== undefined)
    odd.push({
      certainty: 'derived',
      text: `the files of the container are not in ${literal}, which the arguments name, on this node`,
    });
  return odd;
}

function ofVariables({ env }: Search['container'], image: Search['image']): Oddity[] {
  const odd: Oddity[] = [];
  const empty = env.filter(({ value, valueFrom }) => value === '' || (value === undefined && valueFrom === undefined));
  if (empty.length > 0)
    odd.push({
      certainty: 'sourced',
      text: `the shim drops variables with an empty value: ${empty.map(({ name }) => name).join(', ')}`,
    });
  if (env.some(({ name }) => /^CONTAINER_SANDBOX_MOUNT_POINT$/i.test(name))) {
    odd.push({
      certainty: 'derived',
      text: 'the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; the value of the pod is lost',
    });
  }
  const ofPod = env.filter(({ name }) => isPath(name));
  const ofImage = (image?.config.Env ?? []).map((entry) => entry.split('=', 1)[0] ?? '').filter(isPath);
  const names = [...new Set([...ofImage, ...ofPod.map(({ name }) => name)])];
  const spelled = names.find((name) => name !== 'PATH');
  if (spelled !== undefined && (image === null || names.length > 1)) {
    const other =
      names.length === 1 ? 'if an image has both, they' : ofPod.length > 1 ? 'if the pod has both, they' : 'both';
    const text = `${spelled} is another spelling of PATH: ${other} reach the shim, and chance decides which is used`;
    odd.push({ certainty: 'sourced', text });
  }
  const path = ofPod[0]?.value ?? image?.config.Env?.find((entry) => isPath(entry.split('=', 1)[0] ?? ''));
  if (path !== undefined && !/system32/i.test(path)) {
    const text = `the PATH of the ${ofPod.length > 0 ? 'pod' : 'image'} replaces the PATH of the host, and does not contain System32`;
    odd.push({ certainty: 'sourced', text });
  }
  return odd;
}

const isPath = (name: string) => /^path$/i.test(name);
