import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

// Predicts every failure of the table and prints the parts of the stages that nothing came to: [file, text] by lines.
// Node takes types away in place, so that offsets in what it runs are those in the source.

interface Script {
  url: string;
  functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[];
}

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const [{ predict }, { failures }, { podWith }, { snapshotWith }] = await Promise.all([
  import('../../agent/predict.ts'),
  import('./failures.ts'),
  import('../pod.ts'),
  import('../snapshot.ts'),
]);
for (const [, pod, node, , , around] of failures) predict(podWith(pod), snapshotWith(node), around);
const { result }: { result: Script[] } = await session.post('Profiler.takePreciseCoverage');

for (const { url, functions } of result.filter((script) => script.url.includes('/agent/stages/'))) {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const counts = new Array<number>(source.length).fill(1);
  // Inner ranges come after the outer ones that they stand in.
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) counts.fill(count, startOffset, endOffset);
  }
  let start: number | null = null;
  for (let at = 0; at <= source.length; at++) {
    const isMissed = counts[at] === 0;
    if (isMissed && start === null) start = at;
    if (isMissed || start === null) continue;
    console.log(JSON.stringify([url.split('/agent/stages/')[1], source.slice(start, at)]));
    start = null;
  }
}
