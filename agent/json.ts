/** The value that a text in JSON stands for; undefined: it is no JSON. For texts of which that alone matters, not why. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
