import { assess } from '../assess.ts';
import { compareAll, compareNode } from '../compare/comparison.ts';
import type { Comparison, ComparisonOfAll } from '../compare/schema.ts';
import { diagnose, explanationOf } from '../diagnose.ts';
import { UserError } from '../error.ts';
import { lint } from '../lint.ts';
import type { Input } from '../manifest.ts';
import type { Message } from '../message.ts';
import { writtenBy, zoneOf } from '../messages/cluster.ts';
import { podIn, withSettings } from '../messages/pod-settings.ts';
import { readText } from '../messages/text.ts';
import { predictManifests, whyNothing } from '../predict/manifests.ts';
import { usualSnapshots } from '../predict/usual-nodes.ts';
import { createPlaceholder } from '../redact/placeholder.ts';
import { createRedactionStream } from '../redact/stream.ts';
import { createRedactor } from '../redact.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { encodingOf } from '../windows/encoding.ts';
import {
  kindOf,
  type LoadedNode,
  piecesOf,
  readManifestFile,
  readMessages,
  readNodeFile,
  type Tell,
} from './read-files.ts';
import type { Choices, Entered, PageTask, Redacted, TaskAnswer } from './task.ts';

/** What a text that was pasted is called in answers, as the command line calls it. */
const pastedText = 'text';
const pastedManifest = 'manifest';

/**
 * Does one task. What it answers is what the command line answers.
 * @throws UserError with a sentence for the reader
 */
export function work(task: PageTask, tell: Tell): Promise<TaskAnswer> | TaskAnswer {
  switch (task.do) {
    case 'explain':
      return explain(task.entered, tell);
    case 'lint':
      return lintEntered(task.entered, task.choices, tell);
    case 'predict':
      return predict(task.entered, tell);
    case 'redact':
      return redact(task.entered, tell);
    case 'secrets':
      return secretsIn(task.text);
  }
}

async function sort({ files }: Entered, tell: Tell) {
  const nodes: LoadedNode[] = [];
  const [texts, manifests]: [File[], File[]] = [[], []];
  for (const file of files) {
    const kind = await kindOf(file);
    if (kind === 'bundle' || kind === 'snapshot') nodes.push(...(await readNodeFile(file, kind, tell)));
    else (kind === 'manifest' ? manifests : texts).push(file);
  }
  return { nodes, texts, manifests };
}

async function explain(entered: Entered, tell: Tell): Promise<TaskAnswer> {
  const { nodes, texts, manifests } = await sort(entered, tell);
  const podInput = await podEntered(entered, manifests, tell);
  const pod = podIn(podInput);
  const said: (readonly Message[])[] = [];
  const node = nodes.length === 1 ? (nodes[0] ?? null) : null;
  const hasText = entered.text.trim() !== '' || texts.length > 0;
  const isPodAlone = !hasText && pod !== null && nodes.length === 0;
  if (hasText && nodes.length > 1) {
    throw new UserError('a text is explained with the facts of one node: leave one snapshot or bundle here');
  }
  if (entered.text.trim() !== '') {
    said.push(readText(entered.text, pastedText, node === null ? null : writtenBy(node.snapshot)));
  }
  for (const file of texts) said.push(await readMessages(file, node && zoneOf(node.snapshot.facts), tell));
  // Beside a text a bundle gives its facts, as with --facts; alone it is explained itself.
  if (node !== null && !hasText) said.push(node.messages);
  if (isPodAlone) said.push(readText(podInput.text, podInput.file, null));
  const told = { 'run-as-user': null, 'host-process': false };
  const messages = said.flat().map((message) => withSettings(message, pod, told));
  const hasMessages = hasText || isPodAlone || messages.length > 0;
  return {
    tab: 'explain',
    explanation: hasMessages ? explanationOf(diagnose(messages, node === null ? {} : knownFacts(node.snapshot))) : null,
    node: node === null ? null : { name: node.snapshot.node, at: node.snapshot.at },
    reports: nodes.map(({ snapshot }) => assess(snapshot)),
    compared: comparedOf(nodes.map(({ snapshot }) => snapshot)),
  };
}

