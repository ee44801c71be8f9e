import { programFault } from '../../shim/cmd.ts';
import { windowsPath } from '../../shim/paths.ts';
import { locateAbsolute, locateRooted } from './absolute.ts';
import { type Located, missing, open, type Search } from './located.ts';
import { locateRelative } from './relative.ts';
import { unexpanded } from './unexpanded.ts';

/** cmd expands variables in any case. */
const byCmd = /%CONTAINER_SANDBOX_MOUNT_POINT%/i;

/** Source: hcsshim internal/jobcontainers/path.go (getApplicationName); in bind mode cmd looks for the program. */
export function locate(search: Search): Located {
  const { commandLine, mode, root } = search;
  if (commandLine.unknown.length > 0) {
    return open('sourced', `the value of ${commandLine.unknown.join(', ')} comes from the cluster`);
  }
  const { program } = commandLine;
  const fault = programFault(search.container.command[0] ?? '');
  if (fault === 'quotes') return missing('derived', 'the quotation marks become part of its name');
  if (fault === 'line' && mode !== 'bind') {
    return missing('sourced', 'the shim looks for a program of that name: its arguments are in the same word');
  }
  const expanded = mode === 'bind' ? program.replace(byCmd, () => root.variable) : program;
  const left = unexpanded.exec(expanded)?.[0];
  if (left !== undefined) {
    const only =
      '%CONTAINER_SANDBOX_MOUNT_POINT% and $env:CONTAINER_SANDBOX_MOUNT_POINT are expanded, only in this spelling';
    return missing('sourced', `nothing expands ${left}; only ${only}`);
  }
  const path = expanded.replaceAll('/', '\\');
  if (/^[A-Za-z]:\\/.test(path)) return locateAbsolute(windowsPath(path), search);
  if (path.startsWith('\\\\')) return open('derived', 'it is a path on the network, or of a device');
  if (path.startsWith('\\')) return locateRooted(path, search);
  return locateRelative(path, search);
}
