import type { Files } from '../host.ts';

/** The limit for one file. Configurations, tokens and certificates are smaller; logs are read in parts. */
const maxFileBytes = 2 ** 18;
/** The limit for all files together. */
const maxKeptBytes = 2 ** 20;

/**
 * A Files that reads the content and version of a file again only if the file was replaced or changed. Keeps whole
 * files only, not parts.
 */
export function rememberFiles(files: Files): Files {
  const contents = new Map<string, Kept<Uint8Array>>();
  const versions = new Map<string, Kept<string | null>>();
  /**
   * The identity is taken before reading: if the file changes during the read, the next run reads it again. null:
   * unknown.
   */
  const identityOf = (path: string): Promise<string | null> =>
    files.stat(path).then(
      (stat) => stat?.identity ?? null,
      () => null,
    );

  return {
    stat: files.stat,
    list: files.list,
    readLink: files.readLink,
    mayCreateIn: files.mayCreateIn,
    finalPath: files.finalPath,
    mountedVolume: files.mountedVolume,
    security: files.security,
    async read(path, range) {
      if (range.offset !== undefined) return await files.read(path, range);
      const identity = await identityOf(path);
      const before = contents.get(path);
      if (before?.identity === identity && before.answer.length <= range.maxBytes) {
        return { bytes: before.answer, size: before.answer.length };
      }
      contents.delete(path);
      const file = await files.read(path, range);
      const whole = file !== null && file.bytes.length === file.size && file.size <= maxFileBytes;
      if (whole && identity !== null && bytesIn(contents) + file.size <= maxKeptBytes) {
        contents.set(path, { identity, answer: file.bytes });
      }
      return file;
    },
    async version(path) {
      const identity = await identityOf(path);
      const before = versions.get(path);
      if (before?.identity === identity) return before.answer;
      const version = await files.version(path);
      if (identity !== null) versions.set(path, { identity, answer: version });
      return version;
    },
  };
}

interface Kept<Answer> {
  identity: string;
  answer: Answer;
}

function bytesIn(contents: ReadonlyMap<string, Kept<Uint8Array>>): number {
  let bytes = 0;
  for (const { answer } of contents.values()) bytes += answer.length;
  return bytes;
}
