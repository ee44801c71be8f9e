import { signatures } from '../signatures/index.ts';

/** What the words of samples are taken from. image/page.ts puts a list in place of this module: a page has no samples. */
export const sampleTexts = (): string[] => signatures.flatMap(({ samples }) => samples);
