import { type Report, reportSchema } from '../../agent/report.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import type { LabNode } from '../../scripts/lab/node.ts';

/** hostprobe's report about a lab node, taken once. */
export async function readReport(node: LabNode): Promise<Report> {
  const agent = startAgent(node, 'report', ['report', '-o', 'json']);
  const code = await agent.exited;
  if (code > 2) throw new Error(`hostprobe report ended with code ${code}: ${agent.log()}`);
  return reportSchema.parse(JSON.parse(agent.stdout()));
}
