/**
 * For all questions about one list together: a shim that hangs makes containerd hang for each of its sandboxes, and that time
 * must not add up.
 */
const budgetMs = 2000;
const atOnce = 4;

/**
 * Asks about each item, a few at once. Items whose question fails or gets no time are left out: an item may be gone by then,
 * and the list is useful without every detail.
 */
export async function askEach<Item extends { id: string }, Answer>(
  items: readonly Item[],
  ask: (item: Item, timeoutMs: number) => Promise<Answer>,
): Promise<Map<string, Answer>> {
  const deadline = performance.now() + budgetMs;
  const answers = new Map<string, Answer>();
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const timeoutMs = deadline - performance.now();
      if (timeoutMs <= 0) return;
      try {
        answers.set(item.id, await ask(item, timeoutMs));
      } catch {
        // Left out, as said above.
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
