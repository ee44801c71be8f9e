import { spaceEnd, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

/** Options between a value and its name. Source: learn.microsoft.com, reg add and New-ItemProperty */
const others = String.raw`(?:\s+\/(?:f|t\s+\w+|s\s+\S|reg:\d\d)|\s+-(?:Force|(?:Property)?Type\s+\w+|(?:Literal)?Path\s+(?:"[^"\n]{1,200}"|[^\s"]{1,200}))){0,4}`;
const dataAfter = new RegExp(String.raw`["']?${others}\s+\/d\s+`, 'iy');
/** A quote inside a word of a command line belongs to it. */
const dataEnd = /[\s"<>\ufdd0\ufdd1]|\\+["'nrt]|'(?=[\s,;)]|$)/g;
const dataBefore = new RegExp(
  String.raw`\s(?:\/d|-Value)\s+("[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s"'][^\s"]{0,199})${others}\s+(?:\/v|-Name)\s+["']?$`,
  'i',
);

const commandAfter = new RegExp(
  String.raw`["']?${others}\s+-{1,2}[a-z]{0,10}Value\s+|\s+REG_(?:EXPAND_|MULTI_)?(?:SZ|BINARY)\s+|["']?\s*,\s*|["']?\)\s*[:=]\s*`,
  'iy',
);

const behindName = /["']?[ \t]{1,3}(?![-/<|>&])/y;

/** The line end may be escaped. */
const restOfLine = /(?:[^\r\n\\]|\\(?![rn])){0,1024}/y;

/** A call that sets a named value. */
const setter =
  /(?:SetEnvironmentVariable|setenv|putenv|setProperty|define|SetValue|setSecret|set_secret|put_secret|setItem)\(\s?["'][\w.-]{0,20}$/i;

/** A command that gives a name its value: `setx NAME value`, `git config NAME value`, `kv put path/NAME value`. */
const setting =
  /\b(?:setx(?:\.exe)?|set -[gU]?x|setenv|set-env|kv[ :](?:put|set)|(?:configure|config|secrets?|env|vars?|variables?)[ :](?:set|add|put)|git\s[^\n]{0,60}config)\s{1,3}(?:[/-]{1,2}[\w-]{1,20}\s{1,3}){0,3}["']?[\w./:@-]{0,60}$/i;

/** An option whose value is the name. */
const naming = /(?:-{1,2}(?:Name|var|variable|key|setting|property|param|parameter|option)\s+|-Path\s+\S+\s+)["']?$/i;

/** Registry tools and PowerShell: `-Name name -Value value`, `/v name /d value`, `name  REG_SZ  value`. */
export const registryCommand: Notation = (text, { start, end }) => {
  const [spaces] = matchAt(behindName, text, end) ?? [];
  if (spaces !== undefined && setting.test(text.slice(Math.max(0, start - 160), start)))
    return valueAt(text, end + spaces.length, spaceEnd);
  const before = text.slice(Math.max(0, start - 300), start);
  const data = /\/v\s+"?$/i.test(before) ? matchAt(dataAfter, text, end) : null;
  if (data !== null) return valueAt(text, end + data[0].length, dataEnd);
  const [given = '', value = ''] = dataBefore.exec(before) ?? [];
  if (given !== '') return valueAt(text, start - given.length + given.indexOf(value), dataEnd);
  const after = matchAt(commandAfter, text, end);
  if (after === null) return null;
  const isGiven = /^["']\s*,/.test(after[0]) && setter.test(before);
  const isPrinted = /REG_/.test(after[0]);
  if (!isGiven && !isPrinted && !naming.test(before)) return null;
  const found = valueAt(text, end + after[0].length);
  // reg query prints text without quotes, so the value is the rest of the line.
  if (found === null || !/SZ/.test(after[0])) return found;
  const [rest = ''] = matchAt(restOfLine, text, found.start) ?? [];
  return { start: found.start, end: Math.max(found.end, found.start + rest.trimEnd().length) };
};
