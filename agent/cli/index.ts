import type { Command } from '../command.ts';

/** All commands, in the order of --help: what somebody whose pod does not start needs comes first. Each is loaded only when it runs. */
const loaders = {
  explain: async () => (await import('./explain.ts')).explain,
  pods: async () => (await import('./pods.ts')).pods,
  status: async () => (await import('./status.ts')).status,
  report: async () => (await import('./report.ts')).report,
  facts: async () => (await import('./facts.ts')).facts,
  lint: async () => (await import('./lint.ts')).lint,
  predict: async () => (await import('./predict.ts')).predict,
  bundle: async () => (await import('./bundle.ts')).bundle,
  redact: async () => (await import('./redact.ts')).redact,
  compare: async () => (await import('./compare.ts')).compare,
  serve: async () => (await import('./serve.ts')).serve,
  list: async () => (await import('./list.ts')).list,
  schema: async () => (await import('./schema.ts')).schema,
  policy: async () => (await import('./policy.ts')).policy,
  mcp: async () => (await import('./mcp.ts')).mcp,
  completion: async () => (await import('./completion.ts')).completion,
  connect: async () => (await import('./connect.ts')).connect,
  complete: async () => (await import('./complete.ts')).complete,
} as const satisfies Readonly<Record<string, () => Promise<Command>>>;

export const commandIds: readonly string[] = Object.keys(loaders);

/** null: no such command. */
export async function commandNamed(id: string): Promise<Command | null> {
  return Object.hasOwn(loaders, id) ? await loaders[id as keyof typeof loaders]() : null;
}

/** All of them, for help and completion. */
export async function allCommands(): Promise<Command[]> {
  return await Promise.all(Object.values(loaders).map((load) => load()));
}
