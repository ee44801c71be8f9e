/** Why an answer is missing. `denied` is never used for "not there", and "not there" is never an error. */
export type ErrorKind = 'denied' | 'timeout' | 'unsupported' | 'failed';

/** The machine was asked and could not be looked at. `code` is the operating system's own (a Win32 number, an errno name). */
export class LookError extends Error {
  readonly kind: ErrorKind;
  readonly code: string | null;

  constructor(kind: ErrorKind, message: string, code: string | null = null) {
    super(message);
    this.name = 'LookError';
    this.kind = kind;
    this.code = code;
  }
}

/** The user asked for something that cannot be done as asked: what must be what, what it got, and the way out. Exit code 64. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
  }
}
