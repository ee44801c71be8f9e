import { assess, judgedStrictly } from '../assess.ts';
import { type Call, command } from '../command.ts';
import { nodeFlags } from '../config/flags.ts';
import type { Since } from '../config/values.ts';
import { nodeWays } from '../config/ways.ts';
import { UserError } from '../error.ts';
import type { History } from '../history.ts';
import type { Renderer } from '../renderer.ts';
import type { Report } from '../report.ts';
import { namedPast, namedSnapshot } from '../source/node-flags.ts';
import { gatherOnce, gatherWindows, runWithHistory } from '../source/this-node.ts';
import { toolVersion } from '../version.ts';

/** The renderers by the value of -o, each loaded only when it is asked for; the first is the default. */
const loaders = {
  text: async () => (await import('../renderers/text.ts')).text,
  json: async () => (await import('../renderers/json.ts')).json,
  html: async () => (await import('../renderers/html.ts')).html,
  prometheus: async () => (await import('../renderers/prometheus.ts')).prometheus,
  npd: async () => (await import('../renderers/npd.ts')).npd,
  junit: async () => (await import('../renderers/junit.ts')).junit,
} as const satisfies Readonly<Record<string, () => Promise<Renderer>>>;

type Output = keyof typeof loaders;

export const outputs = Object.keys(loaders) as Output[];

/** @param output one of `outputs`, which callers have checked */
export const rendererOf = (output: string): Promise<Renderer> => loaders[output as Output]();

/** Output formats that can show the history. */
const historyForms = ['text', 'json', 'html'];

const ofHere = ['strict', 'verbose', 'listen', 'log-level'] as const;
const ofOther = ['strict', 'verbose', 'since'] as const;
const flags = ['since', 'strict', 'verbose', 'self-check', ...nodeFlags, 'state-dir', 'listen', 'log-level'] as const;
type ReportCall = Call<(typeof flags)[number]>;

export const report = command({
  id: 'report',
  summary: 'print the report of this node, of another node, or of a saved one',
  operands: null,
  flags,
  ways: [
    { by: ['self-check'], takes: [], hasOneFormat: true },
    { by: ['facts'], takes: ofOther },
    ...nodeWays(ofOther),
    { by: ['since'], takes: [...ofHere, 'state-dir'] },
    { by: [], takes: ofHere },
  ],
  outputs,
  details:
    'With --since it also shows changes: those that hostprobe serve recorded on the node, and those since then. A\n' +
    'bundle (--facts b.zip) has them too; with a bundle, 2h counts back from the time of the bundle.\n' +
    'With -o npd it is a node-problem-detector plugin: one line of at most 80 characters.\n' +
    'PASS, WARN and FAIL are what a check found; UNKNOWN: it could not read what it needs. --verbose also\n' +
    'prints SKIP, what does not apply to this node, and HIDDEN, what only SYSTEM can read. --strict counts HIDDEN as UNKNOWN,\n' +
    'and a note, such as the end of support of a release, as WARN.\n' +
    'With --self-check it asks Windows each question twice, with its own call and with a Windows program, and prints one\n' +
    'line per question.',
  exits: {
    0: 'nothing failed, and everything that this account can see was judged; with --self-check: all answers are the same',
    1: 'something failed; with --self-check: an answer differs',
    2: 'nothing failed, but something could not be judged; with --self-check: no answer differs, but one could not be compared',
  },
  async run(call) {
    const { since, output } = call.config;
    if (call.config['self-check']) return await checkItself(call);
    const judged = since === null ? await judge(call) : await judgeSince(call, since);
    const shown = call.config.strict ? judgedStrictly(judged) : judged;
    await call.print((await rendererOf(output)).render(shown, call.view));
    return exitCodeOf(shown);
  },
});

/** For an issue, when hostprobe seems to read Windows wrongly. */
async function checkItself({ createHost, print }: ReportCall): Promise<number> {
  const [{ canAsk, questionsTo }, { askBothWays: compare, lineOf }] = await Promise.all([
    import('../self-check/questions.ts'),
    import('../self-check.ts'),
  ]);
  const host = await createHost();
  if (!(await canAsk(host))) {
    throw new UserError(
      '--self-check needs a Windows node, because it compares with programs of Windows; run it there, such as with kubectl exec in the pod of hostprobe',
    );
  }
  await print(`hostprobe ${toolVersion} on ${host.system.architecture()}, each question to Windows asked twice:\n`);
  const verdicts = new Set<string>();
  // One at a time, to keep the load on the node low: each one starts a program.
  for (const question of questionsTo(host)) {
    const comparison = await compare(host, question);
    verdicts.add(comparison.verdict);
    await print(`${lineOf(comparison)}\n`);
  }
  return verdicts.has('differs') ? 1 : verdicts.has('unknown') ? 2 : 0;
}

async function judge(call: ReportCall): Promise<Report> {
  return assess(
    (await namedSnapshot(call.config)) ?? (await (call.config.output === 'text' ? gatherWindows : gatherOnce)(call)),
  );
}

/** @throws UserError if no history can be read */
async function judgeSince(call: ReportCall, since: Since): Promise<Report & { history: History }> {
  const { output } = call.config;
  if (!historyForms.includes(output)) {
    throw new UserError(`--since needs -o ${historyForms.join(', ')}; -o ${output} cannot show changes`);
  }
  const past = await namedPast(call.config, since);
  if (past !== null) return { ...assess(past.snapshot), history: past.history };
  const { report: judged, history } = await runWithHistory(call, since);
  return { ...judged, history };
}

/** The exit codes of node-problem-detector plugins: 0 OK, 1 not OK, 2 unknown. A warning is OK. */
function exitCodeOf(judged: Report): number {
  if (judged.status === 'unhealthy') return 1;
  return judged.counts.unknown > 0 ? 2 : 0;
}
