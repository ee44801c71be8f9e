import type { Range } from './value.ts';

/** A part of a word that is a secret, and how it was found. */
export interface Part extends Range {
  id: string;
}

/** Runs in a word that hold no joints. */
export const atom = /[A-Za-z0-9]+/g;

export const isHex = (text: string) => /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);
