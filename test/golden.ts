import { assess } from '../agent/assess.ts';
import { checks } from '../agent/checks/index.ts';
import type { ExplainedFix } from '../agent/fix.ts';
import { plainView } from '../agent/renderer.ts';
import { checksPage } from '../agent/renderers/html.ts';
import { renderers } from '../agent/renderers/index.ts';
import type { Report } from '../agent/report.ts';
import { saidOfMissing } from './check/said.ts';
import { saidOfChecks } from './checks/said.ts';
import { saidOfCommands } from './cli/said.ts';
import { saidOfComparisons } from './compare/said.ts';
import { composed } from './composed.ts';
import { laidOut } from './difference.ts';
import { saidOfTexts } from './explain/said.ts';
import { fixes } from './golden-fixes.ts';
import { formats } from './golden-formats.ts';
import { contentOf, shapeOf } from './golden-shape.ts';
import { claimsBeside } from './lint/claims.ts';
import { offences } from './lint/offences.ts';
import { saidOfNodes } from './node/said.ts';
import { formsOfPages } from './page/forms.ts';
import { saidOfPage } from './page/said.ts';
import { saidOfFailures } from './predict/said.ts';
import { saidOfServer } from './server/said.ts';
import { keptWhole, snapshotOf, snapshotText, storyNames } from './stories.ts';

/** Stories whose reports are kept whole in every form: all statuses, a diagnosis, hidden and unknown facts. */
export const wholeReports = [
  'containerd-user-account',
  'local-service-containerd-stopped',
  'orphaned-group-accounts',
] as const;

const view = { ...plainView, verbose: true };

/** How a form is kept, so that a change of it can be read in git; others are as they are. */
const kept: Readonly<Record<string, (rendered: string) => string>> = {
  json: (rendered) => `${laidOut(JSON.parse(rendered))}\n`,
  html: contentOf,
};

/** Every form of a report. */
export const forms: Readonly<Record<string, (report: Report) => string>> = Object.fromEntries(
  renderers.map(({ id, render }) => [
    id,
    (report: Report) => {
      const rendered = render(report, view);
      return kept[id]?.(rendered) ?? rendered;
    },
  ]),
);

/** By their path in test/nodes: the whole reports, and for each story what is wrong with it, in words that are new. */
function goldens(): Record<string, string> {
  const reports = new Map(storyNames().map((story) => [story, assess(snapshotOf(story))]));
  const whole = [...reports].filter(([story]) => wholeReports.some((name) => name === story));
  const seen = new Set(
    whole.flatMap(([, report]) => verdictsOf(report).flatMap(({ words }) => sentencesOf(words).map(shapeOf))),
  );
  return {
    'formats.txt': formats(),
    'whole-reports.txt': [
      ...whole.flatMap(([story, report]) => wholeOf(story, report)),
      `==== a check as html\n\n${contentOf(checksPage(checks.slice(0, 1)))}`,
    ].join('\n'),
    ...Object.fromEntries([...reports].map(([story, report]) => [`${story}/report.txt`, newsOf(report, seen)])),
    ...Object.fromEntries(
      keptWhole.flatMap((story) => (story in composed ? [[`${story}/snapshot.json`, snapshotText(story)]] : [])),
    ),
  };
}

/** All that npm run golden makes, by paths in test/. */
export async function keptFiles(): Promise<Record<string, string>> {
  const nodes = goldens();
  return {
    ...Object.fromEntries(Object.entries(nodes).map(([file, text]) => [`nodes/${file}`, text])),
    'page/forms.txt': await formsOfPages(nodes['whole-reports.txt'] ?? ''),
    ...(await keptWords()),
  };
}

/** Words that no node has, beside what they are made from, by their paths in test/. */
const keptWords = async (): Promise<Record<string, string>> => ({
  'cli/said.txt': await saidOfCommands(),
  'compare/said.txt': saidOfComparisons(),
  'explain/said.txt': saidOfTexts(),
  'lint/claims-said.txt': claimsBeside(),
  'lint/offences.txt': offences(),
  'page/said.txt': saidOfPage(),
  'predict/said.txt': saidOfFailures(),
  // One file, so that a sentence that checks and fixes share changes once.
  'said.txt': [fixes(), saidOfMissing(), saidOfNodes(), saidOfChecks()].join('\n'),
  'server/said.txt': await saidOfServer(),
});

const wholeOf = (story: string, report: Report) =>
  Object.entries(forms).map(([form, render]) => `==== ${story} as ${form}\n\n${render(report)}`);

/** One thing that is judged, and what is said of it. */
interface Verdict {
  line: string;
  words: readonly string[];
}

/** What a change of words leaves as it is stands in the lines. */
function verdictsOf(report: Report): Verdict[] {
  const { status, headline, counts, findings, diagnoses } = report;
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    {
      line: `${status}: ${counted.map(([of, count]) => `${count} ${of}`).join(', ')}`,
      words: [headline],
    },
    ...findings.map(({ check, status: judged, summary, evidence, fix }) => ({
      line: `${judged} ${check}`,
      words: [summary, ...evidence.map(labelled), ...(fix === null ? [] : wordsOf(fix))],
    })),
    ...diagnoses.flatMap(({ signature, title, note, seen, next = [], causes }) => [
      {
        line: `error ${signature}`,
        words: [
          title,
          note ?? '',
          ...seen.map(({ source, text: said }) => `${source}: ${said}`),
          ...next.flatMap(stepWords),
        ],
      },
      ...causes.map(({ id, weight, title: cause, evidence, fix }) => ({
        line: `  ${weight} ${id}`,
        words: [cause, ...evidence.map(labelled), ...wordsOf(fix)],
      })),
    ]),
  ];
}

const labelled = ({ label, value }: { label: string; value: string }) => `${label}: ${value}`;
const stepWords = ({ say, run, risk = '' }: ExplainedFix['steps'][number]) => [say, ...(run ?? '').split('\n'), risk];
const wordsOf = ({ steps, verify }: ExplainedFix) => [
  ...steps.flatMap(stepWords),
  ...(verify === undefined ? [] : [...verify.run.split('\n'), verify.expect]),
];

const sentencesOf = (words: readonly string[]) =>
  words.flatMap((one) => one.split(/(?<=\.) /)).filter((sentence) => sentence !== '');

/** Words stand below their verdict. */
const wordsIndent = '      ';

/** The verdicts that are not pass or skip, each with the words that no golden above has. */
function newsOf(report: Report, seen: Set<string>): string {
  const lines = verdictsOf(report)
    .filter(({ line }) => !/^(?:pass|skip) /.test(line))
    .flatMap(({ line, words }) => {
      const fresh = sentencesOf(words).filter((one) => !seen.has(shapeOf(one)));
      for (const one of fresh) seen.add(shapeOf(one));
      return [line, ...fresh.map((one) => `${wordsIndent}${one}`)];
    });
  return `${lines.join('\n')}\n`;
}
