/**
 * The first command of a line, as `cmd /c` reads it. Source: learn.microsoft.com, "cmd" (quotation marks after /c, special
 * characters), "Command shell overview" (& | ^ and parentheses); ReactOS base/shell/cmd/parser.c (separators, @, labels).
 */
interface CmdCommand {
  /** What cmd looks for, without quotation marks; "": nothing. A variable that the pod does not set stays in it. */
  name: string;
  /** It is a command of cmd itself, for which no file is needed. */
  isInternal: boolean;
}

/**
 * @param variables of the pod, each `NAME=value`; others stay as they are
 * @param isFile whether a name in the only quotation marks of a line is that of a program: then they stay
 */
export function commandOfLine(
  line: string,
  { variables, isFile }: { variables: readonly string[]; isFile: (name: string) => boolean },
): CmdCommand {
  const [first = ''] = line.split(/[\r\n]/, 1);
  const text = expanded(withoutOuterQuotes(first, isFile), variables).replace(/^[\s,;=@]+/, '');
  // A label is no command, and its line is passed over.
  if (text.startsWith(':')) return { name: '', isInternal: false };
  const token = tokenOf(text);
  const internal = /^[a-z]+(?=[.\\:]*$|[/+[\]()])/i.exec(token)?.[0].toLowerCase() ?? '';
  if (internalCommands.has(internal)) return { name: internal, isInternal: true };
  // Of a name that begins with no drive a slash is where its options begin.
  const name = /^["/]/.test(text) || /^[A-Za-z]:/.test(token) ? token : (token.split('/', 1)[0] ?? '');
  return { name, isInternal: false };
}

/** What cmd removes from a line that begins with a quotation mark: that and the last one, but for a name of a program. */
function withoutOuterQuotes(line: string, isFile: (name: string) => boolean): string {
  if (!line.startsWith('"')) return line;
  const last = line.lastIndexOf('"');
  const between = line.slice(1, line.indexOf('"', 1));
  const isOnly = line.indexOf('"', 1) === last && !/[&<>()@^|]/.test(between) && /\s/.test(between);
  if (last === 0 || (isOnly && isFile(between))) return line;
  return line.slice(1, last) + line.slice(last + 1);
}

/** Names are compared in any case; `%NAME%` without a value stays. */
function expanded(line: string, variables: readonly string[]): string {
  const values = new Map(
    variables.map((entry) => entry.split(/=(.*)/s, 2)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
  return line.replaceAll(/%([^%\s]+)%/g, (found, name: string) => values.get(name.toLowerCase()) || found);
}

/** Up to a separator or an operator; ^ takes the meaning of the character after it, and quotation marks of all between them. */
function tokenOf(text: string): string {
  let token = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (quoted) token += character;
    else if (character === '^') token += text.charAt(++at);
    else if (/[\s,;=&|<>]/.test(character) || (character === '(' && token === '')) break;
    else token += character;
  }
  return token;
}

/** Source: learn.microsoft.com, "Windows commands": those that have no program. */
const internalCommands: ReadonlySet<string> = new Set(
  (
    'assoc break call cd chdir cls color copy date del dir dpath echo endlocal erase exit for ftype goto if keys md mkdir ' +
    'mklink move path pause popd prompt pushd rd rem ren rename rmdir set setlocal shift start time title type ver verify vol'
  ).split(' '),
);
