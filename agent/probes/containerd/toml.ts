import { parse, TomlError, type TomlTable } from 'smol-toml';
import { encodingOf } from '../../windows/encoding.ts';

export type { TomlTable };

/** What in a file containerd cannot read, and where. */
interface TomlProblem {
  /** From 1; null: the whole file. */
  line: number | null;
  message: string;
}

/**
 * A TOML file, or why it is not one. containerd reads UTF-8 only, so a file in UTF-16, as Windows PowerShell's `>` and
 * Out-File write it, is refused whatever its content.
 */
export function readToml(bytes: Uint8Array): { table: TomlTable } | { problem: TomlProblem } {
  const encoding = encodingOf(bytes);
  if (encoding !== 'utf-8')
    return { problem: { line: null, message: `is in ${encoding.toUpperCase()}, must be UTF-8` } };
  try {
    return { table: parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    if (error instanceof TomlError) {
      // The lines after the first quote the file.
      const [message = ''] = error.message.split('\n');
      return { problem: { line: error.line, message: message.replace(/^Invalid TOML document: /, '') } };
    }
    if (error instanceof TypeError) return { problem: { line: null, message: 'contains bytes that are not UTF-8' } };
    throw error;
  }
}

/** The text at the end of a path of keys; null: none. */
export function tomlText(table: TomlTable, ...path: readonly string[]): string | null {
  const found = valueAt(table, path);
  return typeof found === 'string' ? found : null;
}

/** The table at the end of a path of keys; null: none. */
export function tableAt(table: TomlTable, ...path: readonly string[]): TomlTable | null {
  const found = valueAt(table, path);
  return isTable(found) ? found : null;
}

const valueAt = (table: TomlTable, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isTable(value) ? value[key] : undefined), table);

/** The texts of a list; other values are left out. */
export function textsAt(table: TomlTable, key: string): string[] {
  const found = table[key];
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
