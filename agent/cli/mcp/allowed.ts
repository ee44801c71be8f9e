import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { UserError, unreadable } from '../../error.ts';

/**
 * The real path of a file that a client names.
 * @param allowed the files and folders of --allow
 * @throws UserError if it is not one of them, or below one, or does not exist
 */
export async function allowedPath(path: string, allowed: readonly string[]): Promise<string> {
  const refused = `${path} must be below a path of --allow, ${allowed.length === 0 ? 'and none was given' : `which is ${allowed.join(', ')}`}; send the text itself, or start hostprobe mcp with --allow <folder>`;
  if (allowed.length === 0 || path === '-') throw new UserError(refused);
  // Whether a path outside exists is not told.
  const [real, ...folders] = await Promise.all([realOf(path), ...allowed.map(realOf)]);
  const isBelow = (folder: string | Error) => {
    if (typeof folder !== 'string' || typeof real !== 'string') return false;
    const rest = relative(folder, real);
    return !/^\.\.(?:[\\/]|$)/.test(rest) && !isAbsolute(rest);
  };
  if (folders.some(isBelow) && typeof real === 'string') return real;
  const broken = folders.find((folder) => folder instanceof Error);
  throw new UserError(broken instanceof Error ? `--allow must name what exists: ${broken.message}` : refused);
}

const realOf = (path: string): Promise<string | Error> =>
  realpath(path).catch(
    (error: NodeJS.ErrnoException) => new Error(unreadable(path, { code: error.code ?? '', message: error.message })),
  );
