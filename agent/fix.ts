import * as z from 'zod';

const place = z.enum(['node', 'cluster', 'manifest', 'image']);

export const stepSchema = z.object({
  /** What to do: one imperative sentence, without the command. */
  say: z.string(),
  /** Exactly what is typed: PowerShell on a node, kubectl for the cluster, a YAML fragment for a manifest. */
  run: z.string().exactOptional(),
  on: place,
  /** What the step can break. */
  risk: z.string().exactOptional(),
});
export type Step = z.infer<typeof stepSchema>;

/** What to do about a finding, a cause, a problem of a manifest. hostprobe itself repairs nothing. */
export const fixSchema = z.object({
  /** In their order. */
  steps: z.array(stepSchema).min(1),
  /** The command that shows that it worked. */
  verify: z.string().exactOptional(),
});
export type Fix = z.infer<typeof fixSchema>;

const step =
  (on: Step['on']) =>
  (say: string, run?: string, risk?: string): Step => ({
    say,
    ...(run === undefined ? {} : { run }),
    on,
    ...(risk === undefined ? {} : { risk }),
  });

/** A step on the Windows node; `run` is PowerShell. */
export const onNode = step('node');
/** A step against the API server; `run` is kubectl. */
export const onCluster = step('cluster');
/** A change of the pod's manifest; `run` is the YAML fragment as it should read. */
export const inManifest = step('manifest');
/** A change of the container image; `run` is a line of its Dockerfile. */
export const inImage = step('image');

/** The user that may do everything, as a manifest of a pod or a container has it. */
export const asSystem = `securityContext:
  windowsOptions:
    runAsUserName: 'NT AUTHORITY\\SYSTEM'`;

/**
 * A fix as lines of text, its steps numbered where there are several. Lines that four spaces or more indent are
 * commands and stay as they are; all others may be wrapped.
 */
export function showFix({ steps, verify }: Fix): string[] {
  const shown = steps.flatMap(({ say, run, risk }, index) => {
    const [head, pad] = steps.length === 1 ? ['Fix: ', ''] : [`${index + 1}. `, '   '];
    return [`${head}${say}`, ...indented(run), ...(risk === undefined ? [] : [`${pad}Risk: ${risk}`])];
  });
  return [
    ...(steps.length === 1 ? [] : ['Fix:']),
    ...shown,
    ...(verify === undefined ? [] : ['Check:']),
    ...indented(verify),
  ];
}

const indented = (command: string | undefined): string[] =>
  command === undefined ? [] : command.split('\n').map((line) => `    ${line}`);

/** A fix that is still one sentence with its commands inside. */
export const unsplit = (text: string): Fix => ({ steps: [onNode(text)] });
