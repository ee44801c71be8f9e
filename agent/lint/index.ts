import type { LintForm } from './form.ts';

/** The forms of lint's result, each loaded only when it is asked for; the first is the default. */
const loaders = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  junit: async () => (await import('./junit.ts')).junit,
} as const satisfies Readonly<Record<string, () => Promise<LintForm>>>;

type Form = keyof typeof loaders;

/** @throws for a name that is not in the list, which callers have checked */
export async function lintFormNamed(id: string): Promise<LintForm> {
  if (!Object.hasOwn(loaders, id)) throw new Error(`no form of lint is named ${id}`);
  return await loaders[id as Form]();
}
