/** What matches one of these words, between spaces, and nothing else. */
export const anyWord = (words: string, flags = 'i'): RegExp => new RegExp(`^(?:${words.replaceAll(' ', '|')})$`, flags);
