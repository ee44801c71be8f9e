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

const ofWindows = new Set(
  `arp attrib auditpol bcdedit cacls certreq certutil chcp chkdsk chkntfs choice cipher clip cmd comp compact convert cscript
  curl defrag diskpart dism doskey driverquery expand fc find findstr fltmc format fsutil getmac gpresult gpupdate help hostname
  icacls ipconfig klist label logman makecab mode more mountvol nbtstat net netcfg netsh netstat nslookup openfiles pathping
  ping pktmon pnputil powercfg powershell print query recover reg regsvr32 replace robocopy route runas rundll32 sc schtasks
  secedit setx sfc shutdown sort subst systeminfo takeown tar taskkill tasklist timeout tracert tree typeperf vssadmin w32tm
  wevtutil where whoami wscript xcopy`.split(/\s+/),
);
/**
 * Whether every Windows Server has a program of this name in the folders of its PATH: where it is not found, PATH does not lead
 * to them. Sources: help of cmd.exe; learn.microsoft.com, "Windows commands". pwsh, and wmic of newer releases, are installed by somebody.
 */
export const isOfWindows = (program: string): boolean =>
  ofWindows.has(program.toLowerCase().replace(/\.(?:exe|com)$/, ''));

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
