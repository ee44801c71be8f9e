import { isAt, matchAt } from './span.ts';
import { type Replacement, type TextView, viewOfLines } from './text-view.ts';

/** Widths at which terminals, mail programs and encoders wrap lines. */
const commonWidths = new Set([60, 64, 70, 72, 75, 76, 78, 79, 80, 100, 120, 132, 160]);
const minWidth = 40;
/** The beginning of a line that continues no other. */
const lineStart =
  /(?:time=|\d{4}[-/]\d|[IWEFD]\d{4} |[{[<"'#-]|[\w.-]{1,60}(?::|(?<=\.[\w-]{1,40})=[^\s=])|[A-Z][A-Z\d_]{2,60}=[^\s=])/y;
/** Nothing goes on behind it. */
const time = /(?<=\d\d:\d\d(?:[.,]\d{1,9})?Z?)/y;
const guid = /(?<=(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/iy;
const toLineEnd = /[^\r\n]*/y;
/** Whether the beginning of a line can be the rest of a secret. An ordinary word cannot, nor can words that are one name. */
const isRest = /^(?!(?:[A-Z]{1,4}[a-z]+){2,9}$)(?:(?=.*\d)(?=.*[A-Za-z])|.*[a-z][A-Z]|.{20})/;

/** Wrapped lines, joined again. */
export function withoutWraps(text: string): TextView | null {
  const changes: Replacement[] = [];
  let start = 0;
  let widthBefore = 0;
  for (const { index: end, 0: whole } of text.matchAll(/\r?\n[ \t]*/g)) {
    const width = end - start;
    const next = end + whole.length;
    const isWrapped = width >= minWidth && goesOn(text, { end, next, width, widthBefore });
    if (isWrapped) changes.push({ start: end, end: next, put: '' });
    widthBefore = isWrapped ? width : 0;
    start = next;
  }
  return viewOfLines(text, changes);
}

/**
 * The width at which this line was wrapped; 0: it ends here.
 * @param widthBefore the width of the line before
 */
export function wrappedWidth(text: string, line: { start: number; end: number }, widthBefore: number): number {
  let { start, end } = line;
  if (text.charCodeAt(end - 1) === carriageReturn) end--;
  while (isBlank(text.charCodeAt(start))) start++;
  const width = end - start;
  if (width < minWidth) return 0;
  let next = line.end + 1;
  while (isBlank(text.charCodeAt(next))) next++;
  return goesOn(text, { end, next, width, widthBefore }) ? width : 0;
}

const carriageReturn = 13;
const isBlank = (code: number) => code === 32 || code === 9;

function goesOn(text: string, line: { end: number; next: number; width: number; widthBefore: number }): boolean {
  const { end, next, width, widthBefore } = line;
  // First, because most lines of a log begin a record.
  if (isAt(lineStart, text, next)) return false;
  const isOfSecret = /[\w+/=.~%&-]/;
  if (!isOfSecret.test(text.charAt(end - 1)) || !isOfSecret.test(text.charAt(next))) return false;
  if (isAt(time, text, end) || isAt(guid, text, end)) return false;
  const [following = ''] = matchAt(toLineEnd, text, next) ?? [];
  if (following.length > width) return false;
  const [rest = ''] = /^\S+/.exec(following) ?? [];
  if (!isRest.test(rest)) return false;
  return (
    rest.length === following.length || widthBefore === width || following.length === width || commonWidths.has(width)
  );
}
