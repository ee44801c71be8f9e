/**
 * Calls a function for each item, a few at once, in random order, so that one failed rack does not hold up the rest.
 * @param options.signal when aborted, no more calls start; absent: nothing stops them early
 * @param options.onStep gets the items with running calls, whenever one has started or ended; not called after an abort
 */
export async function gatherAll<Item>(
  items: readonly Item[],
  options: { atOnce: number; signal?: AbortSignal; chance: () => number; onStep?: (running: readonly Item[]) => void },
  each: (item: Item) => Promise<void>,
): Promise<void> {
  const { atOnce, signal, chance, onStep = () => undefined } = options;
  const running = new Set<Item>();
  const waiting = items.map((item) => ({ item, at: chance() })).toSorted((a, b) => a.at - b.at);
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined && !signal?.aborted; next = waiting.pop()) {
      running.add(next.item);
      onStep([...running]);
      await each(next.item);
      running.delete(next.item);
      if (!signal?.aborted) onStep([...running]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
