import { existsSync } from 'node:fs';
import { causeNamed } from '../causes/index.ts';
import { type Call, command } from '../command.ts';
import { connectionFlags, nodeFlags } from '../config/flags.ts';
import { nodeWays } from '../config/ways.ts';
import { diagnose, explanationOf } from '../diagnose.ts';
import { UserError } from '../error.ts';
import type { Pod } from '../manifest/pod.ts';
import type { Message } from '../message.ts';
import { writtenBy, zoneOf } from '../messages/cluster.ts';
import { isYaml, readPlainText } from '../messages/plain-text.ts';
import { printable } from '../print/printable.ts';
import { wrap } from '../print/text.ts';
import { showExplanation } from '../renderers/text/explanation.ts';
import { type Diagnosis, isRecognised } from '../report.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../snapshot.ts';
import type { AllSaid } from './explain/input.ts';
import type { NamedPod } from './explain/named-pod.ts';

const always = ['pod', 'run-as-user', 'host-process', 'all'] as const;
const flags = [...always, 'containerd', 'bind-filter', 'list', 'namespace', ...nodeFlags] as const;
type ExplainCall = Call<(typeof flags)[number]>;

export const explain = command({
  id: 'explain',
  summary: 'explain an error text or a log: the possible causes, and the fix of each',
  operands: '<text | file... | pod/name | - | id>',
  flags,
  ways: [
    { by: ['list'], takes: [] },
    {
      by: [],
      when: async ({ operands }) => {
        const id = idOf(operands);
        return id !== null && (await import('./explain/list.ts')).isEntry(id);
      },
      called: 'an id',
      takes: [],
    },
    {
      by: [],
      when: async ({ operands }) => (await podOf(operands)) !== null,
      called: 'pod/<name>',
      takes: ['all', 'namespace', 'via', 'logs', ...connectionFlags],
    },
    { by: ['facts'], takes: always },
    ...nodeWays(always),
    { by: [], takes: [...always, 'containerd', 'bind-filter'] },
  ],
  outputs: ['text', 'json'],
  flagHelp: {
    facts: 'use the facts of this snapshot (what hostprobe facts prints) or bundle; - is standard input',
    node: 'use the facts of this cluster node, or of the one at https://host:20258',
    namespace: "namespace of pod/<name> (default: the context's)",
    containerd: 'the node has this containerd',
    'bind-filter': 'the node has, or does not have, bindfltapi.dll',
  },
  details:
    'Reads a text, files, or - for standard input. Files are logs (also gzip and UTF-16), bundles, and the output of\n' +
    'kubectl describe and of kubectl get -o json or yaml.\n' +
    '  hostprobe explain "failed to logon user: Access is denied."\n' +
    '  hostprobe explain containerd.log --facts node.json\n' +
    '  hostprobe explain pod/agent-7x2kq -n monitoring\n' +
    'With --facts or --node, the facts of that node confirm causes or rule them out. A bundle is explained with the facts of\n' +
    'its own node, and a snapshot says what its own logs and pods say. Where there are no facts, --pod, --run-as-user,\n' +
    '--containerd and --bind-filter narrow down the causes; --pod alone explains the status of the pod. pod/<name> is a pod\n' +
    'of the cluster: its status and events are read with the kubeconfig, and the facts of its node from the agent. ds/<name>\n' +
    'or another workload stands for a pod of it that is not ready. <id> is that of a known error text, a cause or a check,\n' +
    'and shows what is known of it: hostprobe explain --list lists the error texts and causes, hostprobe list checks the\n' +
    'checks.',
  exits: {
    0: 'an error was recognised, or what was asked for is listed',
    1: 'no error was recognised',
  },
  async run(call) {
    const { config, operands, print, view } = call;
    if (config.list) {
      if (operands.length > 0)
        throw new UserError(`--list lists everything, but got ${operands.join(' ')}: leave out one of them`);
      const { listCatalogue } = await import('./explain/list.ts');
      await print(listCatalogue(config.output, view));
      return 0;
    }
    const id = idOf(operands);
    const entry = id === null ? null : (await import('./explain/list.ts')).showEntry(id, config.output, view);
    if (entry !== null) {
      await print(entry);
      return 0;
    }
    const onInput = [
      ...(config.facts === '-' ? ['--facts -'] : []),
      ...(config.pod === '-' ? ['--pod -'] : []),
      ...(operands.includes('-') ? ['the operand -'] : []),
    ];
    if (onInput.length > 1) {
      throw new UserError(`${onInput.slice(0, 2).join(' and ')} cannot both read standard input; save one to a file`);
    }
    const name = await podOf(operands);
    if (name !== null) {
      const said = await explainPod(call, name).catch((error: unknown) => {
        // A bare name may be a word of an error: what is no pod of the cluster is read as a text.
        if (name.kind === null && error instanceof UserError) return null;
        throw error;
      });
      if (said !== null) return said;
    }
    const named = await snapshotOf(config);
    const filed = config.pod === null ? null : await (await import('./explain/named-pod.ts')).readPodFile(config.pod);
    const { messages, nodes, trouble } =
      filed !== null && operands.length === 0
        ? { messages: filed.readMessages(), nodes: [], trouble: null }
        : await readOperands(operands, named);
    if (named === null && nodes.length > 1) {
      throw new UserError(
        'each bundle is explained with the facts of its own node: explain one at a time, or name one with --facts',
      );
    }
    const snapshot = named ?? nodes[0] ?? null;
    const given = await statedIn(config);
    if (snapshot !== null && Object.keys(given).length > 0) {
      throw new UserError('--containerd and --bind-filter describe a node without a snapshot: leave them out here');
    }
    const ofPod = await settledBy(filed?.pod ?? null, config);
    const facts = snapshot === null ? given : knownFacts(snapshot);
    const settled = messages.map(ofPod);
    const diagnoses = diagnose(settled, facts);
    if (diagnoses.length === 0) {
      if (trouble !== null) throw new UserError(await trouble());
      if (id !== null && !existsSync(id)) (await import('./explain/list.ts')).refuseMistyped(id);
    }
    const [word = ''] = operands;
    const isNoFile = diagnoses.length === 0 && operands.length === 1 && /^\S+$/.test(word) && !isThere(word);
    const note = isNoFile ? `${wrap(readAsText, { ...view, indent: 0 })}\n\n` : '';
    const offer =
      isRecognised(diagnoses) || config.output === 'json'
        ? ''
        : (await import('./explain/input.ts')).showOffer(settled, diagnoses, facts, view);
    await print(config.output === 'json' ? toJson(diagnoses) : `${note}${toText(diagnoses, snapshot, call)}${offer}`);
    return exitCode(diagnoses);
  },
});

