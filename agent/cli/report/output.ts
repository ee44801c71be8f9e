import type { Renderer } from '../../renderer.ts';

/** The renderers by the value of -o, each loaded only when it is asked for; the first is the default. */
const loaders = {
  text: async () => (await import('../../renderers/text.ts')).text,
  json: async () => (await import('../../renderers/json.ts')).json,
  html: async () => (await import('../../renderers/html.ts')).html,
  prometheus: async () => (await import('../../renderers/prometheus.ts')).prometheus,
  npd: async () => (await import('../../renderers/npd.ts')).npd,
  junit: async () => (await import('../../renderers/junit.ts')).junit,
} as const satisfies Readonly<Record<string, () => Promise<Renderer>>>;

type Output = keyof typeof loaders;

export const outputs = Object.keys(loaders) as Output[];

/** @throws for a name that is not in the list, which callers have checked */
export async function rendererOf(output: string): Promise<Renderer> {
  if (!Object.hasOwn(loaders, output)) throw new Error(`no renderer is named ${output}`);
  return await loaders[output as Output]();
}
