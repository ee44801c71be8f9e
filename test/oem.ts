/**
 * What hostprobe reads of bytes that a program of Windows wrote in the code page of its console (850 in Western Europe, 936
 * in China, 932 in Japan): execa takes them for UTF-8. Each byte is given as the character of its number, as iconv made it.
 */
export const readAsUtf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** The text of such bytes, for code pages that Node knows. */
export const textIn = (codePage: 'gbk' | 'shift_jis', bytes: string): string =>
  new TextDecoder(codePage).decode(Buffer.from(bytes, 'latin1'));
