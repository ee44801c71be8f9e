/** Why an answer is missing. `denied` is never used for "not there", and "not there" is never an error. */
export type ErrorKind = 'denied' | 'timeout' | 'unsupported' | 'failed';

/**
 * A query that the machine, or the API server, did not answer. `code` comes from the operating system (a Win32 number,
 * an errno name).
 */
export class QueryError extends Error {
  readonly kind: ErrorKind;
  readonly code: string | null;

  constructor(kind: ErrorKind, message: string, code: string | null = null) {
    super(message);
    this.name = 'QueryError';
    this.kind = kind;
    this.code = code;
  }
}

/** A mistake in how hostprobe is used. The message says what must be what, what it got, and the way out. Exit code 64. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
  }
}

/**
 * The command is right, but the node or the API server that it asks gave no answer, or none that can be used. Exit code 2, as
 * where something could not be judged: a script can distinguish a node that is down from a typing error.
 */
export class NoAnswerError extends UserError {}

/** The code of a QueryError of a connection that lost the end of what was sent: the same transport may bring it the next time. */
export const cutShort = 'cut-short';

/** The code of a QueryError of a connection that led to nothing: the next connection uses another transport. */
export const transportUnusable = 'transport-unusable';

/** What a file cannot be, whether it is read or written. */
const noFile = {
  ENOTDIR: 'a part of its path is a file, not a folder; check its path',
  EISDIR: 'it is a folder; name a file in it',
};

/** "x.log cannot be read: there is no such file; check its path", from an error of the file system or of gzip. */
export function unreadable(name: string, { code = '', message }: { code?: string; message: string }): string {
  const denied = 'access is denied; use an account that may read it';
  const reasons: Readonly<Record<string, string>> = {
    ...noFile,
    ENOENT: 'there is no such file; check its path',
    EACCES: denied,
    EPERM: denied,
    EBUSY: 'another program has locked it; copy it, and name the copy',
    Z_DATA_ERROR: `its gzip is damaged (${message}); copy it again`,
    Z_BUF_ERROR: 'its gzip ends too early; copy it again',
  };
  return `${name || '""'} cannot be read: ${reasons[code] ?? message}`;
}

/** "x.zip cannot be written: the disk is full; make room, or write elsewhere", of an error of the file system. */
export function unwritable(name: string, { code = '', message }: { code?: string; message: string }): string {
  const denied = 'access is denied; write to a folder where this account may write';
  const full = 'the disk is full; make room, or write elsewhere';
  const reasons: Readonly<Record<string, string>> = {
    ...noFile,
    ENOENT: 'its folder does not exist; create the folder, or name a file in another one',
    EACCES: denied,
    EPERM: denied,
    EROFS: 'its disk is read-only; write elsewhere',
    EBUSY: 'another program has locked it; name another file',
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: 'it is larger than a file may be here; write elsewhere',
  };
  return `${name || '""'} cannot be written: ${reasons[code] ?? message}`;
}

/** A word of a command as the user types it: double quotes hold a blank together in every shell. */
export const typed = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);
