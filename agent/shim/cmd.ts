import { programName } from '../windows/command-line.ts';
import { fullPath, type Lookup } from '../windows/search-path.ts';
import type { Application } from './application.ts';
import { escapeArgument } from './go.ts';

/** How cmd /c, which starts every command in bind mode, changes one of its words. */
export interface Spoiled {
  /**
   * `character`: cmd reads it itself; `variable`: it is expanded; `lines`: everything after it is lost; `quotes`: they
   * are removed.
   */
  kind: 'character' | 'variable' | 'lines' | 'quotes';
  /** The word, from 0. */
  index: number;
  found: string;
}

/** Which words of a command line name what is started: the program, and a script of PowerShell. */
export const startedFiles = (words: readonly string[]): number[] =>
  ['powershell', 'pwsh'].includes(programName(words[0] ?? '')) ? [0, scriptAt(words)] : [0];

/** Whether the words start cmd, which then reads its own arguments. */
export const startsCmd = (words: readonly string[]): boolean => programName(words[0] ?? '') === 'cmd';

/** Whether Windows starts a file through cmd: that is the only one that it does not start by its contents. */
export const isBatch = (program: string): boolean => ['bat', 'cmd'].includes(extensionOf(program));

/**
 * Source: hcsshim internal/jobcontainers/jobcontainer.go at v0.12.9 (cmd /c), learn.microsoft.com "cmd" (quotation
 * marks), containerd issue 9942 (lines).
 * @param words command and args, variables of the pod expanded
 */
