import { type BundleSource, bundleName } from '../bundle/source.ts';
import type { Call, Command } from '../command.ts';
import { UserError } from '../error.ts';
import { momentOf } from '../since.ts';

/** For all of it together; what there is by then is written. */
const deadlineMs = 5 * 60_000;
export const maxItemBytes = 10_000_000;

export const bundle: Command = {
  id: 'bundle',
  summary: 'put all that helps to judge this node from afar into one file, without secrets',
  operands: '[file | -]',
  flags: [
    'since',
    'max-size',
    'redact',
    'dry-run',
    'facts',
    'node',
    'token-file',
    'ca-file',
    'state-dir',
    'listen',
    'log-level',
  ],
  outputs: ['text', 'json'],
  details:
    'The file is hostprobe-<node>-<time>.zip here, or as named; - is standard output. report, explain and predict take it\n' +
    'with --facts. Of each log the last 10 MB are taken; where not all fits, what is worth most comes first.\n' +
    '  hostprobe bundle --since 2d --max-size 20MB\n' +
    '  hostprobe bundle --node https://win-1:20258 --token-file token\n' +
    '  hostprobe bundle --diff win-1.zip win-2.zip',
  async run(call) {
    const { config, operands } = call;
    if (operands.length > 1) throw new UserError(`bundle writes one file, but got ${operands.join(' and ')}`);
    if (config.node.length > 0) return await (await import('./bundle/fetch.ts')).fetchBundle(call);
    const source = await openSource(call);
    const since = config.since && momentOf(config.since, new Date(source.snapshot.at));
    if (config['dry-run']) {
      const { showPlan } = await import('./bundle/plan.ts');
      return await showPlan(call, { source, since, limits: limitsOf(call) });
    }
    const { writeHere } = await import('./bundle/write.ts');
    const more = config.redact === null ? [] : await (await import('../redact/rules-file.ts')).readRules(config.redact);
    const name = operands[0] ?? bundleName(source.snapshot);
    return await writeHere(call, { name, source, since, limits: limitsOf(call), more, deadlineMs });
  },
};

const limitsOf = ({ config }: Call) => ({ maxBytes: config['max-size'], maxItemBytes });

/** This node as it is now, or what a saved snapshot has of one. */
async function openSource(call: Call): Promise<BundleSource> {
  const [{ givenSnapshot }, { assess }, { openOnce }] = await Promise.all([
    import('../given.ts'),
    import('../assess.ts'),
    import('../node.ts'),
  ]);
  const given = await givenSnapshot(call.config);
  if (given !== null) return { snapshot: given, report: assess(given), history: null, ownLog: null, host: null };
  const [{ host, gatherer }, { readHistory }, { historyFile }] = await Promise.all([
    openOnce(call),
    import('../history/here.ts'),
    import('../history/keeper.ts'),
  ]);
  const snapshot = await gatherer.gather();
  const report = assess(snapshot);
  const state = host.state({ directory: call.config['state-dir'], file: historyFile });
  const history = await readHistory({ state, since: new Date(0), look: { snapshot, report } });
  return { snapshot, report, history, ownLog: null, host };
}
