import { podArguments, type Sighting } from '../cause.ts';
import { onCluster, onNode, type Step } from '../fix.ts';
import { showProcessAccount } from '../node/containerd-service.ts';
import { shimFamily } from '../node/evidence.ts';
import type { Weight } from '../report.ts';
import type { KnownFacts } from '../snapshot.ts';

/** What tells causes apart, and how to get it. */
interface Question {
  causes: readonly string[];
  isKnown(sighting: Sighting, facts: KnownFacts): boolean;
  step(pod: string): Step;
}

const questions: readonly Question[] = [
  {
    causes: [
      ...[
        'local-group-missing',
        'local-group-unsupported',
        'local-group-prefixed',
        'nt-authority-spelling',
        'image-user',
      ],
      ...['account-needs-password', 'account-restriction', 'domain-unavailable', 'executable-access'],
      ...['interactive-logon-right', 'service-logon-right', 'runtime-pipe-access', 'token-not-mounted'],
    ],
    isKnown: ({ user }) => user !== null,
    step: (pod) =>
      onCluster(
        'The runAsUserName and the mounts of the pod. Save the pod, and ask again with --pod pod.json.',
        `kubectl get pod ${pod} -o json > pod.json`,
      ),
  },
  {
    causes: [
      'local-group-unsupported',
      'container-path',
      'token-path',
      'executable-path',
      'command-quoting',
      'mount-shadowed',
    ],
    isKnown: (_, facts) => shimFamily(facts) !== null,
    step: () =>
      onNode(
        'The release of containerd, and whether the node has the bind filter. Ask again with --containerd and --bind-filter.',
        'containerd.exe --version; Test-Path C:\\Windows\\System32\\bindfltapi.dll',
      ),
  },
  {
    causes: ['containerd-account', 'security-product', 'service-privileges'],
    isKnown: (_, facts) => facts.services !== undefined || facts['runtime-process'] !== undefined,
    step: () => onNode('The account that containerd runs as.', showProcessAccount),
  },
  {
    causes: ['local-group-missing', 'account-needs-password', 'interactive-logon-right', 'service-logon-right'],
    isKnown: (_, facts) => facts.accounts !== undefined,
    step: () =>
      onNode(
        'The groups, accounts and rights of the node. Save its facts, and ask again with --facts node.json.',
        'hostprobe facts > node.json',
      ),
  },
];

/** The most steps to show: nobody does more at once. */
const mostSteps = 2;

/**
 * What to find out, or to do, next: what tells the causes apart that are left; where the error text is not known, its
 * number; where every cause is ruled out, what changed since the failure.
 */
export function nextSteps(
  sighting: Sighting,
  causes: readonly { id: string; weight: Weight }[],
  facts: KnownFacts,
): Step[] {
  const left = causes.filter(({ weight }) => weight !== 'ruled-out');
  if (left.length === 0) return afterAll(sighting);
  const { tail } = sighting.match;
  const isUntold = tail !== null && tail.code === null && tail.text !== '';
  const number = isUntold ? [askNumber(tail.text)] : [];
  if (left.length === 1 || left.some(({ weight }) => weight === 'confirmed')) return number;
  const open = questions.filter(
    (question) => left.some(({ id }) => question.causes.includes(id)) && !question.isKnown(sighting, facts),
  );
  return number.length > 0 ? number : open.map(({ step }) => step(podArguments(sighting))).slice(0, mostSteps);
}

/** What tells the cause from others, of any pod. */
export const stepsToTell = (cause: string): Step[] =>
  questions.filter(({ causes }) => causes.includes(cause)).map(({ step }) => step('<pod> -n <namespace>'));

const askNumber = (text: string): Step =>
  onNode(
    'The number of the error, whose text hostprobe does not know. Get it on the node, and ask again with it.',
    `1..12000 | Where-Object { ([ComponentModel.Win32Exception]$_).Message -eq '${text.replaceAll("'", "''")}' }`,
  );

function afterAll(sighting: Sighting): Step[] {
  const { at } = sighting.message;
  const when = at === undefined ? 'the failure' : `the failure at ${at}`;
  return [
    onCluster(
      `The facts of now rule out every known cause of ${when}. See whether it still fails.`,
      `kubectl delete pod ${podArguments(sighting)}`,
      'The pod is stopped; its controller creates a new one.',
    ),
    onNode(
      'If it works now, see what changed since then: groups that were created (event 4731), and services that were changed (event 7040).',
      "Get-WinEvent -FilterHashtable @{LogName='Security','System';Id=4731,7040} -MaxEvents 20",
    ),
    onNode(
      'If it still fails, collect a support bundle, and look at the log of containerd at the time of the failure.',
      'hostprobe bundle',
    ),
  ];
}