export function spoiledByCmd(words: readonly string[]): Spoiled[] {
  const lines = linesIn(words);
  if (startsCmd(words)) return lines;
  let quoted = false;
  const characters = words.flatMap((word, index): Spoiled[] => {
    if (!/["%&|<>^,;=(@:]/.test(word)) return [];
    const text = word.replaceAll('%CONTAINER_SANDBOX_MOUNT_POINT%', 'C:\\hpc');
    const read = readByCmd(escapeArgument(text), quoted);
    quoted = read.quoted;
    const cut = index === 0 ? /^[(@:]|[,;=]/.exec(text)?.[0] : undefined;
    if (cut !== undefined && !/[ \t]/.test(text)) return [{ kind: 'character', index, found: cut }];
    if (read.found !== null) return [{ kind: 'character', index, found: read.found }];
    const variable = /%[^%\s]+%/.exec(text.replace(/%container_sandbox_mount_point%/gi, ''))?.[0];
    return variable === undefined ? [] : [{ kind: 'variable', index, found: variable }];
  });
  return [...characters, ...lines, ...quotesIn(words)];
}

/** A line end that is not the last: cmd reads one line. */
function linesIn(words: readonly string[]): Spoiled[] {
  const index = words.findIndex((word, at) => {
    const rest = at === words.length - 1 ? word.trimEnd() : word;
    return /[\r\n]/.test(rest);
  });
  return index === -1 ? [] : [{ kind: 'lines', index, found: 'line end' }];
}

/** The first character that cmd interprets, wherever it is in a line. To cmd every quotation mark opens or closes, escaped or not. */
function readByCmd(word: string, open: boolean): { found: string | null; quoted: boolean } {
  let quoted = open;
  let found: string | null = null;
  for (const character of word) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && '&|<>^'.includes(character)) found ??= character;
  }
  return { found, quoted };
}

/** A program in quotation marks keeps them only if there are no others, and none of &<>()@^| between them. */
function quotesIn([program = '', ...rest]: readonly string[]): Spoiled[] {
  if (!/[ \t]/.test(program) || program.includes('"')) return [];
  const isKept = !/[&<>()@^|]/.test(program) && rest.every((word) => word !== '' && !/[ \t"]/.test(word));
  return isKept ? [] : [{ kind: 'quotes', index: 0, found: program }];
}

/** Programs that expand variables in the words after them, in any case of letters. */
export function interpreterOf(words: readonly string[]): 'cmd' | 'powershell' | 'shell' | null {
  const name = programName(words[0] ?? '');
  if (name === 'cmd') return 'cmd';
  if (name === 'bash' || name === 'sh') return 'shell';
  if (name !== 'powershell' && name !== 'pwsh') return null;
  // What follows -File is taken letter by letter.
  return scriptAt(words) !== -1 ? null : 'powershell';
}

/** A spelling of the mount point that neither the shim expands nor the program that gets the text; null: it has none. */
export const bareMountPoint = (text: string, interpreter: ReturnType<typeof interpreterOf>): string | null =>
  // A script may set its own variable of that name.
  interpreter === 'shell' || /\$CONTAINER_SANDBOX_MOUNT_POINT\s*=/.test(text)
    ? null
    : (/\$\(?CONTAINER_SANDBOX_MOUNT_POINT\)?/.exec(text)?.[0] ?? null);

/** Which of the words names the script that PowerShell runs; -1: none does. */
export const scriptAt = (words: readonly string[]): number => {
  const flag = words.findIndex((word) => /^[-/]f(?:i(?:l(?:e)?)?)?$/i.test(word));
  return flag === -1 || flag + 1 === words.length ? -1 : flag + 1;
};

/**
 * What is wrong with the word that names a program: `line`: its arguments are in it; `quotes`: they become part of the name;
 * `separator` at its end, so that it is no file; `dot`: it belongs to the directory of the shim, but to cmd to that of the
 * container; `slash`: cmd takes what is before it for the program; `script`: Windows starts no such file.
 */
export type ProgramFault = 'line' | 'quotes' | 'separator' | 'dot' | 'slash' | 'script';

/**
 * null: nothing is wrong. A word with a blank is looked for as it is: `Program Files\\a.exe` is a file, `a.exe -v` and
 * `powershell a.ps1` are lines.
 */
export function programFault(program: string): ProgramFault | null {
  if (program.includes('"')) return 'quotes';
  if (isLine(program)) return 'line';
  if (/[^\\/][\\/]$/.test(program)) return 'separator';
  // On a drive cmd takes a slash for a separator too. Source: ocaml issue 13415, clink issue 903.
  if (/^[^\\/:%$\s]+\//.test(program)) return 'slash';
  if (/^\.\.?\\/.test(program)) return 'dot';
  return isScript(program) ? 'script' : null;
}

/** Whether the extension is a sign of a file that is no program, and of what starts it. Only the file itself decides. */
export const isScript = (program: string): boolean => Object.hasOwn(starters, extensionOf(program));

function isLine(program: string): boolean {
  const [first = '', ...rest] = program.trim().split(/\s+/);
  const hasArguments = rest.some((word) => /^[-/]|^[A-Za-z]:/.test(word));
  return rest.length > 0 && (lineStart.test(program) || hasArguments || interpreters.test(first));
}

/** A program with its extension, before arguments. */
const lineStart = /^\S.*?\.(?:exe|com|bat|cmd)(?=\s+\S)/i;

/** Programs whose arguments are seldom flags, and that no folder is named after. */
const interpreters = /^(?:cmd|powershell|pwsh|net|netsh|sc|reg|ping|curl|tar|python3?|node|java|dotnet|bash|sh)$/i;

const extensionOf = (program: string) => /\.(\w+)$/.exec(program)?.[1]?.toLowerCase() ?? '';

/** What starts a script, by its extension. PATHEXT, with some of them, is of cmd and not of the shim. */
const starters: Readonly<Record<string, readonly string[]>> = {
  ps1: ['powershell', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File'],
  py: ['python'],
  sh: ['bash'],
  js: ['node'],
  vbs: ['cscript', '//nologo'],
  jar: ['java', '-jar'],
  dll: ['dotnet'],
};

/** Whether cmd starts no such script either: it opens it as a document. */
export const isDocument = (program: string): boolean => extensionOf(program) === 'ps1';

/** The words that a faulty program was meant to be, and what to do in a sentence. */
export function programWords(program: string, fault: ProgramFault): { words: string[]; say: string } {
  const list = 'Make each argument an item of the list, without quotation marks of its own.';
  switch (fault) {
    case 'quotes':
      return { words: [program.replaceAll('"', '')], say: list };
    case 'separator':
      return { words: [program.replace(/[\\/]+$/, '')], say: 'Name the file.' };
    case 'slash':
    case 'dot': {
      if (!program.startsWith('.')) return { words: [program.replaceAll('/', '\\')], say: 'Write backslashes.' };
      const words = [program.replace(/^(?:\.\.?[\\/]+)+/, () => '%CONTAINER_SANDBOX_MOUNT_POINT%\\')];
      return { words, say: 'Name the program from the root of the container.' };
    }
    case 'script': {
      const words = [...(starters[extensionOf(program)] ?? ['<program>']), program];
      return { words, say: 'Name the program that starts the script.' };
    }
    case 'line': {
      const path = lineStart.exec(program)?.[0] ?? '';
      const rest = program.slice(path.length).match(/"[^"]*"|\S+/g) ?? [];
      return { words: [...(path === '' ? [] : [path]), ...rest], say: list };
    }
  }
}

interface CmdSearch {
  /** Separated by semicolons, as the values of PATH and PATHEXT. */
  workingDirectory: string;
  path: string;
  pathExtensions: string;
  lookup: Lookup;
}

/** PATHEXT of Windows; the shim sets one for itself only. Source: learn.microsoft.com, "start". */
export const defaultExtensions = '.com;.exe;.bat;.cmd;.vbs;.vbe;.js;.jse;.wsf;.wsh;.msc';

/**
 * Where cmd looks for a program: a name with a folder from the working directory, a bare one also in PATH, both with the
 * extensions of PATHEXT. Source: learn.microsoft.com, "cmd" and "path".
 */
export function searchByCmd(
  word: string,
  { workingDirectory, path, pathExtensions, lookup }: CmdSearch,
): Omit<Application, 'line'> {
  const name = word.replaceAll('/', '\\');
  const hasExtension = /\.[^\\.]+$/.test(name);
  const extensions = pathExtensions.split(';');
  const isBare = !/[\\:]/.test(name);
  const before: { app: string; name: string }[] = [];
  for (const folder of isBare ? [workingDirectory, ...path.split(';')] : [workingDirectory]) {
    const app = fullPath(isBare ? `${folder}\\${name}` : name, folder);
    const files = [...(hasExtension ? [app] : []), ...extensions.map((extension) => `${app}${extension}`)];
    const there = files.find((file) => lookup(file) === 'file');
    if (there !== undefined && name !== '') return { app: there, name: word, before, error: null };
    const likely = hasExtension ? app : `${app}.exe`;
    if (name !== '' && lookup(likely) === null) before.push({ app: likely, name: word });
  }
  return { app: null, name: word, before, error: { code: 2 } };
}

/**
 * The first command of a line, as `cmd /c` reads it. Source: learn.microsoft.com, "cmd" (quotation marks after /c, special
 * characters), "Command shell overview" (& | ^ and parentheses); ReactOS base/shell/cmd/parser.c (separators, @, labels).
 * @param variables of the pod, each `NAME=value`; others stay as they are
 * @param isFile whether a name in the only quotation marks of a line is that of a program: then they stay
 * @returns `name`: what cmd looks for, without quotation marks; "": nothing. A variable that the pod does not set stays in it;
 * `isInternal`: it is a command of cmd itself, for which no file is needed
 */
export function commandOfLine(
  line: string,
  { variables, isFile }: { variables: readonly string[]; isFile: (name: string) => boolean },
) {
  const [first = ''] = line.split(/[\r\n]/, 1);
  const text = expanded(withoutOuterQuotes(first, isFile), variables).replace(/^[\s,;=@]+/, '');
  // A label is no command, and its line is passed over.
  if (text.startsWith(':')) return { name: '', isInternal: false };
  const token = tokenOf(text);
  const internal = /^[a-z]+(?=[.\\:]*$|[/+[\]()])/i.exec(token)?.[0].toLowerCase() ?? '';
  if (internalCommands.has(internal)) return { name: internal, isInternal: true };
  // Of a name that begins with no drive a slash is where its options begin.
  const name = /^["/]/.test(text) || /^[A-Za-z]:/.test(token) ? token : (token.split('/', 1)[0] ?? '');
  return { name, isInternal: false };
}

/** What cmd removes from a line that begins with a quotation mark: that and the last one, but for a name of a program. */
function withoutOuterQuotes(line: string, isFile: (name: string) => boolean): string {
  if (!line.startsWith('"')) return line;
  const last = line.lastIndexOf('"');
  const between = line.slice(1, line.indexOf('"', 1));
  const isOnly = line.indexOf('"', 1) === last && !/[&<>()@^|]/.test(between) && /\s/.test(between);
  if (last === 0 || (isOnly && isFile(between))) return line;
  return line.slice(1, last) + line.slice(last + 1);
}

/** Names are compared in any case; `%NAME%` without a value stays. */
function expanded(line: string, variables: readonly string[]): string {
  const values = new Map(
    variables.map((entry) => entry.split(/=(.*)/s, 2)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
  return line.replaceAll(/%([^%\s]+)%/g, (found, name: string) => values.get(name.toLowerCase()) || found);
}

/** Up to a separator or an operator; ^ takes the meaning of the character after it, and quotation marks of all between them. */
function tokenOf(text: string): string {
  let token = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (quoted) token += character;
    else if (character === '^') token += text.charAt(++at);
    else if (/[\s,;=&|<>]/.test(character) || (character === '(' && token === '')) break;
    else token += character;
  }
  return token;
}

/** Source: learn.microsoft.com, "Windows commands": those that have no program. */
const internalCommands: ReadonlySet<string> = new Set(
  (
    'assoc break call cd chdir cls color copy date del dir dpath echo endlocal erase exit for ftype goto if keys md mkdir ' +
    'mklink move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start time title type ver verify vol'
  ).split(' '),
);
