/**
 * Calls a function for each item, a few at once, in random order, so that one failed rack does not hold up the rest.
 * @param options.signal when aborted, no more calls start
 */
export async function gatherAll<Item>(
  items: readonly Item[],
  options: { atOnce: number; signal: AbortSignal; chance: () => number },
  each: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.map((item) => ({ item, at: options.chance() })).toSorted((a, b) => a.at - b.at);
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined && !options.signal.aborted; next = waiting.pop()) {
      await each(next.item);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
}