const readAsText = 'There is no file of this name here, so it was read as a text.';

/** The facts that flags state. */
const statedIn = async (config: ExplainCall['config']): Promise<KnownFacts> =>
  config.containerd === null && config['bind-filter'] === null
    ? {}
    : (await import('./explain/input.ts')).statedFacts(config);

/** Adds to a message what --pod and the other flags say about its container. */
async function settledBy(pod: Pod | null, config: ExplainCall['config']): Promise<(message: Message) => Message> {
  if (pod === null && config['run-as-user'] === null && !config['host-process']) return (message) => message;
  const { withSettings } = await import('../messages/pod-settings.ts');
  return (message) => withSettings(message, pod, config);
}

/** The node that is named; null: none is. */
const snapshotOf = async (config: ExplainCall['config']): Promise<Snapshot | null> =>
  config.facts === null && config.node.length === 0
    ? null
    : await (await import('../source/node-flags.ts')).namedSnapshot(config);

/** What may be an id; null: another form. */
const idOf = ([id = '', ...more]: readonly string[]): string | null =>
  more.length === 0 && /^[a-z0-9-]+$/.test(id) ? id : null;

/** Reads `pod/agent-x`, `ds/agent` or `agent-7x2kq`, as in kubectl; null: another form. */
async function podOf(operands: readonly string[]): Promise<NamedPod | null> {
  const isNamed =
    operands.length < 3 && /^[a-z][a-z0-9-]*(?:\/|$)/i.test(operands[0] ?? '') && !existsSync(operands[0] ?? '');
  return isNamed ? (await import('./explain/named-pod.ts')).readPodName(operands) : null;
}

/** Explains a pod from its status and events, and from those facts of its node that can be read. */
async function explainPod(call: ExplainCall, name: NamedPod): Promise<number> {
  const { config, print, view } = call;
  const { readPodAndNode } = await import('./explain/pod.ts');
  const { state, messages, node, unseen } = await readPodAndNode(config, name);
  const diagnoses = diagnose(messages, node === null ? {} : knownFacts(node.snapshot));
  const say = (text: string) => wrap(printable(text, view.ascii), { ...view, indent: 0 });
  const seen = node?.unseen === null ? node.snapshot : null;
  const note = unseen === null ? '' : `\n${say(unseen)}\n`;
  await print(
    config.output === 'json'
      ? toJson(diagnoses)
      : `${say(state)}\n\n${toText(diagnoses, seen, call, unseen !== null)}${note}`,
  );
  return exitCode(diagnoses);
}

/** Whether an operand looks like a file: with a folder or an extension, and with spaces only below a folder. */
const looksLikeFile = (operand: string) =>
  /^\S*(?:[\\/]\S*|\.[a-z][a-z0-9]{1,4}(?:\.\d+)?)$/i.test(operand) ||
  /^(?:[a-z]:|\.{0,2})[\\/][^:]{0,250}\.[a-z][a-z0-9]{1,4}$/i.test(operand);

const isThere = (operand: string) => operand === '-' || existsSync(operand);

async function readOperands(operands: readonly string[], snapshot: Snapshot | null): Promise<AllSaid> {
  if (operands.every((operand) => operand.trim() === '')) {
    throw new UserError(
      'name what to explain: a text in quotation marks, files, pod/<name>, - for standard input, or --list; hostprobe pods lists the pods of a cluster that do not run, with their causes',
    );
  }
  const areFiles =
    operands.includes('-') ||
    isThere(operands[0] ?? '') ||
    operands.every((operand) => isThere(operand) || looksLikeFile(operand));
  if (!areFiles) {
    // Without quotation marks the shell splits the text into words.
    const text = operands.join(' ');
    const read = isYaml(text) ? (await import('../messages/text.ts')).readText : readPlainText;
    const messages = read(text, 'text', snapshot && writtenBy(snapshot));
    return { messages, nodes: [], trouble: null };
  }
  return (await import('./explain/input.ts')).readAllInputs(operands, snapshot && zoneOf(snapshot.facts));
}

const exitCode = (diagnoses: Diagnosis[]) => (isRecognised(diagnoses) ? 0 : 1);

const toJson = (diagnoses: Diagnosis[]) => `${JSON.stringify(explanationOf(diagnoses), null, 2)}\n`;

const toText = (diagnoses: Diagnosis[], node: Snapshot | null, { config, view }: ExplainCall, asked = false): string =>
  showExplanation(diagnoses, view, { why: (id) => causeNamed(id).explain, all: config.all, node, asked });
