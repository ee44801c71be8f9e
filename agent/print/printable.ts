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
