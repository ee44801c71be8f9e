import { utf8 } from '../decode/bytes.ts';
import type { Message } from '../message.ts';
import { pathMode } from '../shim/paths.ts';
import { codeOfSentence, readTail } from '../windows/error-text.ts';
import { readExitCode } from '../windows/exit-code.ts';
import { createLineReader } from './lines.ts';
import { createObjectReader, isKubernetes, longestPaste } from './objects.ts';
import type { WrittenAt } from './time.ts';

/** The failure that ends in a Windows error number most often. */
const wordings: readonly { start: string; codes: readonly number[] }[] = [
  {
    start: 'failed to create user process token: failed to logon user: ',
    codes: [5, 1311, 1314, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1385, 1787, 1788, 1789, 1792, 1793, 1907, 1909],
  },
  {
    start: 'failed to create local account for container: failed to create user : ',
    codes: [1315, 1316, 1325, 2202, 2224, 2226, 2245],
  },
  {
    start: 'failed to start host process: failed to create process: ',
    codes: [2, 3, 193, 206, 216, 225, 267, 577, 740, 1260, 4551],
  },
];

/**
 * What LogonUserW returns for a status in event 4625 of the Security log. Source: MS-ERREF 2.3.1, and RtlNtStatusToDosError for
 * these values.
 */
const logonErrors: Readonly<Record<string, number>> = {
  ...{ c000005e: 1311, c000006d: 1326, c000006e: 1327, c000006f: 1328, c0000070: 1329, c0000071: 1330, c0000072: 1331 },
  ...{ c000015b: 1385, c000018d: 1789, c0000193: 1793, c0000224: 1907, c0000234: 1909 },
};
/** In such an event, in any language: the status, and further below the shim as the program that asked. */
const logonEvent = /:\s{1,20}0x(c[0-9a-f]{7})\s[\s\S]{0,600}?\\containerd-shim-runhcs-v1\.exe/i;

/** A question is no longer than the longest sentence of Windows. */
const longestQuestion = 400;
/**
 * The spec of a HostProcess pod beside its error, or a sentence whose subject is one; to name one elsewhere tells nothing. Calico
 * runs on Windows as HostProcess pods: a drive shows that it is not Linux.
 */
