import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { typed, UserError, unreadable } from '../error.ts';
import { mebibytes } from '../fact.ts';
import type { Input } from '../manifest.ts';
import { nameOfFile, readTextFile } from './saved-files.ts';

const maxBytes = 256 * 2 ** 20;
/** Of a text that is no manifest so much is looked at. */
const mostOfText = 64 * 1024;
/** How an error begins. */
const must = 'a manifest must be a file or a folder';

/**
 * Reads files, all .yaml, .yml and .json files in folders, and standard input for "-". It leaves out hidden files and
 * folders, node_modules, and links to folders.
 * @param facts --facts, which may read standard input too
 * @throws UserError when one cannot be read
 */
export async function readManifestFiles(operands: readonly string[], facts: string | null = null): Promise<Input[]> {
  if (operands.length === 0) throw new UserError('name manifests: files, folders, or - for standard input');
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new UserError('standard input can be read only once, but - is given more than once');
  }
  if (operands.includes('-') && facts?.split(',').includes('-')) {
    throw new UserError('--facts - and the manifest - cannot both read standard input; save one to a file');
  }
  const inputs: Input[] = [];
  for (const operand of operands) {
    if (/\s/.test(operand) && !existsSync(operand)) await refuseFailure(operand, 'this is an error text', operand);
    const files = operand === '-' ? [operand] : filesIn(operand);
    for (const file of files) {
      const text = await readTextFile(file, must);
      if (text.startsWith(zipMark)) throw new UserError(whyNoManifest(file));
      if (file === operand) await refuseFailure(text, `${nameOfFile(file)} is an error text or a log`, file);
      inputs.push({ file: nameOfFile(file), text });
    }
  }
  return inputs;
}

/** How a zip archive begins. */
const zipMark = 'PK\u0003\u0004';

const whyNoManifest = (file: string): string =>
  `${nameOfFile(file)} is a bundle or another zip archive, not a manifest; judge the node of a bundle: hostprobe report --facts ${typed(file)}; or a manifest for that node: hostprobe predict <manifest> --facts ${typed(file)}`;

/** @throws UserError for what `explain` reads: the words of a failure, which are no manifest. */
async function refuseFailure(text: string, what: string, operand: string): Promise<void> {
  if (/^(?:apiVersion|kind):|"(?:apiVersion|kind)"|\{\{/m.test(text)) return;
  const { readPlainText } = await import('../messages/plain-text.ts');
  if (readPlainText(text.slice(0, mostOfText), what, null).length === 0) return;
  throw new UserError(`${what}, not a manifest; type hostprobe explain ${typed(operand)}`);
}

function filesIn(operand: string): string[] {
  const is = statusOf(operand);
  if (is.isDirectory()) {
    const files = walk(operand);
    if (files.length > 0) return files;
    throw new UserError(`a folder of manifests must hold a .yaml, .yml or .json file, but ${operand} has none`);
  }
  if (is.size > maxBytes) {
    throw new UserError(`a manifest may be ${mebibytes(maxBytes)} at most, but ${operand} is larger; split it`);
  }
  return [operand];
}

function walk(folder: string): string[] {
  const entries = orRefuse(folder, () => readdirSync(folder, { withFileTypes: true }));
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) files.push(...walk(path));
    else if (/\.(?:ya?ml|json)$/i.test(entry.name) && statusOf(path).isFile()) files.push(path);
  }
  return files;
}

const statusOf = (path: string) => orRefuse(path, () => statSync(path));

function orRefuse<Answer>(path: string, read: () => Answer): Answer {
  try {
    return read();
  } catch (error) {
    // Of the file system.
    throw new UserError(`${must}, but ${unreadable(path, error as Error)}`);
  }
}
