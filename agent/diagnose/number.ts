import type { Symptom } from '../cause.ts';
import { tailText } from '../windows/error-text.ts';

/** What a text that is only a number cannot show; null: it is not such a text. */
export function noteOnNumber({ message: { written }, match: { signature, tail } }: Symptom): string | null {
  if (written === undefined || tail === null || tail.code === null) return null;
  const said = tailText(tail.code);
  const meaning = said === null ? 'an error of Windows' : `the error "${said}" of Windows`;
  return `The number ${tail.code} alone is ${meaning}, which many programs report, each for causes of its own. What follows holds if a HostProcess container failed with it as ${signature.id} says: explain the whole message to know.`;
}
