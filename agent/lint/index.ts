import type { LintForm } from './form.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** All forms of what lint found; the first is what a person at a terminal gets. */
export const lintForms: readonly LintForm[] = [text, json, sarif, junit];

/** @throws when there is none of that name: callers have checked it against the list */
export function lintFormNamed(id: string): LintForm {
  const found = lintForms.find((form) => form.id === id);
  if (found === undefined) throw new Error(`no form of lint is named ${id}`);
  return found;
}
