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

/**
 * How a colour of hostprobe begins until its text leaves. It differs in each process, so that no text from elsewhere can
 * have it: what looks like a colour there is data.
 */
export const seal = `\u001b${Math.random().toString(36).slice(2)}[`;
/** A carriage return alone writes over the line before it. */
const leftOver = new RegExp(
  `${seal.replace('[', '\\[')}([\\d;]+m)|\\r(?!\\n)|[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]|\\p{Bidi_Control}`,
  'gu',
);

/**
 * The last step of all text that leaves for standard output, standard error, the log or a client of the server, once: colours of
 * hostprobe become what a terminal obeys (ECMA-48, 8.3.117), and whatever control characters and marks of direction are left
 * are written as JSON writes them (\\u009b), so that JSON stays JSON.
 */
export const defused = (text: string): string =>
  text.replace(leftOver, (found, colour?: string) =>
    colour === undefined ? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}` : `\u001b[${colour}`,
  );

/** With a capital and a full stop. */
export const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]"?$/.test(words) ? '' : '.'}`;
