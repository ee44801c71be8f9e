import { isConnection } from '../name.ts';
import { spaceEnd, valueAt } from '../value.ts';
import { closeName, matchAt, type Notation } from './notation.ts';

const afterFlag = new RegExp(
  `${closeName}(?:[ \\t]+(?!-)|\\s*,\\s*(?=\\\\{0,15}["'])|[ \\t]*\\r?\\n(?=[^\\s-]\\S*[ \\t]+-[a-zA-Z])|\\r?\\n[ \\t]*- (?!-)|\\r?\\n[ \\t]{4,}(?=[^\\s:=-]\\S*\\s*(?:\\n|$)))`,
  'y',
);

/** `--name value`, `"--name","value"`, `-name 'value'`, a list of YAML. */
export const flag: Notation = (text, named) => {
  if (!named.name.startsWith('-')) return null;
  // It gets the name of a user, or an object.
  if (/^-(?!-)\w*credential$/i.test(named.name)) return null;
  const between = matchAt(afterFlag, text, named.end);
  const ends = isConnection(named.name) ? spaceEnd : undefined;
  return between === null ? null : valueAt(text, named.end + between[0].length, ends);
};
