import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { podMib } from '../scripts/bench/pod-memory.ts';
import { randomKeysTable } from '../scripts/bench/random-keys.ts';
import { figures, readResults } from '../scripts/bench/results.ts';
import { soakTable } from '../scripts/soak/results.ts';
import { checksAlone, checksByAccount } from './checks-by-account.ts';
import { run } from './run.ts';

export const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Markdown files with parts that hostprobe writes, between `<!-- golden: <part> -->` and `<!-- /golden -->`. */
export const pages: readonly string[] = [
  ...['README.md', 'manifests/README.md'],
  ...['SECURITY', 'costs', 'predict', 'reliability', 'rights'].map((name) => `.github/${name}.md`),
];

/** What the limit of the pod is made of. */
const podMemory = [
  '| MiB | for |',
  '| --- | --- |',
  `| ${podMib.agent} | hostprobe itself |`,
  `| ${podMib.judging} | the threads that judge request bodies |`,
  `| ${podMib.bundle} | a bundle |`,
  `| ${podMib.secondHostprobe} | a second hostprobe that somebody starts in the pod |`,
].join('\n');

/** What a part shows, made from the text above it. */
const parts: Readonly<Record<string, (above: string) => Promise<string> | string>> = {
  output: async (above) => `\`\`\`\n${await outputOf(lastCommandIn(above))}\n\`\`\``,
  markdown: (above) => outputOf(lastCommandIn(above)),
  alone: checksAlone,
  checks: checksByAccount,
  figures,
  keys: () => randomKeysTable(readResults()),
  memory: () => podMemory,
  soak: () => soakTable(),
};

/** The page as it must be: its parts are made anew, the rest stays. */
export async function expectedPage(path: string): Promise<string> {
  const [first = '', ...rest] = readFileSync(pathOf(path), 'utf8').split('<!-- golden: ');
  let page = first;
  for (const piece of rest) {
    const [, part = '', after] = /^([a-z]+) -->\n[\s\S]*?(<!-- \/golden -->[\s\S]*)$/.exec(piece) ?? [];
    const make = parts[part];
    if (make === undefined) {
      throw new Error(`${path}: "<!-- golden: " needs one of ${Object.keys(parts)}, and "<!-- /golden -->" behind it`);
    }
    page += `<!-- golden: ${part} -->\n${await make(page)}\n${after}`;
  }
  return page;
}

/** The words of the last command of hostprobe that is shown, without `npm run -s hostprobe --`. */
function lastCommandIn(text: string): string[] {
  const shown = [...text.matchAll(/npm run -s hostprobe -- ((?:.*\\\n)*[^`\n]*)/g)].at(-1)?.[1] ?? '';
  return shown.replaceAll('\\\n', ' ').trim().split(/\s+/);
}

async function outputOf(words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(
    words.map((word) => (word.startsWith('test/') ? pathOf(word) : word)),
    {
      environment: { COLUMNS: '100' },
    },
  );
  if (stderr !== '') throw new Error(stderr);
  return stdout.trimEnd();
}
