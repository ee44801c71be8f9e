import type { Logs, WindowsEvent } from '../../facts/logs.ts';
import type { Host, LogEvent } from '../../host.ts';
import { partOf } from '../../probe.ts';
import { redactText } from '../../redact.ts';

/**
 * The logs in which Windows records failures below Kubernetes: services that stop, programs that crash, compute systems that
 * do not start, networks that cannot be created. Source: Azure/aks-engine scripts/collect-windows-logs.ps1,
 * microsoft/SDN Kubernetes/windows/debug.
 */
const channels = [
  'System',
  'Application',
  'Microsoft-Windows-Hyper-V-Compute-Admin',
  'Microsoft-Windows-Hyper-V-Compute-Operational',
  'Microsoft-Windows-Host-Network-Service-Admin',
  'Microsoft-Windows-Host-Network-Service-Operational',
];

/** All programs write to these two; only events that name a component of the node are kept. */
const shared: ReadonlySet<string> = new Set(['System', 'Application']);
const parts = /\b(?:containerd|runhcs|kubelet|kube-?proxy|vmcompute|hns|host (?:compute|network) service|hostprobe)/i;

/** Maximum for each channel in one run. */
const maxBytes = 2 ** 19;
/** One service of Windows serves all channels, so if it hangs, all of them time out together. */
const deadlineMs = 3_000;
const mostKept = 50;
const maxTextLength = 500;

/** What is remembered of one channel from run to run. */
export interface ChannelMemory {
  newest: number;
  events: WindowsEvent[];
}

export const concernsNode = (log: string, { text }: Pick<LogEvent, 'text'>): boolean =>
  !shared.has(log) || parts.test(text);

/** The failures that Windows logged since then, the newest last; each channel separately. */
export async function readWindowsEvents(
  host: Host,
  memories: Map<string, ChannelMemory>,
  since: Date,
): Promise<NonNullable<Logs['windows']>> {
  const read = await Promise.all(
    channels.map(async (log) => {
      const memory = memories.get(log) ?? { newest: 0, events: [] };
      memories.set(log, memory);
      const searched = await partOf(readChannel(host, log, memory, since), deadlineMs);
      return { channel: { log, searched }, events: memory.events };
    }),
  );
  const events = read.flatMap((one) => one.events).sort((a, b) => a.at.localeCompare(b.at));
  return { channels: read.map(({ channel }) => channel), events: events.slice(-mostKept) };
}

async function readChannel(host: Host, log: string, memory: ChannelMemory, since: Date) {
  const read = await host.eventLogs.read(log, { after: memory.newest, maxBytes, failuresOnly: true });
  if (read === null) return null;
  memory.newest = read[0]?.record ?? memory.newest;
  const own = read.filter((event) => event.at >= since && concernsNode(log, event)).toReversed();
  const all = [...memory.events.filter(({ at }) => at >= since.toISOString()), ...own.map((event) => show(log, event))];
  memory.events = counted(all).slice(-mostKept);
  return { events: own.length, newest: memory.newest === 0 ? null : memory.newest };
}

const levels = ['unknown', 'critical', 'error', 'warning'] as const;

/** Redacted before it is cut: half of a secret would not be recognised. */
const show = (log: string, { source, id, level, at, text }: LogEvent): WindowsEvent => ({
  log,
  source,
  id,
  level: levels[level] ?? 'unknown',
  text: redactText(text).slice(0, maxTextLength),
  count: 1,
  at: at.toISOString(),
});

/** Counts equal events of one source as one, with the time of the last. */
function counted(events: readonly WindowsEvent[]): WindowsEvent[] {
  const found = new Map<string, WindowsEvent>();
  for (const event of events) {
    const key = JSON.stringify([event.source, event.id, event.text]);
    const before = found.get(key);
    // Inserted again, so that the order follows the last occurrence.
    found.delete(key);
    found.set(key, { ...event, count: event.count + (before?.count ?? 0) });
  }
  return [...found.values()];
}
