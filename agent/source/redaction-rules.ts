import type { SecretPattern } from '../redact/patterns/pattern.ts';
import { nameOfFile, readTextFile } from './saved-files.ts';

/**
 * The rules of --redact; none without it.
 * @throws UserError when the file cannot be read, or has a mistake
 */
export async function readRedactionRules(path: string | null): Promise<SecretPattern[]> {
  if (path === null) return [];
  const [text, { rulesInFile }] = await Promise.all([
    readTextFile(path, '--redact must name a rules file'),
    import('../redact/rules-file.ts'),
  ]);
  return rulesInFile({ file: nameOfFile(path), text });
}
