/** The value of a text in JSON; undefined: it is not JSON. For callers that do not need the reason. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value at a path in plain data; undefined: none. For callers that read many texts, and few fields of each. */
export const fieldOf = (json: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    // An object of JSON: its own fields have names and any value.
    (inner, name) =>
      isObject(inner) && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined,
    json,
  );

export const isObject = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The same if it is a text, else undefined. */
export function wordOf(json: unknown, ...path: readonly string[]): string | undefined {
  const found = fieldOf(json, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The fields that have a value: none of the result is undefined or null. */
export const given = <Fields extends object>(fields: Fields) =>
  // Only entries are left out.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };
