import type { View } from '../renderer.ts';
import type { Lint } from './problems.ts';

/** One form of what lint found; the name of its file is the value of -o. No clock, no locale, no look-up. */
export interface LintForm {
  id: string;
  contentType: string;
  render(result: Lint, view: View): string;
}
