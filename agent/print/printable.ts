/**
 * What a terminal obeys: a colour, the place of the cursor (CSI), the title of its window (OSC), or one
 * letter. Source: ECMA-48, 5.3, 5.4 and 8.3.89.
 */
const escapeSequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/**
 * Text from a node made safe to print: no escape sequences, no control characters, none that change the direction of
 * the text around them; ASCII where the console needs it.
 */
export function printable(text: string, ascii: boolean): string {
  if (/^[\x20-\x7e\n]*$/.test(text)) return text;
  const safe = text
    .replace(escapeSequences, '')
    .replaceAll('\r\n', '\n')
    .replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, (found) => (found === '\t' ? '  ' : escaped(found)));
  return ascii ? safe.replace(/[^\x20-\x7e\n]/gu, escaped) : safe;
}

const escaped = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** What `paint` writes: bold, dim, red, green, yellow, blue, cyan, grey, and their ends (ECMA-48, 8.3.117). */
const ownColours = '\\u001b\\[(?:1|2|22|3[12346]|39|90)m';
/** A carriage return alone writes over the line before it. */
const leftOver = new RegExp(
  `(${ownColours})|\\r(?!\\n)|[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]|\\p{Bidi_Control}`,
  'gu',
);

/**
 * The last step of all text that leaves for standard output, standard error, the log or a client of the server: whatever
 * control characters and marks of direction are left, other than hostprobe's colours, are written as JSON writes them
 * (\\u009b), so that JSON stays JSON.
 */
export const defused = (text: string): string =>
  text.replace(leftOver, (found, colour?: string) =>
    colour === undefined ? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}` : found,
  );
