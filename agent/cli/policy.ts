import { stringify } from 'yaml';
import { command } from '../command.ts';
import { UserError } from '../error.ts';

export const policy = command({
  id: 'policy',
  summary:
    'print lint rules as ValidatingAdmissionPolicies, for pods that the API server accepts and that then fail on the node',
  operands: null,
  flags: ['action', 'containerd', 'bind-filter'],
  outputs: [],
  flagHelp: {
    containerd: 'the nodes have this containerd',
    'bind-filter': 'the nodes have, or do not have, bindfltapi.dll',
  },
  details:
    'The cluster then judges HostProcess pods itself, with Kubernetes 1.30 or newer and nothing of hostprobe in it:\n' +
    '  hostprobe policy --action warn | kubectl apply -f -\n' +
    'Warnings of lint are never denied: with --action deny they warn. What breaks a rule on only some of the nodes\n' +
    'weighs less, so name the containerd of yours. What CEL cannot say is named in the first lines; lint finds it.',
  exits: { 0: 'the policies are printed' },
  async run({ config, print }) {
    const [{ policyRules }, { policiesOf }, { targeted }] = await Promise.all([
      import('../lint/policies.ts'),
      import('../lint/admission-policy.ts'),
      import('../node/new-pod.ts'),
    ]);
    const nodes = targeted({ containerd: config.containerd, bindFilter: config['bind-filter'] });
    if (nodes.length === 0) throw new UserError('--containerd and --bind-filter must leave one kind of node');
    const { said, left } = policyRules(nodes);
    const reasons = [...Map.groupBy(Object.keys(left), (id) => left[id])];
    const head = reasons.map(([why, ids]) => `# Not here, because ${why}: ${ids.join(', ')}\n`).join('');
    await print(
      `${head}${policiesOf(said, config.action)
        .map((object) => `---\n${stringify(object, { lineWidth: 0 })}`)
        .join('')}`,
    );
    return 0;
  },
});
