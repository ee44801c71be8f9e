import { isConnection, type Says } from '../secret-names.ts';
import { anyWord, isAt, lineStartAt, matchAt, type Range, raw, regexp } from '../span.ts';
import { fieldEnd, isNothing, looksLikeKey, looksLikePassword, spaceEnd, valueAt } from '../value.ts';
import { isOfProgram, madeUp } from '../words/made-up.ts';
import { isSaid } from '../words/stand-ins.ts';

/** The name of a secret, with its place in the text. */
export interface Named extends Range {
  says: Says;
  name: string;
}

/** Longer than any name. */
export const maxName = 60;

/** Finds the value of a name in one way of writing; null: the text is not written in this way. */
export type Notation = (text: string, named: Named) => Range | readonly Range[] | null;

export const closeName = raw`(?:\\{0,15}["'”]{1,2}|&quot;)?(?::(?:protected|private))?(?:\[\d{0,3}\]|\])?`;

export const isFlag = (text: string, { start, name }: Named) =>
  name.startsWith('-') || (text.charAt(start - 1) === '/' && !/[\w.)\]]/.test(text.charAt(start - 2)));

/** One way to write a name and its value. */
export interface Joint {
  /** What stands before the name. Its group `rest` begins with the value, where that comes first. */
  before?: RegExp;
  /** What stands between the name and its value. The group `value` at its end is all of the value. */
  between?: RegExp;
  /** What ends a value without quotes. */
  ends?: RegExp | ((named: Named) => RegExp | undefined);
  /** What the name must say. */
  says?: readonly Says[];
  /** Whether the name may stand here. */
  where?(named: Named, text: string): boolean;
  /** Whether the text at this place is a value. */
  fits?(value: string, named: Named, text: string, range: Range): boolean;
}

/** The value of a name as this row reads it. */
export function read({ before, between, ends, says, where, fits }: Joint, text: string, named: Named): Range | null {
  if (says?.includes(named.says) === false) return null;
  const below = between === undefined ? undefined : matchAt(between, text, named.end);
  if (below === null) return null;
  const above = before === undefined ? undefined : matchAt(before, text, named.start);
  // Last, because it looks at the whole line.
  if (above === null || where?.(named, text) === false) return null;
  const rest = above?.groups?.rest?.length;
  const value = below?.groups?.value;
  const at = rest === undefined ? named.end + (below?.[0].length ?? 0) - (value?.length ?? 0) : named.start - rest;
  const end = at + (value?.trimEnd().length ?? 0);
  const found =
    value === undefined
      ? valueAt(text, at, typeof ends === 'function' ? ends(named) : ends)
      : isNothing(text, at)
        ? null
        : { start: at, end };
  return found === null || fits?.(text.slice(found.start, found.end), named, text, found) === false ? null : found;
}

/** The value by the first of these rows that matches. */
function byRows(...rows: readonly Joint[]): Notation & { rows: readonly Joint[] } {
  const first: Notation = (text, named) => {
    for (const row of rows) {
      const found = read(row, text, named);
      if (found !== null) return found;
    }
    return null;
  };
  return Object.assign(first, { rows });
}

const passwordOrSecret: readonly Says[] = ['password', 'secret'];
const before = (source: string, flags = 'iy') => new RegExp(`(?<=${source})`, flags);

const inField = before(raw`(?:name|key)["']?\s{0,20}[:=]\s{0,20}\\{0,15}["']?[\w./-]{0,60}`);
const quote = raw`\\{0,15}"`;
const otherFields = raw`(?:${quote}[\w.-]{1,40}${quote}\s*:\s*(?:${quote}[^"\\\n]{0,100}${quote}|[\w.-]{1,40})\s*,\s*){0,4}`;

