/**
 * The time limit for all questions about one list. A shim that hangs makes containerd hang for each of its sandboxes,
 * and these waits must not add up.
 */
const budgetMs = 2000;
const atOnce = 4;

/**
 * Asks for the details of each item, a few at once. An item has no details if its request fails or times out:
 * the item may be gone, and the list is useful without them.
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
        // No details, as described above.
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}
