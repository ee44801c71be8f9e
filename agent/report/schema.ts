import * as z from 'zod';
import { factIds } from '../fact/ids.ts';
import { factError, objects } from '../fact/schema.ts';
import { fixSchema, stepSchema } from '../fix/schema.ts';
import { historySchema } from '../history.ts';
import { findingStatuses, reportStatuses, seers } from '../report.ts';
import { schemaVersion } from '../snapshot.ts';

const evidence = z.object({ label: z.string(), value: z.string() });

export const findingSchema = z.object({
  check: z.string(),
  title: z.string(),
  status: z.enum(findingStatuses),
  summary: z.string(),
  evidence: z.array(evidence),
  fix: fixSchema.nullable(),
  reference: z.string().nullable(),
  causes: z.array(z.string()),
  /** The check that names what brought this about, and has the fix. */
  follows: z.string().exactOptional(),
  /** Of a hidden one: what could see it, an agent on the node, one with access to the API server, or one that runs as SYSTEM. */
  seenBy: z.enum(seers).exactOptional(),
  /** Of a check that passed: what is no alarm, such as the end of support. */
  note: z.string().exactOptional(),
});

const weight = z.enum(['confirmed', 'likely', 'possible', 'ruled-out']);
export type Weight = z.infer<typeof weight>;

export const diagnosisSchema = z.object({
  signature: z.string(),
  title: z.string(),
  component: z.string(),
  /** false: nothing shows that a HostProcess container failed; it has no causes then. */
  hostProcess: z.boolean(),
  /** By it alone no container fails: the program only warned, or the text says that it is over. */
  warning: z.literal(true).exactOptional(),
  /** No failure: the text mentions a HostProcess container, and no error that hostprobe knows. */
  hint: z.literal(true).exactOptional(),
  /** Why the words do not decide: what they would mean in a HostProcess container, and how to ask again. */
  note: z.string().exactOptional(),
  captured: z.record(z.string(), z.string()),
  seen: objects({
    source: z.string(),
    text: z.string(),
    count: z.number(),
    at: z.iso.datetime().optional(),
    firstAt: z.iso.datetime().optional(),
    pod: z.string().optional(),
    container: z.string().optional(),
  }),
  /** What to find out, or to do, before the fix of a cause: what distinguishes the remaining ones; left out if nothing does. */
  next: z.array(stepSchema).exactOptional(),
  causes: objects({
    id: z.string(),
    weight,
    title: z.string(),
    evidence: z.array(evidence),
    fix: fixSchema,
    reference: z.string(),
  }),
  /** Checks that judged the same subject. */
  checks: z.array(z.string()),
  /** Causes that its sentences name by their ids, so that a reader can open them; left out: they name none. */
  references: z.array(z.object({ id: z.string(), title: z.string(), why: z.string() })).exactOptional(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

export const reportStatus = z.enum(reportStatuses);
export type Status = z.infer<typeof reportStatus>;

/** One line for each diagnosis: where it was seen, how often, and its most likely cause; null: all are ruled out. */
const summarySchema = objects({
  signature: z.string(),
  pods: z.array(z.string()),
  count: z.number(),
  cause: z.string().nullable(),
  weight: weight.nullable(),
});
export type Summary = z.infer<typeof summarySchema>;

/** What `explain -o json` prints and `POST /explain` answers. */
export const explanationSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  recognised: z.boolean(),
  summary: summarySchema,
  diagnoses: z.array(diagnosisSchema),
});
export type Explanation = z.infer<typeof explanationSchema>;

const mode = z.enum(['volume', 'fallback', 'bind']);

/** The service accounts of Windows, and any other account. */
export const serviceAccount = z.enum(['LocalSystem', 'LocalService', 'NetworkService', 'other']);

/**
 * A summary of the node for drawings and statistics: accounts, and how HostProcess pods see their files. null: not known;
 * the findings say why.
 */
const outlineSchema = z.object({
  windows: z.string().nullable(),
  containerd: z.object({
    version: z.string().nullable(),
    /** The service that starts it. */
    service: z.string().nullable(),
    /**
     * `kind`: without the name of a custom account. `from`: the process or the service that shows it. `mayLogOn`:
     * whether it may create log-on tokens.
     */
    account: z.object({ name: z.string(), kind: serviceAccount, from: z.string(), mayLogOn: z.boolean() }).nullable(),
  }),
  /** What a new pod gets. */
  newPods: z.object({
    shim: z.enum(['none', 'volume', 'hpc']).nullable(),
    bindFilter: z.boolean().nullable(),
    mode: mode.nullable(),
  }),
  /** hostprobe's own pod. */
  agent: z.object({
    runsIn: z.enum(['host-process', 'isolated', 'none']).nullable(),
    account: z.string().nullable(),
    pod: z.string().nullable(),
    mode: mode.nullable(),
    mountPoint: z.string().nullable(),
    /** `found`: whether there is a token; `of`: its owner. */
    tokenPaths: objects({
      form: z.enum(['fixed', 'mount-point', 'relative', 'rooted']),
      directory: z.string(),
      found: z.enum(['there', 'absent', 'denied', 'unknown']),
      of: z.string().nullable(),
    }),
  }),
});
export type Outline = z.infer<typeof outlineSchema>;

const fared = z.object({ ok: z.boolean(), ms: z.number(), error: factError.optional() });

/** Everything that a renderer needs, and nothing that it must look up. */
export const reportSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  node: z.string(),
  at: z.iso.datetime(),
  status: reportStatus,
  /** What the status is about: one sentence, without a capital and a full stop. */
  headline: z.string(),
  counts: z.object({
    pass: z.number(),
    skip: z.number(),
    warn: z.number(),
    fail: z.number(),
    unknown: z.number(),
    /** What the account cannot see by design; not an alarm. */
    hidden: z.number(),
  }),
  standIns: z.array(z.string()),
  findings: z.array(findingSchema),
  summary: summarySchema,
  diagnoses: z.array(diagnosisSchema),
  /** The outcome of each fact. */
  facts: z.record(z.enum(factIds), fared),
  /** The runtime that answers on the CRI endpoint; null: none, or it could not be asked. */
  runtime: z.object({ name: z.string(), version: z.string() }).nullable(),
  outline: outlineSchema,
  /** What the HostProcess containers with a job use, as numbers; left out: not known. */
  containers: objects({
    namespace: z.string(),
    pod: z.string(),
    container: z.string(),
    processes: z.number(),
    cpuSeconds: z.number(),
    memoryBytes: z.number(),
    memoryLimitBytes: z.number().nullable(),
    handles: z.number().nullable(),
  }).exactOptional(),
  /** What changed on the node: with report --since, and on the page. A snapshot alone has no history. */
  history: historySchema.exactOptional(),
  /** Of a report that a server answers with: whether newer runs failed or missed their schedule. */
  stale: z.boolean().exactOptional(),
});
export type Report = z.infer<typeof reportSchema>;
