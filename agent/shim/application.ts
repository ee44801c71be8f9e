import { type Lookup, searchedNames, searchedPaths } from '../windows/search-path.ts';
import { quote } from './go.ts';

/**
 * The program of a command line, as the shim finds it. Source: hcsshim internal/jobcontainers/path.go and jobcontainer.go;
 * the same at v0.9.12, v0.11.7 and v0.15.0-rc.3, but for a blank at the end of a joined line.
 */
export interface Application {
  /** The program that is started; null: none is found. */
  app: string | null;
  /** The name by which it was found: the first word of the line, or several that are joined. */
  name: string;
  /** The command line that it gets. */
  line: string;
  /** Files that come before it, and that nobody looked for: each would be started instead, by its own name. */
  before: readonly { app: string; name: string }[];
  /** What the shim says if there is none of them; null: there is a program in any case. */
  error: ApplicationError | null;
}

/** The end of the shim's message: its own text, or the number of the Windows error that it shows. */
export type ApplicationError = { text: string } | { code: number };

interface Search {
  /** Separated by semicolons, with the value of PATH. */
  workingDirectory: string;
  path: string;
  /** The current directory of the shim, in which it looks for what begins with a dot. */
  shimDirectory: string;
  lookup: Lookup;
}

/** getApplicationName. */
export function applicationOf(commandLine: string, search: Search): Application {
  const before: { app: string; name: string }[] = [];
  const searchPath = `${search.workingDirectory};${search.path === '' ? '' : `${search.path};`}${systemPaths}`;
  const fails = (error: ApplicationError): Application => ({ app: null, name: '', line: commandLine, before, error });
  const look = (name: string) => {
    const found = searchForExe(name, searchPath, search);
    before.push(...found.before.map((app) => ({ app, name })));
    return found;
  };
  if (commandLine.startsWith('"')) {
    const end = commandLine.indexOf('"', 1);
    if (end === -1) return fails({ text: 'no ending quotation mark found in command' });
    const name = commandLine.slice(1, end);
    const { app, error } = look(name);
    return error === null ? { app, name, line: commandLine, before, error } : fails(error);
  }
  const words = splitArgs(commandLine);
  let name = '';
  for (const [index, word] of words.entries()) {
    name += word;
    const joined = `"${name}" ${words.slice(index + 1).join(' ')}`;
    const { app, error } = look(name);
    if (error === null) return { app, name, line: index === 0 ? commandLine : joined.trim(), before, error };
    name += ' ';
  }
  return fails({ text: `failed to find executable ${quote(commandLine)}` });
}

/** splitArgs: what is between blanks or in quotation marks. */
const splitArgs = (commandLine: string): string[] => commandLine.match(/[^\t\n\f\r "]+|"[^"]*"/g) ?? [];

/** The names of files that the shim tries for a name. */
export const namesOf = (name: string): string[] => searchedNames(name, extension);

const extension = '.exe';

/** searchPathForExe: the first that exists; a folder ends the search. */
function searchForExe(
  name: string,
  folders: string,
  { lookup, shimDirectory }: Search,
): { app: string | null; before: string[]; error: ApplicationError | null } {
  const before: string[] = [];
  if (name === '') return { app: null, before, error: { code: 87 } };
  for (const app of searchedPaths({ name, folders, extension }, shimDirectory)) {
    const there = lookup(app);
    if (there === 'file') return { app, before, error: null };
    if (there === 'folder')
      return { app: null, before, error: { text: `found directory instead of executable ${quote(app)}` } };
    if (there === null) before.push(app);
  }
  return { app: null, before, error: { code: 2 } };
}

/** getSystemPaths. */
const systemPaths = 'C:\\Windows\\system32;C:\\Windows\\System;C:\\Windows';
