/** A value that Go quoted once, without its quotes. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value
    .slice(1, value.endsWith('"') ? -1 : undefined)
    .replace(/\\(["\\nrt])/g, (_, escaped: string) =>
      escaped === 'n' || escaped === 'r' || escaped === 't' ? ' ' : escaped,
    );
}

/** The key=value pairs of logrus, slog and klog, unquoted once. */
export function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/(?:^|\s)([A-Za-z][\w.-]{0,60})=("(?:[^"\\]|\\.)*"?|[^\s"]+)/g)) {
    if (key !== undefined && value !== undefined) fields.set(key, unquote(value));
  }
  return fields;
}

/** The quoted message at the beginning of a structured klog line; null: none. */
export function readLeadingMessage(text: string): string | null {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(text);
  return quoted === null ? null : unquote(quoted[0]);
}
