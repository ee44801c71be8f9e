/** A text as it is compared: without case, with one kind of space and of apostrophe. */
export const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[\u00a0\u202f\s]+/g, ' ')
    .trim();

/** No text of Windows is shorter. */
const beginningLength = 3;

/** The key under which plain texts are indexed. */
export const beginningOf = (text: string): string => text.slice(0, beginningLength);
