import type { LintForm } from './form.ts';

/** All forms of what lint found; the first is what a person at a terminal gets. Each is loaded when it is asked for. */
const loaders = {
  text: async () => (await import('./text.ts')).text,
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
} as const satisfies Readonly<Record<string, () => Promise<LintForm>>>;

type Form = keyof typeof loaders;

export const lintFormIds = Object.keys(loaders) as Form[];

/** @throws when there is none of that name: callers have checked it against the list */
export async function lintFormNamed(id: string): Promise<LintForm> {
  if (!Object.hasOwn(loaders, id)) throw new Error(`no form of lint is named ${id}`);
  return await loaders[id as Form]();
}
