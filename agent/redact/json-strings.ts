import type { Redactor } from '../redact.ts';

/** A string, with the colon that makes it a name. */
const literal = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/**
 * Takes secrets out of the strings in a text of JSON, or of lines of it. Names, numbers and what stands between stay as they
 * are, so that it can still be read, whatever the patterns match.
 * @param onFound gets the rule of each
 */
export const redactStrings = (
  text: string,
  redactor: Redactor,
  onFound: (id: string) => void = () => undefined,
): string =>
  text.replace(literal, (written: string, colon: string | undefined) => {
    if (colon !== undefined) return written;
    const value: string = JSON.parse(written);
    const spans = redactor.find(value);
    for (const { id } of spans) onFound(id);
    return spans.length === 0 ? written : JSON.stringify(redactor.cut(value, spans));
  });
