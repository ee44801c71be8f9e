/**
 * JSON data as lines of YAML that 1.1, as kubectl reads it, and 1.2 read alike; list items are not indented.
 * No library is used, because a line is written for every problem of every manifest, and libraries take 50 µs for it.
 */
export function yamlLines(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap((item) => hang('- ', yamlLines(item)));
  if (value === null || typeof value !== 'object') return [scalar(value)];
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return fields.length === 0 ? ['{}'] : fields.flatMap(([key, inner]) => fieldLines(scalar(key), inner));
}

function fieldLines(key: string, value: unknown): string[] {
  const lines = yamlLines(value);
  const isEmpty = value === null || typeof value !== 'object' || Object.keys(value).length === 0;
  if (isEmpty) return [`${key}: ${lines[0]}`];
  return [`${key}:`, ...(Array.isArray(value) ? lines : hang('  ', lines))];
}

/** Lines after a mark, with the others below the first. */
const hang = (mark: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);

function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !/: | #|:$|\s$/.test(value) && !words.test(value)) return value;
  return oneLine.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value).replace(unprintable, escaped);
}

/** Begins as no number, mark or list does. */
const plain = /^(?:[A-Za-z/\\$]|<(?!<)|-+[A-Za-z])[ -~]*$/;
/** Words that mean something else in YAML 1.1. Some parsers read E0 as a number. */
const words = /^(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?[\d_]+)$/i;
const oneLine = /^[ -~\u00a1-\u1fff\u2030-\ud7ff]*$/;
const unprintable = /[\u007f-\u00a0\u2000-\u202f\ud800-\udfff\ufeff\ufff0-\uffff]/g;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
