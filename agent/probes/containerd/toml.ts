const keyPart = String.raw`(?:[\w-]+|"[^"\\]*"|'[^']*')`;
const key = String.raw`${keyPart}(?:\s*\.\s*${keyPart})*`;
const comment = String.raw`\s*(?:#.*)?$`;
const header = new RegExp(String.raw`^\s*\[\s*(${key})\s*\]${comment}`);
const pair = new RegExp(String.raw`^\s*(${key})\s*=\s*("(?:[^"\\]|\\.)*"|'[^']*')${comment}`);

/**
 * Strings of a TOML file by the path of their key: `address` under `[grpc]` is `grpc.address`; parts in quotes lose
 * them, so that `sandbox_image` under `[plugins."io.containerd.grpc.v1.cri"]` is
 * `plugins.io.containerd.grpc.v1.cri.sandbox_image`.
 *
 * This is no TOML parser. It takes keys whose value is one string on one line and passes over all else: numbers, lists,
 * inline tables, arrays of tables, strings of several lines. A file that TOML refuses is not noticed.
 */
export function readTomlStrings(text: string): ReadonlyMap<string, string> {
  const strings = new Map<string, string>();
  // null inside an array of tables, where a key has no single value.
  let section: string | null = '';
  for (const line of withoutLongStrings(text).split(/\r?\n/)) {
    const opened = header.exec(line)?.[1];
    if (opened !== undefined) section = `${pathOf(opened)}.`;
    else if (/^\s*\[\[/.test(line)) section = null;
    const [, name, quoted] = pair.exec(line) ?? [];
    const value = quoted === undefined ? null : stringOf(quoted);
    if (name !== undefined && value !== null && section !== null) strings.set(section + pathOf(name), value);
  }
  return strings;
}

/** Strings of several lines may hold lines that look like anything. */
const withoutLongStrings = (text: string) => text.replace(/""".*?"""|'''.*?'''/gs, '{}');

const pathOf = (name: string) =>
  (name.match(new RegExp(keyPart, 'g')) ?? []).map((part) => part.replace(/^["']|["']$/g, '')).join('.');

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** null: an escape that TOML does not know, as in "C:\Program Files". */
function stringOf(quoted: string): string | null {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return inner;
  let valid = true;
  const text = inner.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_, short, long, letter) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    const meant = letter === undefined ? codePoint(code) : escapes[letter];
    if (meant === undefined) valid = false;
    return meant ?? '';
  });
  return valid ? text : null;
}

const codePoint = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
