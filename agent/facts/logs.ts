import * as z from 'zod';
import { nullable, objects, part } from '../fact/schema.ts';

/** Whose words a log holds; k0s keeps the words of everything that it starts in one log. */
const logComponent = z.enum(['containerd', 'kubelet', 'kube-proxy', 'k0s']);
export type LogComponent = z.infer<typeof logComponent>;

const fileLog = z.object({
  kind: z.literal('file'),
  component: logComponent,
  path: z.string(),
  /** `usual-place`: where the node's distribution puts it, although nothing found on this node names it. */
  foundBy: z.enum(['command-line', 'service-wrapper', 'usual-place']),
  /** null: no such file. */
  searched: part(
    nullable({
      size: z.number(),
      modifiedAt: z.iso.datetime(),
      /** The bytes of it that were searched, in this run and in those before; what is before `from` was not. */
      from: z.number(),
      to: z.number(),
      /** Names of older files of the same log that were searched too. */
      rotated: z.array(z.string()),
    }),
  ),
});
export type FileLog = z.infer<typeof fileLog>;

const eventLog = z.object({
  kind: z.literal('event-log'),
  component: logComponent,
  /** Name of the log, in which other programs may write too. */
  log: z.string(),
  /** Under which the component writes. */
  eventSource: z.string(),
  /** How many of its events this run searched, and the number of the newest in the log (null: it is empty). null: no such log. */
  searched: part(z.object({ events: z.number(), newest: z.number().nullable() }).nullable()),
});
export type EventLog = z.infer<typeof eventLog>;

const logLine = z.object({
  component: logComponent,
  /** The path of the file, or "event log EKS". */
  source: z.string(),
  /** The statement, without what the log wraps around it; cut when it is very long. */
  text: z.string(),
  /** How often it was logged; container ids and the like may differ, and the text has those of the last time. */
  count: z.number(),
  at: z.iso.datetime().exactOptional(),
  firstAt: z.iso.datetime().exactOptional(),
  pod: z.string().exactOptional(),
  container: z.string().exactOptional(),
});

/** A failure that Windows logged. */
const windowsEvent = z.object({
  log: z.string(),
  source: z.string(),
  /** Which event of its source it is: 7031 of the Service Control Manager is a service that ended unexpectedly. */
  id: z.number(),
  level: z.enum(['critical', 'error', 'warning', 'unknown']),
  /** The values that its source handed over, one a line, without the sentence that Windows shows around them. */
  text: z.string(),
  /** How often, with the time of the last. */
  count: z.number(),
  at: z.iso.datetime(),
});
export type WindowsEvent = z.infer<typeof windowsEvent>;

/**
 * Known wordings of HostProcess failures in the logs of this node, of the last 24 hours before the run. Of a file that
 * is read for the first time only the end is searched, later only what was added.
 */
export const logs = z.object({
  sources: z.array(z.discriminatedUnion('kind', [fileLog, eventLog])),
  /** Of each source the newest. */
  lines: z.array(logLine),
  /** Different statements that were found and left out, because a source has too many of them. */
  leftOut: z.number(),
  /**
   * Failures of the same time in Windows' own logs: of System and Application those that name a part of the node, of
   * Hyper-V Compute and the Host Network Service all. Left out by an agent that did not read them yet.
   */
  windows: z
    .object({
      /** The part of each that one run searched; null: no such log. */
      channels: objects({
        log: z.string(),
        searched: part(z.object({ events: z.number(), newest: z.number().nullable() }).nullable()),
      }),
      /** The newest, at most 50, the last one last. */
      events: z.array(windowsEvent),
    })
    .exactOptional(),
});
export type Logs = z.infer<typeof logs>;