const tells =
  /^[\s"#-]{0,40}(?:[\w.]{1,80}\.)?hostProcess"?[:=] *true\b|^(?:in )?(?:(?:an?|my|our|the|this|every|each|all) )?(?:windows[ -])?host-?process (?:pods?|containers?|daemonsets?|mode)\b|(?:felix|confd|startup)\/[\w-]{1,40}\.go \d[^\n]{0,2000}[ "'=][A-Za-z]:\\/im;
/** The number of characters in one step; an empty line costs as much as some of them. */
const stepLength = 4096;
const costOfLine = 32;

/** Whether a text begins as what `kubectl get ... -o yaml` prints. */
export const isYaml = (text: string): boolean => /^(?:---[ \t]*\r?\n)?(?:apiVersion|kind): /.test(text);

/**
 * The known wordings in a text that is not YAML: JSON of kubectl object by object, all else line by line. A text that is
 * only the number of a Windows error, or its sentence, is a question about that error, and is read as the end of a failure.
 * @param written for formats that leave out the year and the zone; null: not known
 */
export const readPlainText = (text: string, source: string, written: WrittenAt | null): Message[] =>
  [...readPlainTextInSteps(text, source, written)].flat();

/** The same in small steps, for callers that must not block the event loop. */
export function* readPlainTextInSteps(text: string, source: string, written: WrittenAt | null): Generator<Message[]> {
  const question = text.length > longestQuestion ? null : readQuestion(text.trim(), source);
  if (question !== null) {
    yield [question];
    return;
  }
  yield text.length > longestPaste ? [] : readLogonEvent(text, source);
  if (isKubernetes(text)) yield* readObjects(text, source, written);
  else if (text.length <= longestPaste) yield* eachWith(readLines(text, source, written), settingsIn(text));
  else yield* readLines(text, source, written);
}

/** In a text of one program or one person, a property of one line holds for all lines. */
function* eachWith(pieces: Iterable<Message[]>, settings: Partial<Message>): Generator<Message[]> {
  for (const messages of pieces) yield messages.map((message) => ({ ...settings, ...message }));
}

/** What a text says of the pod of its errors; a user only if it names one. */
function settingsIn(text: string): Pick<Message, 'hostProcess' | 'runAsUserName'> {
  const users = new Set([...text.matchAll(userLine)].map(([, user = '']) => user.replaceAll('\\\\', '\\')));
  const [runAsUserName] = users;
  return {
    ...(pathMode(text) !== null || tells.test(text) ? { hostProcess: true } : {}),
    ...(users.size === 1 && runAsUserName !== undefined ? { runAsUserName } : {}),
  };
}

const userLine = /^[\s-]{0,40}"?runAsUserName"?: {0,4}["']?([^"'\n]{1,300}?)["']?,?\s*$/gm;

/** Windows' own word of the log-on that failed for the shim. */
function readLogonEvent(text: string, source: string): Message[] {
  const code = logonErrors[logonEvent.exec(text)?.[1]?.toLowerCase() ?? ''];
  if (code === undefined) return [];
  const [written = ''] = text.trim().split(/\r?\n/, 1);
  return [{ source, text: `${wordings[0]?.start}winapi error #${code}`, written, count: 1 }];
}

function* readObjects(text: string, source: string, written: WrittenAt | null): Generator<Message[]> {
  let found: Message[] = [];
  const isPaste = text.length <= longestPaste;
  const emit = (message: Message) => found.push(message);
  const reader = createObjectReader({ source, written, encoding: 'utf-8', isPaste, emit });
  const bytes = utf8(text);
  for (let start = 0; start < bytes.length; start += stepLength) {
    reader.push(bytes.subarray(start, start + stepLength));
    yield found;
    found = [];
  }
  reader.end();
  yield found;
}

function* readLines(text: string, source: string, written: WrittenAt | null): Generator<Message[]> {
  let found: Message[] = [];
  let left = stepLength;
  const reader = createLineReader(source, written, (message) => found.push(message));
  for (let start = 0; start <= text.length; ) {
    const lineFeed = text.indexOf('\n', start);
    const end = lineFeed === -1 ? text.length : lineFeed;
    reader.push(text.slice(start, end));
    left -= end - start + costOfLine;
    start = end + 1;
    if (left > 0) continue;
    yield found;
    found = [];
    left = stepLength;
  }
  reader.end();
  yield found;
}

/**
 * A number is a question about a HostProcess failure: people ask hostprobe about those. Every program prints
 * the sentences of Windows, so they do not show that a HostProcess container failed.
 */
function readQuestion(written: string, source: string): Message | null {
  if (written.includes('\n')) return null;
  const isNumber = /^(?:[a-z0-9 #:]{0,24}\d{1,5}|\(?0x[0-9a-f]{1,8}\)?)\.?$/i.test(written);
  const end = isNumber ? written : written.replace(/\s*\([^()]{0,60}\)\.?$/, '');
  const code = isNumber ? readTail(end).code : codeOfSentence(end);
  const wording = wordings.find(({ codes }) => code !== null && codes.includes(code));
  if (wording === undefined) return readExitQuestion(written, source);
  return { source, text: `${wording.start}${end}`, written, count: 1, ...(isNumber ? {} : { hostProcess: false }) };
}

/** A number that only the end of a program can be, as kubectl, Docker or Go print it. */
function readExitQuestion(written: string, source: string): Message | null {
  const isNumber = /^(?:-?\d{4,10}|0x[0-9a-f]{8})$/i.test(written);
  if (!isNumber || readExitCode(written) === null) return null;
  return { source, text: `Exit Code: ${written}`, written, hostProcess: true, count: 1 };
}
