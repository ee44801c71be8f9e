import { existsSync, fstatSync, writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { consoleIsUtf8, forcesColour, widthGiven } from '../config/environment.ts';
import type { Choice } from '../config/values.ts';
import { UserError, unwritable } from '../error.ts';
import { plainView, type View } from '../renderer.ts';
import { defused } from './printable.ts';

const narrowest = 60;

/**
 * Whether standard output is a file or a pipe. hostprobe writes to these by number, because to make `process.stdout`
 * costs a seventh of the start of Node.
 */
function isFile(): boolean {
  try {
    const stdout = fstatSync(1);
    return stdout.isFile() || stdout.isFIFO() || stdout.isSocket();
  } catch {
    // It is closed: `process.stdout` reports how.
    return false;
  }
}

/**
 * How text looks on standard output: colour as --color, or else NO_COLOR, FORCE_COLOR and the terminal have it; 60 to 100
 * columns. Where there is no window, text is wrapped only as COLUMNS asks: who reads it has another one.
 */
export function viewOfOutput({ verbose, color }: { verbose: boolean; color: Choice<'color'> }): View {
  const elsewhere = {
    ...plainView,
    width: widthGiven() ?? Number.POSITIVE_INFINITY,
    colour: color === 'always',
    verbose,
  };
  if (!(color === 'auto' && forcesColour()) && isFile()) return elsewhere;
  const { stdout } = process;
  const colour = color === 'always' || (color === 'auto' && styleText('red', 'x', { stream: stdout }) !== 'x');
  if (!stdout.isTTY) return { ...elsewhere, colour };
  const width = Math.max(narrowest, Math.min(plainView.width, stdout.columns));
  return {
    colour,
    ascii: !consoleIsUtf8(),
    width,
    ...(stdout.columns > 0 ? { columns: stdout.columns } : {}),
    verbose,
  };
}

/** How lines of an error are wrapped: to the window; elsewhere they are lines of a log. */
export const ofErrors = () => ({
  width: process.stderr.isTTY ? Math.max(narrowest, Math.min(plainView.width, process.stderr.columns)) : Infinity,
  indent: 0,
  ascii: false,
});

/** Shows a line that changes, on a terminal; nothing elsewhere. */
export const changingLine = (stream: { isTTY?: boolean; write(text: string): unknown }) => (text: string) => {
  if (stream.isTTY) stream.write(`\r\u001b[K${defused(text)}`);
};

/** Resolves when the text has left this process, so that an exit right after it loses nothing, on a pipe neither. */
export const print = (text: string): Promise<void> => printBytes(Buffer.from(defused(text)));

/** The same for a text that somebody else reads again: to a file or a pipe it goes as it is. */
export const printExact = (text: string): Promise<void> => (isFile() ? printBytes(Buffer.from(text)) : print(text));

async function printBytes(bytes: Buffer): Promise<void> {
  const left = isFile() ? writeNow(bytes) : bytes;
  if (left.length > 0) await writeAll(process.stdout, left);
}

/** Writes what standard output takes at once, and returns the rest. */
function writeNow(bytes: Buffer): Buffer {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(1, bytes, at);
  } catch {
    // It is full, or its reader is gone: a stream waits, or reports what is wrong.
  }
  return bytes.subarray(at);
}

/** The same for any stream; a string is for people. */
export function writeAll(stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      // The reader has seen enough (`| head`): no error of ours, and the exit code stays the verdict's.
      if (error.code === 'EPIPE' || error.code === 'EOF') resolve();
      else reject(new UserError(unwritable('standard output', error)));
    };
    stream.once('error', onError);
    stream.write(typeof text === 'string' ? defused(text) : text, (error) => {
      // The 'error' event comes after this callback and finds its listener still there.
      if (error) return onError(error);
      stream.off('error', onError);
      resolve();
    });
  });
}

/** Of a path that is more than a name in the first folder. */
const folder = /^(.+)[\\/]/s;

/**
 * Redacts a text apart from paths that the user gave and whose folder is there: the name of a temporary folder may look like
 * a key, and without it nobody knows which file is meant.
 * @param argv of the program, with the paths
 */
export function exceptPaths(argv: readonly string[], text: string, redact: (text: string) => string): string {
  const isPath = (part: string) => existsSync(folder.exec(part)?.[1] ?? '');
  const paths = argv.flatMap((part) => part.split(/[=,]/)).filter(isPath);
  const longestFirst = paths.toSorted((one, other) => other.length - one.length);
  const standIn = (index: number) => `/path${index}/of/user`;
  const hidden = longestFirst.reduce((rest, path, index) => rest.replaceAll(path, () => standIn(index)), text);
  return longestFirst.reduce((rest, path, index) => rest.replaceAll(standIn(index), () => path), redact(hidden));
}
