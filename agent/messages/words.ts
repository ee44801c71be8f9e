/** The words at which a broken line is joined. */
export const wrappedWords = (text: string): string[] =>
  text
    .split(/[^A-Za-z']+/)
    .map(bareWord)
    .filter((word) => word.length > 1);
export const bareWord = (word: string) => word.replace(/^'+|'+$/g, '');
