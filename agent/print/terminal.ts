import { styleText } from 'node:util';
import { consoleIsUtf8 } from '../config/environment.ts';
import { UserError } from '../error.ts';
import { plainView, type View } from '../renderer.ts';

const narrowest = 60;

/** How text looks on standard output: colour as NO_COLOR, FORCE_COLOR and the terminal have it; 60 to 100 columns. */
export function viewOf(stdout: NodeJS.WriteStream, verbose: boolean): View {
  const colour = styleText('red', 'x', { stream: stdout }) !== 'x';
  if (!stdout.isTTY) return { ...plainView, colour, verbose };
  const width = Math.max(narrowest, Math.min(plainView.width, stdout.columns));
  return { colour, ascii: !consoleIsUtf8(), width, verbose };
}

/** Resolves when the text has left this process, so that an exit right after it loses nothing, on a pipe neither. */
export function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      // The reader has seen enough (`| head`): no error of ours, and the exit code stays the verdict's.
      if (error.code === 'EPIPE' || error.code === 'EOF') resolve();
      else reject(new UserError(`the answer must go to standard output, but writing there failed: ${error.message}`));
    };
    stream.once('error', onError);
    stream.write(text, (error) => {
      // The 'error' event comes after this callback and finds its listener still there.
      if (error) return onError(error);
      stream.off('error', onError);
      resolve();
    });
  });
}
