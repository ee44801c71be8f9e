import { type BundleSource, bundleName, freeName, refuseExisting, requireBundleFile } from '../bundle/file.ts';
import { usualLimits } from '../bundle/writer.ts';
import { type Call, command } from '../command.ts';
import { connectionFlags, nodeFlags } from '../config/flags.ts';
import { isAddress, momentOf } from '../config/values.ts';
import { nodeWays } from '../config/ways.ts';
import { freshKey } from '../decode/bytes.ts';
import { NoAnswerError, UserError } from '../error.ts';
import type { Snapshot } from '../snapshot.ts';

const always = ['since', 'max-size'] as const;
const ofHere = ['state-dir', 'listen', 'log-level'] as const;
const ofFleet = [...always, 'node', 'selector', 'dry-run', 'yes', 'timeout', 'via', ...connectionFlags] as const;
const flags = [...always, 'redact', 'dry-run', 'all', 'selector', 'yes', 'timeout', ...nodeFlags, ...ofHere] as const;
export type BundleCall = Call<(typeof flags)[number]>;

export const bundle = command({
  id: 'bundle',
  summary: 'write a support bundle: facts, report, logs and configuration, redacted; read it before you send it',
  operands: '[file | -]',
  writesFile: true,
  flags,
  ways: [
    { by: ['all'], takes: ofFleet },
    { by: ['selector'], takes: ofFleet },
    { by: ['dry-run', 'facts'], takes: always },
    { by: ['facts'], takes: [...always, 'redact'] },
    { by: ['node'], when: ({ config }) => config.node.length > 1, called: 'several nodes', takes: ofFleet },
    { by: ['dry-run', 'node'], when: ({ config }) => !config.node.some(isAddress), takes: ofFleet },
    ...nodeWays([...always, 'timeout']),
    { by: ['dry-run'], takes: [...always, ...ofHere] },
    { by: [], takes: [...always, 'redact', ...ofHere] },
  ],
  outputs: ['text', 'json', 'base64'],
  flagHelp: {
    since: 'only logs, events and changes since this time: 30m, 2h, 3d, or 2026-11-01T14:00:00Z',
    all: 'fetch the bundles of all Windows nodes of the cluster into one archive',
    node: 'fetch the bundle of this cluster node, or of the one at https://host:20258; repeatable for cluster nodes',
    facts:
      'make the bundle from this snapshot (what hostprobe facts prints) or bundle instead of this node; - is standard input',
  },
  details:
    'The default file is hostprobe-<node>-<time>.zip in this folder; - is standard output. report, explain and predict\n' +
    'read it with --facts. It holds the last 10 MB of each log; if not all fits, the most useful files come first.\n' +
    '  hostprobe bundle --since 2d --max-size 20MB\n' +
    '  hostprobe bundle -o base64 -                      for channels that pass only text\n' +
    '  hostprobe bundle --node win-1\n' +
    '  hostprobe bundle --all                            all Windows nodes of the cluster in one archive; also -l\n' +
    'With --all or -l, the first Ctrl-C keeps the bundles that are complete; the second ends at once.',
  exits: {
    0: 'the bundle is written or listed',
    2: 'with --all or -l: the bundle of a node is missing',
  },
  async run(call) {
    const { config, operands } = call;
    if (
      config.output === 'base64' &&
      (operands[0] !== '-' || config.node.length > 0 || config.all || config.selector !== null)
    ) {
      throw new UserError('-o base64 is for a bundle of this node on standard output: hostprobe bundle -o base64 -');
    }
    if (operands.length > 1) throw new UserError(`name one file for the bundle, but got ${operands.join(' and ')}`);
    const [name] = operands;
    if (name !== undefined && !config['dry-run']) {
      refuseExisting(name);
      requireBundleFile(name);
    }
    const [origin] = config.node;
    // --dry-run of an address is refused before.
    const isPlan = config['dry-run'] && origin !== undefined;
    if (config.all || config.selector !== null || config.node.length > 1 || isPlan) {
      return await (await import('./bundle/all.ts')).bundleFleet(call);
    }
    const alone = origin === undefined ? null : await fetchOrAlone(call, origin);
    if (typeof alone === 'number') return alone;
    const source = alone ?? (await openSource(call));
    const since = sinceOf(call, source.snapshot);
    if (config['dry-run']) {
      const { showPlan } = await import('./bundle/write.ts');
      return await showPlan(call, { source, since, limits: limitsOf(call) });
    }
    const [{ writeHere }, { readRedactionRules }] = await Promise.all([
      import('./bundle/write.ts'),
      import('../source/saved-files.ts'),
    ]);
    const more = await readRedactionRules(config.redact);
    const target = name ?? freeName(bundleName(source.snapshot));
    return await writeHere(call, { name: target, source, since, limits: limitsOf(call), more });
  },
});

/** The exit code of a bundle from the agent; where none answers, a bundle is made of what the cluster tells of the node. */
async function fetchOrAlone(call: BundleCall, origin: string): Promise<number | BundleSource> {
  try {
    return await (await import('./bundle/write.ts')).fetchBundle(call, origin);
  } catch (error) {
    if (isAddress(origin) || !(error instanceof NoAnswerError)) throw error;
    const [node] = (await (await import('../source/node-flags.ts')).namedNodes(call.config)) ?? [];
    if (node === undefined || node.unseen === null) throw error;
    return sourceOf(node.snapshot);
  }
}

const limitsOf = ({ config }: BundleCall) => ({ ...usualLimits, maxBytes: config['max-size'] });

const sinceOf = ({ config }: BundleCall, { at }: Snapshot) => config.since && momentOf(config.since, new Date(at));

/** This node as it is now, or a saved snapshot. */
async function openSource(call: BundleCall): Promise<BundleSource> {
  const [{ namedSnapshot }, { runWithHistory }] = await Promise.all([
    import('../source/node-flags.ts'),
    import('../source/this-node.ts'),
  ]);
  const named = await namedSnapshot(call.config);
  if (named !== null) return sourceOf(named);
  const { readSetup, ...run } = await runWithHistory(call, call.config.since);
  if (call.config['dry-run']) return { ...run, ownLog: null };
  const key = freshKey();
  return { ...run, ownLog: null, key, setup: readSetup(key) };
}

const sourceOf = async (snapshot: Snapshot): Promise<BundleSource> => ({
  ...{ snapshot, report: (await import('../assess.ts')).assess(snapshot), history: null, ownLog: null, host: null },
});
