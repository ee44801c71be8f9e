import { valueAt } from '../value.ts';
import { matchAt, type Notation } from './notation.ts';

const commandAfter =
  /["']?(?:\s+\/t\s+\w+)?\s+(?:-Value|-PropertyType\s+\w+\s+-Value|\/d)\s+(?:\/t\s+\w+\s+\/d\s+)?|\s+REG_(?:EXPAND_|MULTI_)?(?:SZ|BINARY)\s+|["']?\s*,\s*|["']?\)\s*[:=]\s*/iy;

/** Registry tools and PowerShell: `-Name name -Value value`, `/v name /d value`, `name  REG_SZ  value`. */
export const command: Notation = (text, { start, end }) => {
  const after = matchAt(commandAfter, text, end);
  if (after === null) return null;
  const before = text.slice(Math.max(0, start - 40), start);
  const isNamed = /REG_/.test(after[0]) || /(?:-Name\s+|\/v\s+|-Path\s+\S+\s+)["']?$/i.test(before);
  return isNamed ? valueAt(text, end + after[0].length) : null;
};
