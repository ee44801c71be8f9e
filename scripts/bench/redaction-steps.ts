// Redacts texts with the compilers on, as a bundle is, and prints what each took: node redaction-steps.ts
import { withCompilers } from '../../agent/bundle/long-work.ts';
import type { Steps } from '../../agent/redact/memory.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';
import { redactionTexts } from './redaction-texts.ts';

const pieceLength = 64 * 1024;

/** Of this thread, in ms. */
function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function longestStep(text: string): { longestMs: number; allMs: number } {
  const stream = createRedactionStream(createRedactor());
  const start = used();
  let longestMs = 0;
  const drive = (steps: Steps<string>) => {
    for (let before = used(); ; ) {
      const { done } = steps.next();
      const now = used();
      longestMs = Math.max(longestMs, now - before);
      before = now;
      if (done) return;
    }
  };
  for (let at = 0; at < text.length; at += pieceLength) drive(stream.pushInSteps(text.slice(at, at + pieceLength)));
  drive(stream.endInSteps());
  return { longestMs, allMs: used() - start };
}

const results = await withCompilers(async () =>
  Object.entries(redactionTexts).map(([what, text]) => ({ what, length: text.length, ...longestStep(text) })),
);
console.log(JSON.stringify(results));