/** `{"name": "name", "value": "value"}`, in Go and YAML too, in the reverse order, and as Format-List prints it. */
export const pair = byRows(
  {
    before: before(raw`^Name[ \t]{1,20}: [\w.-]{0,60}`, 'my'),
    between: /[ \t]*\r?\nValue[ \t]{1,20}: (?<value>[^\s\ufdd1][^\r\n\ufdd1]{0,1023}?)(?=[ \t]*(?:\r?\n|$))/y,
  },
  {
    before: inField,
    between: regexp.iy`\\{0,15}"?\s*,\s*${otherFields}\\{0,15}"?value\\{0,15}"?\s*:\s*`,
    ends: fieldEnd,
  },
  { before: inField, between: /["']?[ \t]*\r?\n[ \t]*value:[ \t]*/y, ends: fieldEnd },
  {
    before: before(
      raw`["']?value["']?\s{0,20}:\s{0,20}(?<rest>\2[^\s"',{}]{1,400}(["']?)\s{0,20},?\s{0,474}["']?(?:name|key)["']?\s{0,20}:\s{0,20}["']?[\w.-]{0,60})`,
    ),
    ends: fieldEnd,
  },
);

const attributes = (most: number) => raw`(?:\s+[\w:.-]+\s*=\s*["'][^"'<>\n]{0,200}["']){0,${most}}`;
const inData = raw`\s*<!\[CDATA\[(?<value>(?:(?!\s*\]\]>)[^\ufdd0]){1,8192})(?=\s*\]\]>)`;
const inElement = raw`\s*(?<value>[^<>\s][^<]{0,8191}?)(?=\s*(?:<\/|\]\]>))`;
const ofName = before(raw`(?:\b|_)(?:key|name|n)=["'][^"'<>\n]{0,60}`);

/** `key="name" value="value"`, `value="value" key="name"`, or `<Data Name="name">value</Data>`. */
export const attribute = byRows(
  { before: ofName, between: regexp.iy`["']${attributes(4)}[\s;]+value=(?=["'])` },
  ...[inData, inElement].map((inside) => ({
    before: ofName,
    between: regexp.iy`["']${attributes(3)}\s*>\s*(?:<value>)?${inside}`,
  })),
  { before: before(raw`\bvalue=(?<rest>\2[^"'<>\n]{1,400}(["'])\s{1,481}(?:key|name)=["'])`) },
);

const valueElement = raw`(?:<(?:\w+:)?(?:Value|Data|Text|Content|Clear\w{0,8}|String)\b[^<>]*>)?`;
/** `<name>value</name>`, also with other elements in between. */
export const element = byRows(
  ...[`[^<>"]{0,10}>\\s*${valueElement}`, `${attributes(8)}\\s*>`].flatMap((open) =>
    [inData, inElement].map((inside) => ({
      before: before(raw`<(?:[\w.-]{1,40}:)?`),
      between: new RegExp(open + inside, 'y'),
    })),
  ),
);

/** Options between a value and its name. Source: learn.microsoft.com, reg add and New-ItemProperty */
const options = raw`(?:\s+\/(?:f|t\s+\w+|s\s+\S|reg:\d\d)|\s+-(?:Force|(?:Property)?Type\s+\w+|(?:Literal)?Path\s+(?:"[^"\n]{1,200}"|[^\s"]{1,200}))){0,4}`;
/** A quote inside a word of a command line belongs to it. */
const dataEnd = /[\s"<>\ufdd0\ufdd1]|\\+["'nrt]|'(?=[\s,;)]|$)/g;
const setters = raw`(?:SetEnvironmentVariable|setenv|putenv|setProperty|define|SetValue|setSecret|set_secret|setItem)`;
const ofConfig = raw`(?:configure|config|secrets?|env|vars?|variables?)[ :](?:set|add|put)|git\s[^\n]{0,60}config`;
const naming = before(
  raw`(?:-{1,2}(?:Name|var|variable|key|setting|property|param|parameter|option)\s{1,9}|-Path\s{1,9}\S{1,200}\s{1,9})["']?`,
);
/** reg query prints text without quotes. The line end may be escaped. */
const printedText =
  /\s+REG_(?:EXPAND_|MULTI_)?SZ\s+["']?(?<value>(?:[^\s\\]|\\(?![rn])){1025,}|\S(?:[^\r\n\\]|\\(?![rn])){0,1023})/iy;

/** Registry tools, PowerShell and other settings: `-Name name -Value value`, `/v name /d value`, `setx NAME value`. */
export const setting = byRows(
  {
    before: before(
      raw`\b(?:setx(?:\.exe)?|set -[gU]?x|setenv|set-env|kv[ :](?:put|set)|${ofConfig})\s{1,3}(?:[/-]{1,2}[\w-]{1,20}\s{1,3}){0,3}["']?[\w./:@-]{0,60}`,
    ),
    between: /["']?[ \t]{1,3}(?![-/<|>&])/y,
    ends: spaceEnd,
  },
  {
    before: before(raw`\/v\s{1,9}"?`),
    between: regexp.iy`["']?${options}\s+\/d\s+`,
    ends: dataEnd,
  },
  // Source: learn.microsoft.com, reg add
  {
    before: before(
      raw`\s(?:\/d|-Value)\s{1,9}(?<rest>(?:"[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s"'][^\s"]{0,199})${options}\s{1,286}(?:\/v|-Name)\s{1,9}["']?)`,
    ),
    ends: dataEnd,
  },
  { between: printedText },
  { between: /\s+REG_BINARY\s+/iy },
  {
    before: naming,
    between: regexp.iy`["']?(?:${options}\s+-{1,2}[a-z]{0,10}Value\s+|\s*,\s*|\)\s*[:=]\s*)`,
  },
  { before: before(raw`${setters}\(\s?["'][\w.-]{0,20}`), between: /["']\s*,\s*/y },
);

const changing = raw`\b(?:set|setting|chang(?:e|ing)|assign(?:ing)?|overrid(?:e|ing)) (?:\w{1,20} ){1,4}["']`;
/** Behind a colon: Rust, Kotlin, Scala, Swift, TypeScript, Pascal, Python. */
const typeBehindColon = raw`:[ \t]?&?(?:'\w{1,10} )?[A-Za-z][\w.:]{0,30}(?:[[<][\w.:, |]{1,30}[\]>])?[?!]?(?:\s?\|\s?[\w.]{1,20}){0,3}`;
/** Without one: Go, SQL, Visual Basic. */
const typeBehindName = raw`[ \t]{1,4}(?:As[ \t]{1,3})?(?:string|\[\]byte|text|sysname|n?(?:var)?char)(?:\s?\(\w{1,5}\))?`;
const givenString = raw`[ \t]{0,3}=[ \t]{0,3}(?:(?:String::from|string|\[\]byte)\(|@)?(?=["'\x60])`;

/** A tuple, a keyword, a parameter of a package, a constant with its type. */
export const constant = byRows(
  { before: before(changing), between: /["'] to (?:the )?(?:value )?(?=["'])/y },
  // Source: learn.microsoft.com/sql/integration-services, dtexec, /Par and /Set
  {
    before: before(raw`(?:^|\s)\/(?:Par(?:ameter)?|Set)\s{1,3}[^\s;]{0,200}`),
    between: /(?:\]\.Value)?(?:\\?"){1,2};"?(?=\\?")/iy,
  },
  // Source: erlang.org, Configuration File
  { before: before(raw`\{\s{0,9}`), between: /,\s{0,9}(?:<<)?(?=")/y },
  // A keyword of Clojure.
  { before: before(raw`[{\s]:`), between: / {1,3}(?=")/y },
  { between: new RegExp(`(?:${typeBehindColon}|${typeBehindName})${givenString}`, 'iy') },
  { before: before(raw`#define\s{1,3}`), between: /[ \t]{1,20}(?=")/y },
);

const toArgument = new RegExp(
  `${closeName}(?:[ \\t]+(?!-)|\\s*,\\s*(?=\\\\{0,15}["'])|[ \\t]*\\r?\\n(?=[^\\s-]\\S*[ \\t]+-[a-zA-Z])|\\r?\\n[ \\t]*- (?!-)|\\r?\\n[ \\t]{4,}(?=[^\\s:=-]\\S*\\s*(?:\\n|$)))`,
  'y',
);
/** Not a parameter for a user name or a credential object. */
const isArgument = ({ name }: Named) => name.startsWith('-') && !/^-(?!-)\w*credential$/i.test(name);
/** A program, or another switch, on the line before. */
const ofCommand = /\.(?:exe|msi|cmd|bat|com)\b|\s\/[A-Za-z]\w*(?:[:\s]|$)/i;

/** `--name value`, `"--name","value"`, a YAML list of arguments; `setup.exe /name value`, where a switch may have none. */
export const flag = byRows(
  { between: toArgument, where: isArgument, ends: ({ name }) => (isConnection(name) ? spaceEnd : undefined) },
  {
    between: /[ \t]{1,3}(?![-/<|>&])/y,
    says: ['password', 'secret', 'likely'],
    where: (named, text) =>
      !named.name.startsWith('-') &&
      isFlag(text, named) &&
      /\s/.test(text.charAt(named.start - 2)) &&
      ofCommand.test(text.slice(lineStartAt(text, named.start), named.start)),
    fits: (value) => looksLikePassword(value) && !/[\\/]/.test(value),
  },
);

/** Words after a name that are an action or a description, not a value. */
const noValue = anyWord(
  'always|never|required|optional|expire|expired|failed|failure|invalid|missing|changed|reset|updated|accepted|rejected|denied|incorrect|wrong|mismatch|ok|yes|no|on|off|true|false|none|null|enabled|disabled|set|unset|empty|prompt|file|sent|received|found|supplied|authentication|verification|policy|rotation|manager|generate|generated|used|saved|stored|string',
);
/** A line above of the same kind, or the head of a section. */
const settings =
  /(?:^|\n)[ \t]*(?:\[[^\]\n]{1,60}\]|<[^/>\n][^>\n]{0,60}>|@?[A-Za-z][\w.]{1,40}[ \t]+[^\s:=]+)[ \t]*\r?\n$/;
const isPath = (value: string, name: string) =>
  /^(?:[A-Za-z]:[\\/]|\\\\)/.test(value) || (/^(?:auth-user-pass|askpass)$/.test(name) && /^\/|\.\w{2,5}$/.test(value));

const onlyValue =
  /[ \t]{1,40}(["']?)(?<value>[^\s"'=:{}()[\]<>\ufdd1][^\s"'<>\ufdd1]{2,127}?)(?=\1;?[ \t]*(?:#[^\n]*)?(?:\r?\n|$))/y;
/** Whether a line has only a name and a value: the line above it tells whether it is a setting. */
export const isOfSetting = (line: string, nameEnd: number): boolean =>
  /^[ \t]*[\w.-]+$/.test(line.slice(0, nameEnd)) && isAt(onlyValue, line, nameEnd);

/** `auth_pass value` or `password "value";`: a line of a settings file with only a name and its value. */
export const directive = byRows({
  says: passwordOrSecret,
  between: onlyValue,
  where: ({ start }, text) => text.slice(lineStartAt(text, start, 400), start).trim() === '',
  fits(value, { name, says, start }, text, range) {
    const lineStart = lineStartAt(text, start, 400);
    // Names in sentences have no separators.
    const isSetting = settings.test(text.slice(Math.max(0, lineStart - 200), lineStart)) && !isSaid(value);
    const isName =
      /["']/.test(text.charAt(range.start - 1)) || /[a-z][_-][a-z]|^[a-z]{3,12}(?:pass|pw|pwd|passwd)$/i.test(name);
    if (!(isSetting || isName) || isPath(value, name)) return false;
    if (noValue.test(value.replace(/[;,.]$/, ''))) return false;
    return says === 'password' || (isSetting && /.{7}/.test(name)) || looksLikePassword(value);
  },
});

const endOfWord = raw`["'\x60*]{0,3}(?=(?:[ \t]*[|│║┃])?[ \t]*(?:\r?\n|$))`;
const whose = raw`(?:[ \t](?:for|of|on|to|für|von|vom|zum|pour|de|del|du|di|della|do|da|per|para|на|для|от|к|voor|van)[ \t][^\n:,;.]{1,40}?)?`;
const still =
  '(?:now|still|just|currently|again|always|jetzt|noch|immer|nun|aktuell|toujours|maintenant|encore|ahora|todavía|ora|ancora|agora|ainda)';
const verb = `(?:is|was|remains|stays|ist|war|bleibt|lautet|est|reste|es|sigue siendo|è|resta|é|continua)(?:[ \\t]${still}){0,3}`;
/** The end of a sentence whose last word, the secret, is on the next line. */
const openEnd = raw`(?:[ \t]${verb}(?:(?:[ \t]\p{L}{1,15}){0,4}:)?)`;
/** The end of a question. */
const asked = raw`(?:[ \t]\p{L}{1,15}){0,2}[ \t]?\?`;
const answer = raw`[ \t]*(?:\r?\n[ \t]*){1,2}(?:>[ \t]?){0,3}(?:(?<=\?\s{1,9}(?:>[ \t]?){0,3})\p{L}[\p{L}\d.-]{0,20}: )?["'\x60*]{0,3}(?<value>[^\s"'\x60:=]{6,64})(?=${endOfWord})`;
const endOfLine = new RegExp(`^${whose}(?:${openEnd}|${asked})[ \\t]*\\r?$`, 'u');
/** `Word-Word`, which is no word of a sentence. */
const joined = /^\p{Lu}\p{Ll}+(?:[_-]\p{Lu}\p{Ll}+)+$/u;
/** A question for somebody or something else: "which account has the password?" */
const ofOther = /\b(?:which|who|whose|wer|wessen|welche\p{L}?|quel\p{L}*|qui|cuál|chi|quale)\b/iu;

/** Whether what follows a name in its line lacks the value, which may be below. */
export const isUnfinished = (rest: string): boolean => endOfLine.test(rest);

/** "the password for it is still" or "and the password?", with the value alone on the line below. */
export const unfinished = byRows({
  says: ['password'],
  between: new RegExp(`${whose}(?:${openEnd}|${asked}(?=[ \\t]*\\r?\\n))${answer}`, 'uy'),
  where: ({ start }, text) => !ofOther.test(text.slice(lineStartAt(text, start, 200), start)),
  fits: (value) =>
    !isOfProgram(value) &&
    (looksLikePassword(value) || looksLikeKey(value) || (joined.test(value) && !value.split(/[_-]/).every(isSaid))),
});

/** What a log writes before each line. */
const stamp = raw`(?:(?:[IWEF]\d{4} [^\]\n]{1,60}\]|\[?\d[\d:.,/TZ -]{4,30}\]?)[ \t]{1,8}(?:\[?\p{Lu}{4,8}\]?:?[ \t]{1,8})?)?`;
/** Headings, list items, quotes and bold text, before a label. */
const beginning = regexp.u`^[ \t]*${stamp}(?:[#*_>|│║┃-]{1,6}[ \t]*|\[[^\]\n]\][ \t]|\d{1,2}[.)] )?(?:[\p{L}\p{N}-]{1,20}[ \t]){0,3}$`;
const about = raw`(?:[ \t]\([^()\n]{1,30}\))?(?:[ \t](?:for|of)[ \t][^\n:]{1,60}?)?(?:[ \t](?:is|was|has been set to|set to|ist|lautet))?`;
const below = raw`(?:[ \t]*[|│║┃])?[ \t]*(?:\r?\n[ \t]*){1,2}${stamp}(?:[>$|│║┃][ \t]{1,8})?(?:(?:Value|Wert)\s?[:=]\s?)?`;

/** A label on its own line and the value on the next line, as in forms and notes, and in the frame of a banner. */
export const label = byRows({
  says: passwordOrSecret,
  between: new RegExp(
    `["'*_]{0,3}${about}[:：=]?[*_]{0,3}${below}["'\\x60*]{0,3}(?<value>[^\\s"'\\x60]{5,200}?)(?=${endOfWord})`,
    'uy',
  ),
  where({ start }, text) {
    const lineStart = lineStartAt(text, start);
    return start - lineStart <= 80 && beginning.test(text.slice(lineStart, start));
  },
  fits: (value, { says }) =>
    !/[:=]$|^[[({<#]|^https?:|^\w+=|\\/.test(value) &&
    (looksLikeKey(value) ||
      (says === 'password' ? looksLikePassword(value) : madeUp(value) === 'much' || /[~!#$%^&*]/.test(value))),
});
