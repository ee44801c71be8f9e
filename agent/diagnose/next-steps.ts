import { podArguments, type Symptom } from '../cause.ts';
import { inItsFolder, makeBundle, saveFacts } from '../fix/show.ts';
import { lines, literal, onCluster, onNode, riskOfRecreate, type Step, shell, type Words, words } from '../fix.ts';
import { containerdRunsAs, showProcessAccount } from '../node/containerd-account.ts';

import { shimFamily } from '../node/new-pod.ts';
import { showPrograms } from '../node/upgrade.ts';
import type { Weight } from '../report.ts';
import type { KnownFacts } from '../snapshot.ts';

/** What distinguishes causes, and how to get it. */
interface Question {
  causes: readonly string[];
  isKnown(symptom: Symptom, facts: KnownFacts): boolean;
  step(pod: Words): Step;
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
        'Save the pod, and run explain again with --pod pod.json: its runAsUserName and mounts distinguish the causes.',
        shell`kubectl get pod ${pod} -o json > pod.json`,
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
        'Check the release of containerd, and whether the node has the bind filter, and run explain again with --containerd and --bind-filter.',
        lines(showPrograms({}), shell`Test-Path C:\\Windows\\System32\\bindfltapi.dll`),
      ),
  },
  {
    causes: ['containerd-account', 'security-product', 'service-privileges', 'shim-access'],
    isKnown: (_, facts) => containerdRunsAs(facts) !== null,
    step: () => onNode('Check which account containerd runs as.', showProcessAccount),
  },
  {
    causes: ['local-group-missing', 'account-needs-password', 'interactive-logon-right', 'service-logon-right'],
    isKnown: (_, facts) => facts.accounts !== undefined,
    step: () =>
      onNode(
        `Save the facts of the node, with its groups, accounts and rights, ${inItsFolder}, and run explain again with --facts node.json.`,
        saveFacts,
      ),
  },
];

/** The most steps to show: more would not be followed at once. */
const mostSteps = 2;

/**
 * What to find out, or to do, next: what distinguishes the remaining causes; where the error text is not known, its
 * number; where every cause is ruled out, what changed since the failure.
 */
export function nextSteps(
  symptom: Symptom,
  causes: readonly { id: string; weight: Weight }[],
  facts: KnownFacts,
): Step[] {
  const left = causes.filter(({ weight }) => weight !== 'ruled-out');
  if (left.length === 0) return afterAll(symptom);
  const { tail } = symptom.match;
  const sentence = tail !== null && tail.code === null ? sentenceOf(tail.text) : null;
  const number = sentence === null ? [] : [askNumber(sentence)];
  if (left.length === 1 || left.some(({ weight }) => weight === 'confirmed')) return number;
  const open = questions.filter(
    (question) => left.some(({ id }) => question.causes.includes(id)) && !question.isKnown(symptom, facts),
  );
  return number.length > 0 ? number : open.map(({ step }) => step(podArguments(symptom))).slice(0, mostSteps);
}

/** What distinguishes the cause from others, for any pod. */
export const stepsToTell = (cause: string): Step[] =>
  questions.filter(({ causes }) => causes.includes(cause)).map(({ step }) => step(words`<pod> -n <namespace>`));

/** What Windows may have said: its errors are sentences. null: the text ends in something else, such as a word of Go. */
function sentenceOf(text: string): string | null {
  const last = text.slice(text.lastIndexOf(': ') + 1).trim();
  return /^\S.{8,}[.!。！]$/.test(last) ? last : null;
}

/** .NET Framework leaves out the full stop at the end of a text, and .NET does not. */
const askNumber = (sentence: string): Step =>
  onNode(
    'Look up the error number of this Windows text, which hostprobe does not know, and run explain with the number.',
    shell`1..16000 | Where-Object { ([ComponentModel.Win32Exception]$_).Message.TrimEnd('.') -eq ${literal(sentence.replace(/\.+$/, ''))} }`,
  );

function afterAll(symptom: Symptom): Step[] {
  const { at } = symptom.message;
  const when = at === undefined ? 'the failure' : `the failure at ${at}`;
  return [
    onNode(
      `The current facts rule out every known cause of ${when}: collect a support bundle ${inItsFolder}; it contains the log of containerd at that time.`,
      makeBundle,
    ),
    onCluster(
      'Recreate the pod, and see whether it still fails.',
      shell`kubectl delete pod ${podArguments(symptom)}`,
      riskOfRecreate,
    ),
    onNode(
      'If it works now, see what changed since then: services (event 7040), and, where Windows logs them, new groups (event 4731).',
      "Get-WinEvent -FilterHashtable @{LogName='Security','System';Id=4731,7040} -MaxEvents 20 | Format-List TimeCreated, Id, Message",
    ),
  ];
}
