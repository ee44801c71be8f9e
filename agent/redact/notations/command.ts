import { spaceEnd, valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

const commandAfter =
  /["']?(?:\s+\/t\s+\w+)?\s+(?:-{1,2}[a-z]{0,10}Value|-PropertyType\s+\w+\s+-Value|\/d)\s+(?:\/t\s+\w+\s+\/d\s+)?|\s+REG_(?:EXPAND_|MULTI_)?(?:SZ|BINARY)\s+|["']?\s*,\s*|["']?\)\s*[:=]\s*/iy;

const behindName = /["']?[ \t]{1,3}(?![-/<|>&])/y;

/** A call that sets a named value. */
const setter =
  /(?:SetEnvironmentVariable|setenv|putenv|setProperty|define|SetValue|setSecret|set_secret|put_secret|setItem)\(\s?["'][\w.-]{0,20}$/i;

/** A command that gives a name its value: `setx NAME value`, `git config NAME value`, `kv put path/NAME value`. */
const setting =
  /\b(?:setx(?:\.exe)?|set -[gU]?x|setenv|set-env|kv[ :](?:put|set)|(?:configure|config|secrets?|env|vars?|variables?)[ :](?:set|add|put)|git\s[^\n]{0,60}config)\s{1,3}(?:[/-]{1,2}[\w-]{1,20}\s{1,3}){0,3}["']?[\w./:@-]{0,60}$/i;

/** Registry tools and PowerShell: `-Name name -Value value`, `/v name /d value`, `name  REG_SZ  value`. */
export const registryCommand: Notation = (text, { start, end }) => {
  const [spaces] = matchAt(behindName, text, end) ?? [];
  if (spaces !== undefined && setting.test(text.slice(Math.max(0, start - 160), start)))
    return valueAt(text, end + spaces.length, spaceEnd);
  const after = matchAt(commandAfter, text, end);
  if (after === null) return null;
  const before = text.slice(Math.max(0, start - 40), start);
  const isGiven = /^["']\s*,/.test(after[0]) && setter.test(before);
  const isNamed =
    isGiven ||
    /REG_/.test(after[0]) ||
    /(?:-{1,2}(?:Name|var|variable|key|setting|property|param|parameter|option)\s+|\/v\s+|-Path\s+\S+\s+)["']?$/i.test(
      before,
    );
  if (!isNamed) return null;
  const found = valueAt(text, end + after[0].length);
  // reg query prints text without quotes, so the value is the rest of the line. The line end may be escaped.
  if (found === null || !/REG_(?:EXPAND_)?SZ/.test(after[0])) return found;
  const rest = /^(?:[^\r\n\\]|\\(?![rn])){0,1024}/.exec(text.slice(found.start, found.start + 1024))?.[0] ?? '';
  return { start: found.start, end: Math.max(found.end, found.start + rest.trimEnd().length) };
};
