import * as z from 'zod';
import { fixSchema } from '../fix/schema.ts';
import type { Fix } from '../fix.ts';
import { certainty } from '../shim/certainty.ts';
import { schemaVersion } from '../snapshot.ts';

const verdict = z.enum(['passes', 'fails', 'cannot-tell']);

/** The expected error. `where`: the place where it appears. */
const expectation = z.object({
  where: z.enum(['api-server', 'event', 'container-log']),
  /** As the kubelet shows it, with the container's name instead of its id. */
  text: z.string(),
  /** Which part of the text may differ; null: none. */
  note: z.string().nullable(),
});
export type Expectation = z.infer<typeof expectation>;

/** A condition that neither the manifest nor the node's facts prove. */
const condition = z.object({
  text: z.string(),
  /** null: not known. */
  holds: z.boolean().nullable(),
  /** The source of the answer, or why it could not be read; null: not queried. */
  told: z.string().nullable(),
});
export type Condition = z.infer<typeof condition>;

const point = z.object({
  /** `warns`: it passes, but with an unexpected effect. */
  verdict: z.enum([...verdict.options, 'warns']),
  certainty,
  /** null: the pod as a whole. */
  container: z.string().nullable(),
  summary: z.string(),
  evidence: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Conditions that neither the manifest nor the node's facts prove. */
  provided: z.array(condition),
  /** null: nothing fails, or the failure shows no error. */
  expect: expectation.nullable(),
  /** The cause that `explain` finds for it; null: none in its catalogue. */
  cause: z.string().nullable(),
  fix: fixSchema.nullable(),
});
type ExplainedPoint = z.infer<typeof point>;
/** As a stage writes it. */
export type Point = Omit<ExplainedPoint, 'fix'> & { fix: Fix | null };

export const stageId = z.enum([
  'admission',
  'node',
  'image',
  'volumes',
  'mode',
  'sandbox',
  'create',
  'user',
  'executable',
  'after-start',
]);
export type StageId = z.infer<typeof stageId>;

const judged = z.object({
  id: stageId,
  title: z.string(),
  verdict,
  /** false: an earlier stage fails, so the pod does not get this far. */
  reached: z.boolean(),
  points: z.array(point),
  reference: z.string(),
});
export type Judged = z.infer<typeof judged>;

/** `<id>` in a path is the id of the container, which is new each time. null: the node's facts do not say. */
const containerView = z.object({
  name: z.string(),
  user: z.object({ runAsUserName: z.string().nullable(), account: z.string(), sid: z.string().nullable() }),
  /** The value of CONTAINER_SANDBOX_MOUNT_POINT. */
  mountPoint: z.string().nullable(),
  mounts: z.array(
    z.object({
      volume: z.string(),
      mountPath: z.string(),
      places: z.array(z.string()).nullable(),
      /** null: the mount is not read-only. */
      readOnly: z.enum(['honoured', 'ignored', 'unknown']).nullable(),
    }),
  ),
  /** The documented ways to the service account's token; null: the pod gets none, empty: the mode is not known. */
  token: z
    .array(
      z.object({
        form: z.enum(['fixed', 'mount-point', 'relative']),
        directory: z.string(),
        works: z.boolean().nullable(),
      }),
    )
    .nullable(),
  /** `given` null: the ENTRYPOINT of the image decides. `becomes` null: that, or the mode is not known. */
  commandLine: z.object({ given: z.string().nullable(), becomes: z.string().nullable() }),
  workingDirectory: z.string().nullable(),
  /** What happens if that directory does not exist; null: it always exists, or it is not known which one it is. */
  workingDirectoryMissing: z.string().nullable(),
  /** Whether a client that looks at /var/run/secrets/kubernetes.io/serviceaccount finds its token. */
  client: z.object({ works: z.boolean().nullable(), text: z.string() }),
  stop: z.string(),
});
export type ContainerView = z.infer<typeof containerView>;

const predictionSchema = z.object({
  node: z.string(),
  /** When the facts were gathered. */
  at: z.iso.datetime(),
  pod: z.object({ file: z.string(), kind: z.string(), name: z.string(), namespace: z.string().nullable() }),
  /** The version of the API server with the rules that were applied: 1.34. */
  kubernetes: z.string(),
  verdict: z.enum(['runs', 'does-not-run', 'cannot-tell']),
  /** The first stage that fails. */
  stopsAt: stageId.nullable(),
  /** containerd's version, and how a new pod sees its files; null: not known. */
  containerd: z.string().nullable(),
  mode: z.enum(['volume', 'fallback', 'bind']).nullable(),
  stages: z.array(judged),
  containers: z.array(containerView),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const predictionsSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  predictions: z.array(predictionSchema),
  /** Pods in the input that are no HostProcess pods. */
  passedOver: z.array(z.string()),
  /** What could not be read there, with its place. */
  troubles: z.array(z.string()),
});
export type Predictions = z.infer<typeof predictionsSchema>;