/** All that stand out; of two nodes the first beside the other, with care. */
function comparedOf([first, second, ...more]: readonly Snapshot[]): Comparison | ComparisonOfAll | null {
  if (first === undefined || second === undefined) return null;
  return more.length === 0 ? compareNode(first, [second]) : compareAll([first, second, ...more]);
}

async function podEntered({ pod }: Entered, manifests: readonly File[], tell: Tell): Promise<Input> {
  const [file] = manifests;
  return pod.trim() === '' && file !== undefined ? readManifestFile(file, tell) : { file: 'pod', text: pod };
}

async function inputsOf({ text }: Entered, files: readonly File[], tell: Tell): Promise<Input[]> {
  const inputs: Input[] = text.trim() === '' ? [] : [{ file: pastedManifest, text }];
  for (const file of files) inputs.push(await readManifestFile(file, tell));
  return inputs;
}

async function lintEntered(entered: Entered, choices: Choices, tell: Tell): Promise<TaskAnswer> {
  const inputs = await inputsOf(entered, entered.files, tell);
  const found = lint(inputs, choices);
  const texts = new Map(inputs.map(({ file, text }) => [file, text.split('\n')]));
  const lines = found.problems.map(({ file, line }) => texts.get(file)?.[line - 1]?.trim() ?? '');
  return { tab: 'lint', lint: found, lines };
}

async function predict(entered: Entered, tell: Tell): Promise<TaskAnswer> {
  const { nodes: given, texts, manifests } = await sort(entered, tell);
  const inputs = await inputsOf(entered, [...manifests, ...texts], tell);
  const nodes = given.length > 0 ? given : usualSnapshots().map((snapshot) => ({ snapshot, file: '' }));
  if (inputs.length === 0) throw new UserError('a manifest must be given: paste it, or drop it here');
  const predictions = predictManifests(
    inputs,
    nodes.map(({ snapshot }) => snapshot),
    nodes.map(({ file }) => file),
  );
  const nothing = whyNothing(predictions, inputs.map(({ file }) => file).join(', '));
  if (nothing !== null) throw new UserError(nothing);
  return { tab: 'predict', predictions, titles: titlesOf(nodes), areUsual: given.length === 0 };
}

/** Nodes by their names; where two have the same, by their files. */
function titlesOf(nodes: readonly Pick<LoadedNode, 'snapshot' | 'file'>[]): string[] {
  const names = nodes.map(({ snapshot }) => snapshot.node);
  return new Set(names).size === names.length ? names : nodes.map(({ file }) => file);
}

async function redact({ text, files }: Entered, tell: Tell): Promise<TaskAnswer> {
  const placeholder = createPlaceholder();
  const entered = [...(text.trim() === '' ? [] : [new File([text], 'pasted.txt')]), ...files];
  const redacted: Redacted[] = [];
  for (const file of entered) {
    if ((await kindOf(file)) === 'bundle') {
      throw new UserError(`${file.name} must be a text, but is a bundle: its files were redacted when it was made`);
    }
    const stream = createRedactionStream(createRedactor({ placeholder }));
    const pieces: string[] = [];
    let decoder: TextDecoder | null = null;
    for await (const piece of piecesOf(file, tell)) {
      decoder ??= new TextDecoder(encodingOf(piece));
      pieces.push(stream.push(decoder.decode(piece, { stream: true })));
    }
    pieces.push(stream.push(decoder?.decode() ?? ''), stream.end());
    redacted.push({ name: redactedName(file.name), content: new Blob(pieces), counts: [...stream.counts] });
  }
  return { tab: 'redact', files: redacted };
}

/** `kubelet.log` as `kubelet.redacted.log`. */
const redactedName = (name: string) => name.replace(/\.gz$/i, '').replace(/(\.\w{1,8})?$/, '.redacted$1');

function secretsIn(text: string): TaskAnswer {
  const redactor = createRedactor();
  const spans = redactor.find(text);
  return { tab: 'secrets', kinds: [...new Set(spans.map(({ id }) => id))], redacted: redactor.cut(text, spans) };
}
