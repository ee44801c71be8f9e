import { readExitCode } from '../windows/exit-code.ts';

/**
 * What an exit code says where the container left no message; null: it says nothing by itself, or that the container was
 * stopped, which is no failure.
 */
export function exitText(code: unknown): string | null {
  const exit = typeof code === 'number' ? readExitCode(String(code)) : null;
  return exit === null || exit.kind === 'stopped' ? null : `Exit Code: ${code}`;
}
