import type { PartValue } from '../fact.ts';
import type { FileLog, Logs } from '../facts/logs.ts';
import type { Host } from '../host.ts';
import type { Message } from '../message.ts';
import { createLogReader, createTally, withoutIds } from '../messages/log.ts';
import { type Probe, type ProbeSettings, partOf } from '../probe.ts';
import { redactText } from '../redact.ts';
import { recognise } from '../signatures/index.ts';
import { type Progress, readFileLog } from './logs/file.ts';
import { type EventSource, findEventLogs, findFileLogs } from './logs/sources.ts';
import { type ChannelMemory, readWindowsEvents } from './logs/windows-events.ts';

/** Older messages say little about the present state of the node. */
const keptMs = 24 * 3_600_000;
const maxLines = 200;
const maxTextLength = 2000;
const maxEventBytes = 2 ** 20;

/** What is remembered of one log from run to run. */
interface Memory {
  /** How far the file has been read. */
  progress: Progress | null;
  /** Number of the newest event that has been read. */
  newestEvent: number;
  messages: Message[];
  leftOut: number;
}

/** Remembers from run to run how much of each log, by name, was read: that part is not read again. */
export function createLogs(): Probe<'logs'> {
  const memories = new Map<string, Memory>();
  const channels = new Map<string, ChannelMemory>();
  return {
    deadlineMs: 12_000,
    async read(host, settings) {
      const found = await read(host, settings, memories);
      const since = new Date(host.now().getTime() - keptMs);
      return { ...found, windows: await readWindowsEvents(host, channels, since) };
    },
  };
}

type Memories = Map<string, Memory>;

async function read(host: Host, settings: ProbeSettings, memories: Memories): Promise<Logs> {
  const since = new Date(host.now().getTime() - keptMs);
  const found: Logs = { sources: [], lines: [], leftOut: 0 };
  const add = (component: FileLog['component'], memory: Memory, unfinished: readonly Message[]) => {
    for (const message of count([...memory.messages, ...unfinished])) found.lines.push({ component, ...message });
    found.leftOut += memory.leftOut;
  };
  // One log after the other, to spare the disk of a node in trouble.
  for (const source of await findFileLogs(host, settings)) {
    const memory = memoryOf(memories, source.path);
    const unfinished: Message[] = [];
    const searched = await partOf(searchFile(host, source.path, { memory, since, unfinished }));
    found.sources.push({ ...source, searched });
    add(source.component, memory, unfinished);
  }
  for (const source of await findEventLogs(host)) {
    const memory = memoryOf(memories, `${nameOf(source)} ${source.eventSource}`);
    const searched = await partOf(searchEvents(host, source, { memory, since }));
    found.sources.push({ ...source, searched });
    add(source.component, memory, []);
  }
  return found;
}

function memoryOf(memories: Memories, log: string): Memory {
  const memory = memories.get(log) ?? { progress: null, newestEvent: 0, messages: [], leftOut: 0 };
  memories.set(log, memory);
  return memory;
}

/** @param options.unfinished gets the message in a line that has not ended */
async function searchFile(
  host: Host,
  path: string,
  options: { memory: Memory; since: Date; unfinished: Message[] },
): Promise<PartValue<FileLog['searched']>> {
  const { memory, since } = options;
  const read = await readFileLog(host, { path, before: memory.progress, since });
  if (read === null) return null;
  memory.progress = read.progress;
  remember(memory, read.messages, since);
  options.unfinished.push(...ofInterest(read.progress.unfinished, since).map(bounded));
  const { size, modifiedAt, rotated } = read;
  return { size, modifiedAt: modifiedAt.toISOString(), from: read.progress.from, to: read.progress.to, rotated };
}

const nameOf = ({ log }: EventSource): string => `event log ${log}`;

async function searchEvents(host: Host, source: EventSource, { memory, since }: { memory: Memory; since: Date }) {
  const read = await host.eventLogs.read(source.log, { after: memory.newestEvent, maxBytes: maxEventBytes });
  if (read === null) return null;
  memory.newestEvent = read[0]?.record ?? memory.newestEvent;
  const events = read.filter((event) => event.source.toLowerCase() === source.eventSource.toLowerCase());
  const messages: Message[] = [];
  for (const { at, text } of events) {
    const emit = (message: Message) => messages.push({ ...message, at: at.toISOString() });
    const written = { at, zone: host.system.timeZone() };
    const reader = createLogReader({ source: nameOf(source), written, encoding: 'utf-8', emit });
    reader.push(Buffer.from(text));
    reader.end();
  }
  remember(memory, messages, since);
  return { events: events.length, newest: memory.newestEvent === 0 ? null : memory.newestEvent };
}

/** Adds new messages, drops old ones, and keeps the newest of the rest. */
function remember(memory: Memory, read: readonly Message[], since: Date): void {
  const all = count([...memory.messages.filter((message) => isRecent(message, since)), ...ofInterest(read, since)]);
  memory.leftOut += Math.max(0, all.length - maxLines);
  memory.messages = all.slice(-maxLines).map(bounded);
}

const ofInterest = (messages: readonly Message[], since: Date): Message[] =>
  messages.filter((message) => isRecent(message, since) && recognise(message.text)?.signature.hostProcess);

const isRecent = ({ at }: Message, since: Date): boolean => at === undefined || at >= since.toISOString();

/** Redacted before it is cut: half of a secret would not be recognised. */
const bounded = (message: Message): Message => ({
  ...message,
  text: redactText(message.text).slice(0, maxTextLength),
});

/** Each statement once, the newest last; statements that differ in ids only are one. */
function count(messages: readonly Message[]): Message[] {
  const tally = createTally(withoutIds);
  for (const message of messages) tally.add(message);
  return tally.messages().sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));
}
