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
