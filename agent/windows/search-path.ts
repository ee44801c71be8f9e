/** How Windows finds a file by its name: SearchPathW and GetFullPathNameW. */

/** What is at a path; null: not known. A path with a backslash at its end is no file. */
export type Lookup = (path: string) => 'file' | 'folder' | 'absent' | null;

/**
 * A path as Windows opens it: backslashes, no `.` and `..`, no dot at the end of a part, no dots and blanks at the end; a
 * backslash at the end stays.
 * Source: learn.microsoft.com, "File path formats on Windows systems", normalization.
 * @param directory the current directory of the process, with its drive
 */
export function fullPath(path: string, directory: string): string {
  const back = path.replaceAll('/', '\\');
  const whole = isRelative(back)
    ? `${directory}\\${back}`
    : back.startsWith('\\') && !back.startsWith('\\\\')
      ? `C:${back}`
      : back;
  const root = /^(?:\\\\[^\\]+\\[^\\]+|[A-Za-z]:|[^\\]*)/.exec(whole)?.[0] ?? '';
  const kept: string[] = [];
  for (const part of whole.slice(root.length).split('\\')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part.replace(/(?<!\.)\.$/, ''));
  }
  const last = kept.pop();
  if (last !== undefined && last.replace(/[. ]+$/, '') !== '') kept.push(last.replace(/[. ]+$/, ''));
  const isFolder = back.endsWith('\\') && kept.length > 0;
  return `${root}\\${kept.join('\\')}${isFolder ? '\\' : ''}`;
}

/**
 * Whether every Windows Server has a program of this name in the folders of its PATH.
 * Source: learn.microsoft.com, "Windows commands"; pwsh, and wmic of newer releases, are installed by somebody.
 */
export const isOfWindows = (program: string): boolean =>
  /^(?:arp|cacls|certutil|cmd|cscript|curl|diskpart|find|findstr|hostname|icacls|ipconfig|net|netsh|netstat|nslookup|ping|powershell|reg|regsvr32|robocopy|route|rundll32|sc|schtasks|setx|systeminfo|tar|taskkill|tasklist|tracert|where|whoami|xcopy)(?:\.exe)?$/i.test(
    program,
  );

/** Neither on a drive nor rooted. */
const isRelative = (path: string) => !/^(?:[A-Za-z]:|[\\/])/.test(path);

/** A name with a root, or that begins with `.\` or `..\`, is not searched for: it belongs to the current directory. */
const isOfOneFolder = (name: string) => !isRelative(name) || /^\.\.?[\\/]/.test(name);

/**
 * The names that SearchPathW tries for one, in their order: the extension is added where the name has no dot; a name that is
 * searched for is then not tried without. Source: learn.microsoft.com, SearchPathW; RtlDosSearchPath_Ustr in ReactOS.
 */
export function searchedNames(name: string, extension: string): string[] {
  if (!isOfOneFolder(name)) return [name.includes('.') ? name : `${name}${extension}`];
  return /\.[^\\/]*$/.test(name) ? [name] : [name, `${name}${extension}`];
}

/**
 * The paths that SearchPathW looks at for a name, in their order.
 * @param name not empty: that is error 87
 * @param folders separated by semicolons
 * @param directory the current directory of the process
 */
export function searchedPaths(
  { name, folders, extension }: { name: string; folders: string; extension: string },
  directory: string,
): string[] {
  const names = searchedNames(name, extension);
  if (isOfOneFolder(name)) return names.map((path) => fullPath(path, directory));
  return folders.split(';').flatMap((folder) => {
    const start = folder === '' || folder.endsWith('\\') ? folder : `${folder}\\`;
    return names.map((file) => fullPath(`${start}${file}`, directory));
  });
}
