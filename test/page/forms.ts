import { compareAll, compareNode } from '../../agent/compare/comparison.ts';
import { diagnose, explanationOf } from '../../agent/diagnose.ts';
import { fleetPage } from '../../agent/fleet/html.ts';
import { type Row, rowStatuses } from '../../agent/fleet/row.ts';
import { problemGroups } from '../../agent/fleet/table.ts';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { predictionsView } from '../../agent/page/predictions.ts';
import { explanationView, problemsView } from '../../agent/page/problems.ts';
import { work } from '../../agent/page/work.ts';
import { plainView } from '../../agent/renderer.ts';
import { comparisonView } from '../../agent/renderers/html/comparison.ts';
import { html } from '../../agent/renderers/html.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { contentOf } from '../golden-shape.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { markupOf } from './markup.ts';
import { fullReport, reportOfStory } from './report.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}
  hostNetwork: true
  containers: [{name: a, image: a, command: ['a.exe'], volumeMounts: [{name: v, mountPath: /v}]}]
  volumes: [{name: v, configMap: {name: v}}]
---
kind: Service
apiVersion: v1
metadata: {name: web}
`;
const stories = ['healthy', 'aks-containerd-1.6', 'nssm-user-account'];

/** What the page answers to the manifest. */
async function answersTo(text: string, nodes: readonly string[]): Promise<string[]> {
  const files = nodes.map((name) => new File([JSON.stringify(snapshotOf(name))], `${name}.json`));
  const entered = { text, pod: '', files };
  const choices = { nodes: nodeKinds, all: false };
  const answers = await Promise.all(
    (['lint', 'predict'] as const).map((tab) => work({ do: tab, entered, choices }, () => undefined)),
  );
  return answers.map((answer) => {
    if (answer.tab === 'lint') return markupOf(problemsView(answer, 'manifest', () => undefined));
    if (answer.tab === 'predict') return markupOf(predictionsView(answer));
    throw new Error(`nobody asked for ${answer.tab}`);
  });
}

/** Failures with a cause that is sure, with many and with ruled-out ones, what only warns, what other programs say too, and nothing. */
const explained = [
  'logon-denied',
  'logon-incorrect',
  'logon-domain',
  'local-account-left',
  'runtime-old',
  'runtime-starting',
];
const ofOthers = ['stage-container-denied', 'side-by-side', 'cmd-not-recognized'];
const explanations = () =>
  [...explained, ...ofOthers, null].map((wanted, index) => {
    const text = signatures.find(({ id }) => id === wanted)?.samples[0] ?? 'all is well';
    const told = { source: 'text', text, count: 1, ...(index < explained.length ? { hostProcess: true } : {}) };
    return markupOf(explanationView(explanationOf(diagnose([told], {})), null));
  });

function comparisons(): string[] {
  const named = (node: string, story?: string) => ({ ...(story ? snapshotOf(story) : snapshotWith()), node });
  const nodes = [named('sick', 'containerd-user-account'), named('a'), named('b'), named('old', 'old-shim')];
  const [sick, ...peers] = nodes;
  return [
    sick === undefined ? '' : markupOf(comparisonView(compareNode(sick, peers))),
    markupOf(comparisonView(compareAll(nodes))),
  ];
}

/** A node of each status, and one of which little is known. */
function fleet(): string {
  const report = reportOfStory('nssm-user-account');
  const findings = report.findings.filter(({ status }) => status === 'fail' || status === 'warn');
  const rows = rowStatuses.map(
    (status, index): Row => ({
      ...{ node: `win-${index}`, status, fail: [], warn: [], unknown: [], causes: [], note: '', brokenPods: 0 },
      ...{ containerd: '1.7.28', mode: 'bind', shim: 'hpc', account: 'LocalSystem', windows: null, kernel: null },
      ...{ kubelet: 'v1.34.2', address: null, ready: true, heardAt: null, via: 'conditions', agent: null },
      ...(index === 0 ? { fail: ['containerd-account', 'check-of-tomorrow'], causes: ['containerd-account'] } : {}),
      ...(index === 1 ? { warn: ['disk-space'], note: 'it is not ready', kernel: '10.0.20348.2700' } : {}),
    }),
  );
  const first = rows[2];
  if (first) Object.assign(first, { findings, heardAt: '2026-11-01T11:58:00Z', windows: 'Windows Server 2022' });
  return fleetPage({ context: 'production', at: new Date('2026-11-01T12:00:00Z'), groups: problemGroups(rows), rows });
}

/** A line of markup without its words, names and numbers. */
const formOf = (line: string): string =>
  line
    .replaceAll(/(?<!<summary)>[^<]+/g, '>')
    .replaceAll(/<(code|samp)><\/\1>|<wbr\/>/g, '')
    .replaceAll(/(href|id|for|aria-\w+|datetime|data-label|data-node)="[^"]*"/g, '$1')
    .replaceAll(/\d+/g, '#');

/** Without sentences, which are kept elsewhere. */
const withoutSentences = (line: string): string =>
  line.replaceAll(/>[^<]{25,}/g, '>…').replaceAll(/(aria-label="|href="http)[^"]{25,}"/g, '$1…"');

/**
 * Each form of a line of markup in the pages, once, as the first page has it: marks, links, what is open, what only a reader of
 * screens hears. @param known pages that are kept whole
 */
export async function formsOfPages(known: string): Promise<string> {
  const pages: readonly [string, readonly string[]][] = [
    ['a report of everything', [html.render(fullReport(), plainView)]],
    ['reports', storyNames().map((name) => html.render(reportOfStory(name), plainView))],
    ['answers', [...(await answersTo(manifest, stories)), ...(await answersTo(manifest, []))]],
    ['explanations', explanations()],
    ['comparisons', comparisons()],
    ['many nodes', [fleet()]],
  ];
  const seen = new Set(known.split('\n').map(formOf));
  const isNew = (line: string) => line.startsWith('<') && seen.size < seen.add(formOf(line)).size;
  const all = pages.flatMap(([name, texts]) => [
    `==== ${name}`,
    ...texts.flatMap((text) =>
      contentOf(text)
        .split('\n')
        .filter(isNew)
        .map(name === 'comparisons' ? String : withoutSentences),
    ),
  ]);
  return `${all.join('\n')}\n`;
}
