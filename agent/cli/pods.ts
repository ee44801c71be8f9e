import { stringify } from 'yaml';
import { type Call, command } from '../command.ts';
import { kubectlFlags } from '../config/flags.ts';
import { UserError } from '../error.ts';
import { plural } from '../fact.ts';
import { readBrokenPods, type SeenPods } from '../fleet/broken-pods.ts';
import { sayBroken, showBrokenPods, showPodRows } from '../fleet/pod-table.ts';
import { watchBrokenPods } from '../fleet/watch.ts';
import { newLayout } from '../print/table.ts';
import { openReach, toUserError } from '../reach/agent.ts';

const always = ['namespace', 'all-namespaces', 'selector', 'no-headers', ...kubectlFlags] as const;
const flags = [...always, 'watch'] as const;
type PodsCall = Call<(typeof flags)[number]>;

export const pods = command({
  id: 'pods',
  summary: 'list the HostProcess pods of a cluster that do not run or restart, with cause and first step',
  operands: null,
  flags,
  outputs: ['text', 'wide', 'json', 'yaml', 'name'],
  flagHelp: {
    namespace: 'only pods of this namespace',
    selector: 'only pods with these labels (kubectl syntax)',
  },
  details:
    'Reads the pods of all namespaces, and the events of those that do not run or restart, from the API server. It needs\n' +
    'nothing in the cluster. The causes are by what Kubernetes says of the pods; hostprobe explain pod/<name> -n <namespace>\n' +
    'also asks the node.\n' +
    '  hostprobe pods -n monitoring\n' +
    '  hostprobe pods -o wide                            a row for each pod, with everything in it\n' +
    '  hostprobe pods -w',
  exits: {
    0: 'every HostProcess pod runs',
    1: 'a HostProcess pod does not run, or restarts',
    2: 'every pod that was seen runs, but something could not be read',
  },
  async run(call) {
    const { config, view } = call;
    if (config['all-namespaces'] && config.namespace !== null)
      throw new UserError('--all-namespaces has no effect with --namespace: leave out one of them');
    const api = await openReach(config);
    const wanted = { namespace: config.namespace, selector: config.selector };
    const seen = await readBrokenPods(api, wanted).catch(toUserError);
    const layout = newLayout();
    await call.print(show(call, seen, { context: api.signIn.context, now: api.now(), layout }));
    if (config.watch) {
      await watchBrokenPods({ api, wanted, seen }, (changed) =>
        call.print(showPodRows(changed, { view, headings: false, now: api.now() }, layout)),
      );
    }
    return seen.broken.length > 0 ? 1 : seen.unseen === null ? 0 : 2;
  },
});

function show(
  { config, view }: PodsCall,
  seen: SeenPods,
  { context, now, layout }: { context: string; now: Date; layout: ReturnType<typeof newLayout> },
): string {
  const { output } = config;
  const { broken, all, unseen } = seen;
  if (output === 'name') return broken.map((one) => `pod/${one.pod}\n`).join('');
  if (output === 'json' || output === 'yaml') {
    const answer = { schemaVersion: 1, context, at: now.toISOString(), hostProcessPods: all, unseen, pods: broken };
    return output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : stringify(answer);
  }
  const nodes = new Set(broken.flatMap(({ node }) => node ?? [])).size;
  const where = nodes === 0 ? '' : `, on ${plural(nodes, 'node')}`;
  const head = config['no-headers']
    ? ''
    : all === 0
      ? `There is no HostProcess pod ${config.namespace === null ? 'in this cluster' : `in the namespace ${config.namespace}`}.\n`
      : broken.length === 0
        ? `${sayBroken(0, all)}.\n`
        : `${sayBroken(broken.length, all)}${where}.\n\n`;
  const body =
    output === 'wide' || config.watch
      ? showPodRows(broken, { view, headings: !config['no-headers'], now }, layout)
      : showBrokenPods(broken, view);
  const foot = unseen === null ? '' : `${unseen}\n`;
  return `${head}${broken.length === 0 ? '' : body}${foot}`;
}
