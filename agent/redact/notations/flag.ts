import { isConnection } from '../name.ts';
import { spaceEnd, valueAt } from '../value.ts';
import { closeName, matchAt, type Notation } from './notation.ts';

const afterFlag = new RegExp(
  `${closeName}(?:[ \\t]+(?!-)|\\s*,\\s*(?=\\\\{0,15}["'])|[ \\t]*\\r?\\n(?=[^\\s-]\\S*[ \\t]+-[a-zA-Z])|\\r?\\n[ \\t]*- (?!-)|\\r?\\n[ \\t]{4,}(?=[^\\s:=-]\\S*\\s*(?:\\n|$)))`,
  'y',
);

/** `--name value`, `"--name","value"`, `-name 'value'`, or a YAML list of arguments. */
export const flag: Notation = (text, named) => {
  if (!named.name.startsWith('-')) return null;
  // A parameter for a user name or a credential object.
  if (/^-(?!-)\w*credential$/i.test(named.name)) return null;
  const between = matchAt(afterFlag, text, named.end);
  const ends = isConnection(named.name) ? spaceEnd : undefined;
  return between === null ? null : valueAt(text, named.end + between[0].length, ends);
};
