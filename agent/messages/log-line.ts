import { unescapeQuotes } from '../message.ts';
import { describedRows } from './describe.ts';
import { readFields, readLeadingMessage } from './fields.ts';
import { jsonLine } from './json-line.ts';
import { isoTime, type WrittenAt, zonedTime } from './time.ts';

/** What a log, or kubectl, writes around a message. */
export interface Envelope {
  text: string;
  at?: string;
  pod?: string;
  container?: string;
  count?: number;
  /** The field that kubectl describe prints before it: "Message", "Finished". */
  key?: string;
  /** From kubectl's output for people: the next lines without an envelope belong to it. */
  wraps?: true;
}

type Opener = (line: string, written: WrittenAt | null) => Envelope | null;

const statement = (...parts: (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '').join(': ');

const timed = (envelope: Envelope, at: string | undefined): Envelope =>
  at === undefined ? envelope : { ...envelope, at };

const dayMs = 24 * 3_600_000;

/** A time without its year: the latest year with a time before the last write (with a day of grace for clocks and zones). */
function nearestBefore({ at, zone }: WrittenAt, rest: string): string | undefined {
  const latest = new Date(at.getTime() + dayMs);
  const year = latest.getUTCFullYear();
  const inYear = zonedTime(`${year}-${rest}`, zone);
  // February 29 does not exist in most years.
  const isLater = inYear === undefined || Date.parse(inYear) > latest.getTime();
  return isLater ? zonedTime(`${year - 1}-${rest}`, zone) : inYear;
}

/** klog: without the year, in the time zone of the machine (Go time.Now, klog formatHeader). */
const klog: Opener = (line, written) => {
  const found = /^[IWEF](\d{2})(\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3})\d{0,6}\s+\d+ [\w./-]{1,100}:\d+\] (.*)$/.exec(line);
  if (found === null) return null;
  const [, month, day, clock, rest] = found;
  const at = written === null ? undefined : nearestBefore(written, `${month}-${day}T${clock}`);
  const message = readLeadingMessage(rest ?? '');
  if (message === null) return timed({ text: rest ?? '' }, at);
  const fields = readFields(rest ?? '');
  const envelope: Envelope = { text: statement(message, fields.get('err')) };
  const pod = fields.get('pod');
  const container = fields.get('containerName');
  return timed({ ...envelope, ...(pod ? { pod } : {}), ...(container ? { container } : {}) }, at);
};

/** logrus (containerd) and slog. */
const keyValue: Opener = (line) => {
  if (!line.startsWith('time=')) return null;
  const fields = readFields(line);
  const text = statement(fields.get('msg'), fields.get('error') ?? fields.get('err'));
  return text === '' ? null : timed({ text }, isoTime(fields.get('time')));
};

/** A container's log as containerd writes it, or as kubectl logs --timestamps shows it. */
const stamped: Opener = (line) => {
  const found =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))\s+(?:std(?:out|err) [FP] )?(.*)$/.exec(
      line,
    );
  return found === null ? null : timed({ text: found[2] ?? '' }, isoTime(found[1]));
};

/** kubectl logs --prefix. */
const prefixed: Opener = (line) => {
  const found = /^\[pod\/([^/\]\s]{1,253})\/([^\]\s]{1,253})\] (.*)$/.exec(line);
  if (found === null) return null;
  const [, pod, container, text] = found;
  return { text: text ?? '', ...(pod ? { pod } : {}), ...(container ? { container } : {}) };
};

const openers: readonly Opener[] = [klog, keyValue, jsonLine, stamped, prefixed, ...describedRows];

/** How deep envelopes may be nested: a container's log line, in it a logger's line, in it a quoted one. */
const maxDepth = 3;

/**
 * Takes a line out of its envelopes. null: it has none, so it may continue the line before.
 * @param written for formats that leave out the year and the zone; null: not known
 */
export function openEnvelope(line: string, written: WrittenAt | null): Envelope | null {
  let all: Envelope | null = null;
  for (let depth = 0; depth < maxDepth; depth++) {
    const inside: string = all === null ? line : all.text;
    const opened = openers.map((open) => open(inside, written)).find((envelope) => envelope !== null);
    if (opened === undefined) break;
    all = { ...(all ?? {}), ...opened };
    if (opened.key !== undefined) break;
  }
  return all === null ? null : { ...all, text: unescapeQuotes(all.text) };
}
