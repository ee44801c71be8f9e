import { signatures } from '../signatures/index.ts';
import { wrappedWords } from './words.ts';

/** The words of all samples. image/page.ts puts the list itself in place of this module: a page has no samples. */
export const sampleWords = (): string[] => signatures.flatMap(({ samples }) => samples.flatMap(wrappedWords));
