import { readFileSync } from 'node:fs';
import { reportSchema } from '../../agent/report/schema.ts';
import type { Report } from '../../agent/report.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import type { LabNode } from '../../scripts/lab/node.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import type { StrictReport } from '../win32/koffi-in-lab.ts';

/** hostprobe's report about a lab node, taken once. */
export async function readReport(node: LabNode): Promise<Report> {
  const agent = startAgent(node, 'report', ['report', '-o', 'json']);
  const code = await agent.exited;
  if (code > 2) throw new Error(`hostprobe report ended with code ${code}: ${agent.log()}`);
  return reportSchema.parse(JSON.parse(agent.stdout()));
}

/** How the agent that has just ended on this node got on with the contracts of Windows. */
export const readStrict = ({ prefix }: LabNode): StrictReport =>
  JSON.parse(readFileSync(onDrive(prefix, 'C:\\lab\\strict.json'), 'utf8'));
