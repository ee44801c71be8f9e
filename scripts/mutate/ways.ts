/** A way of a pattern, and the part of the pattern that goes with it: the way and the mark beside it. */
interface Way {
  way: string;
  start: number;
  end: number;
}

/** Each of several ways of a pattern, in whatever group it is, as they end: of "a(?:b|c)|d" these are b, c, a(?:b|c) and d. */
export function waysOf(pattern: string): Way[] {
  const ways: Way[] = [];
  const open: { from: number; bars: number[] }[] = [{ from: 0, bars: [] }];
  const close = (end: number) => {
    const { from, bars } = open.pop() ?? { from: 0, bars: [] };
    if (bars.length === 0) return;
    const starts = [from, ...bars.map((bar) => bar + 1)];
    for (const [at, until] of [...bars, end].entries()) {
      const start = starts[at] ?? from;
      const isLast = at === bars.length;
      ways.push({
        way: pattern.slice(start, until),
        start: isLast ? start - 1 : start,
        end: isLast ? until : until + 1,
      });
    }
  };
  for (const { 0: part, index } of pattern.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[)|]/gs)) {
    if (part.startsWith('(')) open.push({ from: index + part.length, bars: [] });
    else if (part === ')') close(index);
    else if (part === '|') open.at(-1)?.bars.push(index);
  }
  close(pattern.length);
  return ways;
}

/**
 * A pattern with less than it has, for each of its parts: without a way, without a condition or an optional part, and where an
 * optional part has to be there. What stands at an edge of a word or of the text is left alone.
 */
export function lessOf(pattern: string): { part: string; less: string }[] {
  const without = (start: number, end: number) => pattern.slice(0, start) + pattern.slice(end);
  const found = waysOf(pattern).map(({ way, start, end }) => ({ part: way, less: without(start, end) }));
  const open: number[] = [];
  for (const { 0: part, index } of pattern.matchAll(
    /\\.|\[(?:\\.|[^\]])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[^\\[(]/gs,
  )) {
    const end = index + part.length;
    if (part.startsWith('(')) open.push(index);
    const start = part === ')' ? (open.pop() ?? index) : index;
    if (part.startsWith('(')) continue;
    const whole = pattern.slice(start, end);
    if (/^\(\?<?[=!]/.test(whole)) found.push({ part: whole, less: without(start, end) });
    if (pattern[end] !== '?' || /[?*+}]$/.test(part)) continue;
    found.push({ part: `${whole}?`, less: without(start, end + 1) });
    found.push({ part: `${whole} always`, less: without(end, end + 1) });
  }
  return found;
}
