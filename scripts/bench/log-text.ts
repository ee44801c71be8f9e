import { chanceOf } from '../../test/redact/chance.ts';
import { lineOf, logForms } from '../../test/redact/log-forms.ts';

/** A node has some pods and images, whose names come again and again; times and counts do not. */
const linesOfForm = 20;
const chance = chanceOf(1, 'log of a node');
const lines = logForms.flatMap(({ form }) => Array.from({ length: linesOfForm }, () => lineOf(form, chance)));

/** The log of a node as public threads show it: lines of many forms, some of them often. */
export function logText(seed: number, bytes: number): Buffer {
  let state = seed * 2_654_435_761 + 1;
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % limit;
  };
  const text: string[] = ['\n'];
  for (let length = 0; length < bytes; ) {
    // The less of two numbers: the first forms are more frequent.
    const line = lines[Math.min(below(lines.length), below(lines.length))] ?? '';
    const fresh = `${line.replaceAll(/\d{6,9}(?![0-9A-Za-z])/g, ({ length: digits }) => String(below(10 ** digits)).padStart(digits, '0'))}\n`;
    text.push(fresh);
    length += fresh.length;
  }
  return Buffer.from(text.join('')).subarray(0, bytes);
}
