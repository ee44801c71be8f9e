import { storeSnapshot, storyNames } from '../../test/stories.ts';
import { startAgent } from './agent-process.ts';
import { claim } from './claim.ts';
import { make } from './made.ts';
import { startNode } from './node.ts';
import { scenarioOf, scenarios } from './scenarios.ts';
import { ensureWine } from './wine.ts';

// Records the snapshots of lab nodes as stories: node scripts/pinned.mjs scripts/lab/record.ts [<scenario> ...]
// Without names, those that are stories.
const progress = (line: string) => process.stderr.write(`${line}\n`);
await ensureWine({ allowed: true, progress });
const made = await make(progress);
const names = process.argv.length > 2 ? process.argv.slice(2) : storyNames().filter((name) => name in scenarios);
for (const name of names) {
  progress(name);
  const node = await startNode(await claim('record'), scenarioOf(name), made);
  try {
    const agent = startAgent(node, 'facts', ['facts']);
    const code = await agent.exited;
    if (code > 2) throw new Error(`hostprobe facts ended with code ${code}: ${agent.log()}`);
    storeSnapshot(name, JSON.parse(agent.stdout()));
  } finally {
    await node.close();
  }
}
