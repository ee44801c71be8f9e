import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import { program } from '../../program.ts';
import { environmentOf } from '../../run.ts';

/** The revisions of the protocol that clients speak. */
export const revisions = { newest: '2026-07-28', before: '2025-11-25' } as const;

/** A client that has started `hostprobe mcp` and speaks to it over standard input and output, until it is closed. */
export async function start(
  args: readonly string[] = [],
  {
    revision = 'newest',
    environment = {},
  }: { revision?: keyof typeof revisions; environment?: Record<string, string> } = {},
): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', ...args],
    env: environmentOf(environment),
  });
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: revision === 'newest' ? 'auto' : 'legacy' } },
  );
  await client.connect(transport);
  return client;
}

/** The same, for one test. */
export async function connected(...given: Parameters<typeof start>): Promise<Client> {
  const client = await start(...given);
  onTestFinished(() => client.close());
  return client;
}

/** What a tool answers: the answer, and the same as text. */
export async function ask(client: Client, name: string, given: Record<string, unknown>) {
  const { isError = false, content, structuredContent } = await client.callTool({ name, arguments: given });
  const [block] = content;
  return { isError, text: block?.type === 'text' ? block.text : '', answer: Object(structuredContent) };
}
