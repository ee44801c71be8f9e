import { isConnection } from '../name.ts';
import { lineStartAt, looksLikePassword, spaceEnd, valueAt } from '../value.ts';
import { closeName, isFlag, matchAt, type Named, type Notation } from './notation.ts';

const afterFlag = new RegExp(
  `${closeName}(?:[ \\t]+(?!-)|\\s*,\\s*(?=\\\\{0,15}["'])|[ \\t]*\\r?\\n(?=[^\\s-]\\S*[ \\t]+-[a-zA-Z])|\\r?\\n[ \\t]*- (?!-)|\\r?\\n[ \\t]{4,}(?=[^\\s:=-]\\S*\\s*(?:\\n|$)))`,
  'y',
);

/** `--name value`, `"--name","value"`, `-name 'value'`, or a YAML list of arguments. */
export const flag: Notation = (text, named) => {
  if (!named.name.startsWith('-')) return switchOf(text, named);
  // A parameter for a user name or a credential object.
  if (/^-(?!-)\w*credential$/i.test(named.name)) return null;
  const between = matchAt(afterFlag, text, named.end);
  const ends = isConnection(named.name) ? spaceEnd : undefined;
  return between === null ? null : valueAt(text, named.end + between[0].length, ends);
};

const afterSwitch = /[ \t]{1,3}(?![-/<|>&])/y;
/** A program, or another switch, on the line before. */
const ofCommand = /\.(?:exe|msi|cmd|bat|com)\b|\s\/[A-Za-z]\w*(?:[:\s]|$)/i;

/** `setup.exe /name value`. A switch may have no value, so what follows must look like one. */
function switchOf(text: string, named: Named) {
  const { start, end, says } = named;
  if (says === 'maybe' || !isFlag(text, named) || !/\s/.test(text.charAt(start - 2))) return null;
  const between = matchAt(afterSwitch, text, end);
  if (between === null || !ofCommand.test(text.slice(lineStartAt(text, start), start))) return null;
  const found = valueAt(text, end + between[0].length);
  const value = found === null ? '' : text.slice(found.start, found.end);
  return looksLikePassword(value) && !/[\\/]/.test(value) ? found : null;
}
