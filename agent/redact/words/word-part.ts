import type { Range } from '../value.ts';

/** The part of a word that is a secret, and which rule found it. */
export interface SecretPart extends Range {
  id: string;
}

/** Runs of letters and digits: the parts of a word between its punctuation. */
export const atom = /[A-Za-z0-9]+/g;

export const isHex = (text: string) => /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);
