/** Functions of Go's library that the shim and containerd call, on Windows, by their names in Go 1.24. */

/**
 * A path with backslashes, without `.`, `..` and empty parts, and without a separator at the end. A relative path keeps a
 * leading `..`. Source: path/filepath, Clean.
 */
export function clean(path: string): string {
  const back = path.replaceAll('/', '\\');
  const root = /^(?:\\\\[^\\]+\\[^\\]+|[A-Za-z]:)?\\*/.exec(back)?.[0] ?? '';
  const isRooted = root.endsWith('\\') || root.startsWith('\\\\');
  const kept: string[] = [];
  for (const part of back.slice(root.length).split('\\')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  const rest = kept.join('\\') || (isRooted ? '' : '.');
  const needsSeparator = root.endsWith('\\') || (isRooted && rest !== '');
  return `${root.replace(/\\+$/, '')}${needsSeparator ? '\\' : ''}${rest}`;
}

/** A path below a directory, cleaned: also an absolute one. Source: path/filepath, Join. */
export const joinPath = (directory: string, path: string): string => clean(`${directory}\\${path}`);

/** A text as %q prints it. Source: strconv, Quote; of the spaces IsPrint has only U+0020. */
export const quote = (text: string): string =>
  `"${text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const short = escapes[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${hex(code, 2)}`;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  })}"`;

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');

/** One argument of a Windows command line. Source: golang.org/x/sys/windows, EscapeArg. */
export function escapeArgument(argument: string): string {
  if (argument === '') return '""';
  const escaped = argument.replaceAll(/(\\*)"/g, '$1$1\\"');
  return /[ \t]/.test(argument) ? `"${escaped.replace(/\\+$/, '$&$&')}"` : escaped;
}

/** Without any of these characters at either end. Source: strings, Trim. */
export function trimmed(text: string, characters: string): string {
  let [from, to] = [0, text.length];
  while (from < to && characters.includes(text.charAt(from))) from++;
  while (to > from && characters.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
