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
 * A TOML file, or why it is not one. UTF-16, as Windows PowerShell's `>` and Out-File write it, is refused whatever its content.
 * containerd 1.x drops a byte order mark and takes any bytes where a text or a comment may be; 2.x neither.
 * Source: LoadBytes in go-toml v1 toml.go; go-toml v2 unstable/scanner.go and internal/characters/utf8.go.
 * @param isStrict as 2.x reads it
 */
export function readToml(
  bytes: Uint8Array,
  isStrict: boolean,
): { table: TomlTable; text: string } | { problem: TomlProblem } {
  const encoding = encodingOf(bytes);
  if (encoding !== 'utf-8')
    return { problem: { line: null, message: `is in ${encoding.toUpperCase()}, must be UTF-8` } };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const hasMark = text.startsWith('\ufeff');
  if (isStrict && hasMark) return { problem: { line: 1, message: 'begins with a byte order mark' } };
  if (isStrict && !Buffer.from(text).equals(bytes)) {
    const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
    return { problem: { line, message: 'contains bytes that are not UTF-8' } };
  }
  try {
    return { table: parse(hasMark ? text.slice(1) : text, { integersAsBigInt: true }), text };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The lines after the first quote the file.
    const [message = ''] = error.message.split('\n');
    return { problem: { line: error.line, message: message.replace(/^Invalid TOML document: /, '') } };
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

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
