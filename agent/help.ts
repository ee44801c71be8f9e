import type { Command } from './command.ts';
import { flags, kubectlFlags, readsFiles } from './config/flags.ts';
import { defaultOf, type Flag, variableOf } from './config.ts';
import { wrap } from './print/text.ts';

/**
 * What hostprobe --help prints.
 * @param shown the commands for people
 */
export function generalHelp(shown: readonly Command[]): string {
  const width = Math.max(...shown.map((command) => command.id.length));
  return [
    'hostprobe finds out why Windows HostProcess pods do not start, or do not work, on a node.',
    '',
    'Usage: hostprobe <command> [flags]',
    '',
    ...shown.map((command) => `  ${command.id.padEnd(width)}  ${command.summary}`),
    '',
    'hostprobe <command> --help shows its flags and exit codes; hostprobe options lists the flags for the cluster;',
    'hostprobe --version prints the version.',
    '',
  ].join('\n');
}

/** What hostprobe options prints, as kubectl does: the flags that several commands have. */
export function sharedOptions(): string {
  const shared = (['color', ...kubectlFlags] as const).map((flag) => flagRow(flag));
  const [, ...lines] = section('Every command that reads a cluster takes these flags:', shared);
  return [...lines, ''].join('\n');
}

/** What hostprobe <command> --help prints. */
export function commandHelp(command: Command): string {
  const isOfKubectl = (flag: Flag) => kubectlFlags.some((one) => one === flag);
  const own: Row[] = command.flags
    .filter((flag) => !isOfKubectl(flag))
    .map((flag) => flagRow(flag, command.flagHelp?.[flag]));
  if (command.outputs.length > 0) {
    own.push(flagRow('output', `${command.outputs.join(', ')} (default ${command.outputs[0]})`), flagRow('color'));
  }
  if (readsFiles(command)) own.push(['-f, --filename <file>', 'the same as the operand, as in kubectl; repeatable']);
  const connection = command.flags.filter(isOfKubectl).map((flag) => flagRow(flag));
  const hasFlags = own.length > 0;
  const [anyFlag = 'output'] = command.flags.filter((flag) => !isOfKubectl(flag));
  const usage = [command.id, command.operands ?? [], hasFlags ? '[flags]' : []].flat();
  return [
    command.summary,
    '',
    `Usage: hostprobe ${usage.join(' ')}`,
    ...(command.details === '' ? [] : ['', command.details]),
    ...section('Flags:', own),
    ...section('Cluster connection, as in kubectl:', connection),
    ...section('Exit codes:', exitRows(command)),
    '',
    ...(hasFlags ? [`Every flag is also an environment variable, such as ${variableOf(anyFlag)}.`, ''] : []),
  ].join('\n');
}

/** A command that can ask another machine can be left without an answer. */
function exitRows({ exits, flags: own }: Command): Row[] {
  const isAnswered = own.some((flag) => flag === 'node' || flag === 'kubeconfig' || flag === 'live');
  const noAnswer = isAnswered ? ['a node or the API server gave no answer'] : [];
  const two = [...(exits[2] === undefined ? [] : [exits[2]]), ...noAnswer].join('; or ');
  const codes = { ...exits, ...(two === '' ? {} : { 2: two }), ...sameForAll };
  return Object.entries(codes).map(([code, meaning]) => [code.padEnd(2), meaning]);
}

const sameForAll = { 64: 'wrong usage, or a file that cannot be read or written', 70: 'a bug in hostprobe' };

/** A longer flag has its text below it, so that the texts of all others stay near their flags. */
const widest = 34;
const columns = 100;

function showRow(left: string, right: string, width: number): string[] {
  const text = wrap(right, { width: columns, indent: width + 4, ascii: false });
  return left.length > width ? [`  ${left}`, text] : [`  ${left.padEnd(width)}  ${text.trimStart()}`];
}

type Row = readonly [left: string, right: string];

function section(heading: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= widest));
  return ['', heading, ...rows.flatMap(([left, right]) => showRow(left, right, width))];
}

function flagRow(flag: Flag, own?: string): Row {
  const { short, value, help } = flags[flag];
  const names = short === undefined ? `    --${flag}` : `-${short}, --${flag}`;
  const standard = defaultOf(flag);
  const shown = own ?? help;
  return [value === null ? names : `${names} ${value}`, standard === null ? shown : `${shown} (default ${standard})`];
}

/** Lines of help are at most this long where nobody asks for less. */
const widestLine = 120;

/**
 * Help for a narrower window: paragraphs and the texts of flags are broken anew, each below its own beginning. An example
 * stays as it can be copied.
 */
export function folded(text: string, width: number): string {
  if (width >= widestLine) return text;
  const blocks: { head: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    const [, head = '', rest = ''] = /^( *(?:\S(?:.*?\S)? {2,}(?=\S))?)(.*)$/.exec(line) ?? [];
    const before = blocks.at(-1);
    const isParagraph = head === '' && rest !== '' && before?.head === '' && before.text !== '';
    const isMore = head.length >= 6 && head.trim() === '' && before?.head.length === head.length;
    if (before !== undefined && (isParagraph || isMore)) before.text += ` ${rest}`;
    else blocks.push({ head, text: rest });
  }
  return blocks.map((block) => foldedBlock(block, width)).join('\n');
}

function foldedBlock({ head, text }: { head: string; text: string }, width: number): string {
  const isExample = head !== '' && head.length < 6 && head.trim() === '';
  if (isExample || head.length + text.length <= width) return `${head}${text}`;
  const isWide = head.length > width / 2;
  const indent = isWide ? 8 : head.length;
  const wrapped = wrap(text, { width, indent, ascii: false });
  return isWide ? `${head.trimEnd()}\n${wrapped}` : `${head}${wrapped.trimStart()}`;
}
