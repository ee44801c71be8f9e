/** The value that a text in JSON stands for; undefined: it is not JSON. For callers that do not need the reason. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
