import { restBelow, withoutEnd } from '../../shim/paths.ts';
import { found, type Located, missing, open, type Search } from './located.ts';

/** Programs that every Windows has in the PATH of its services. */
const ofSystem =
  /^(?:cmd|powershell|net|netsh|sc|reg|whoami|icacls|ipconfig|hostname|ping|tasklist|taskkill|wevtutil|certutil|where|curl|tar|timeout)(?:\.exe)?$/i;

/** @param path a name, or a path that begins with one or with a dot */
export function locateRelative(path: string, search: Search): Located {
  const { mode, root, directory } = search;
  if (path === '') return { is: 'missing', certainty: 'derived', why: 'the command is empty', folder: 'there' };
  if (/^\.\.?\\/.test(path) && mode !== 'bind') {
    return open('unverified', 'a path that begins with a dot seems to be relative to the directory of the shim');
  }
  const isBare = !path.includes('\\');
  if (isBare && ofSystem.test(path))
    return found('sourced', 'in the PATH of services', `the node has ${path}, as every Windows does`);
  if (directory === null)
    return open('sourced', 'the working directory depends on the version of containerd, which is not known');
  // Since 0.10 the root is in PATH, which cmd does not use for a name with a folder.
  const usesPath = mode === 'fallback' || (mode === 'bind' && isBare);
  const isRoot = withoutEnd(directory.path).toLowerCase() === withoutEnd(root.path).toLowerCase();
  const folders = [directory.path, ...(usesPath && !isRoot ? [root.path] : [])];
  const inImage = folders
    .map((folder) => restBelow(`${withoutEnd(folder)}\\${path.replace(/^(?:\.\\)+/, '')}`, root.path))
    .findLast((rest) => rest !== null);
  const where = `from ${folders.join(' and ')}`;
  // A default working directory that no image has contains no program.
  const isDefault = directory.provided !== null && directory.path !== root.path && !usesPath;
  if (inImage !== undefined && inImage !== null && !isDefault) {
    const also = isBare ? ', or the node has it in its PATH' : '';
    return found('derived', where, `the image has \\${inImage}${also}`);
  }
  const why = `it is looked for ${where}, where the image has nothing unless it sets a WORKDIR`;
  if (isBare || directory.provided === null) return open('derived', why);
  return missing('derived', why);
}
