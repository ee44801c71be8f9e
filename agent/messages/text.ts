import type { Message } from '../message.ts';
import { recognise } from '../signatures/index.ts';
import { readCode, readTail } from '../tail.ts';
import { readKubernetes } from './kubernetes.ts';
import { createLineReader } from './lines.ts';

/** Which failure a Windows error number ends most often. */
const wordings: readonly { start: string; codes: readonly number[] }[] = [
  {
    start: 'failed to logon user: ',
    codes: [5, 1311, 1314, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1385, 1787, 1788, 1789, 1792, 1793, 1907, 1909],
  },
  {
    start: 'failed to create local account for container: failed to create user : ',
    codes: [1315, 1316, 1325, 2202, 2224, 2226, 2245],
  },
  { start: 'failed to start host process: ', codes: [2, 3, 193, 216, 267, 740, 1260] },
];

/**
 * The known wordings in a whole text: what kubectl prints as JSON, else line by line. A text that is nothing but a
 * Windows error number, or its sentence, is a question about that error, and is read as the end of a failure.
 * @param around when the text was last written to, for formats that leave the year out; null: not known
 */
export function readText(text: string, source: string, around: Date | null): Message[] {
  const question = readQuestion(text.trim(), source);
  if (question !== null) return [question];
  const json = readJson(text);
  const said = json === undefined ? null : readKubernetes(json, source);
  if (said !== null) return said;
  const messages: Message[] = [];
  const reader = createLineReader(source, around, (message) => messages.push(message));
  for (const line of text.split(/\r?\n/)) reader.push(line);
  reader.end();
  return messages;
}

function readQuestion(written: string, source: string): Message | null {
  if (written.includes('\n') || recognise(written) !== null) return null;
  const code = readCode(written) ?? readTail(written).code;
  const wording = wordings.find(({ codes }) => code !== null && codes.includes(code));
  return wording === undefined ? null : { source, text: `${wording.start}winapi error #${code}`, written, count: 1 };
}

function readJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
