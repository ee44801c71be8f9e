import type * as z from 'zod';
import type { fixSchema, stepSchema } from './fix/schema.ts';

/** One thing to do. */
export type Step = z.infer<typeof stepSchema>;

/** What to do about a finding, a cause, a problem of a manifest. hostprobe itself repairs nothing. */
export type Fix = z.infer<typeof fixSchema>;

/** What stands in a command where only the reader knows the value. */
const unknowns: Readonly<Record<string, string>> = {
  '<pod>': 'the failing pod',
  '<namespace>': 'its namespace',
  '<account>': 'the account that the pod runs as',
  '<group>': 'the group that runAsUserName names',
  '<domain>': 'the domain of the account',
  '<image>': 'the image of the container',
  '<program>': 'the path of the program',
  '<container id>': 'the id of the container, by crictl or the report',
  '<mount point>': 'the value of CONTAINER_SANDBOX_MOUNT_POINT in the container',
  '<address of the API server>': 'the one in your kubeconfig',
  '<link>': 'the path that pods use',
  '<target>': 'the folder that it leads to',
};

/** The sentence of a step, which also tells what the unknown values of its command are. */
function tellUnknowns(say: string, run = ''): string {
  const told = Object.entries(unknowns).flatMap(([name, meaning]) =>
    run.includes(name) && !say.includes(name) ? [`${name} is ${meaning}`] : [],
  );
  return told.length === 0 ? say : `${say.replace(/\.$/, '')}; ${told.join(', ')}.`;
}

/** A fix with the command that shows that it worked; the last step tells what its unknown values are. */
export function verified(steps: Step[], verify: string): Fix {
  const said = steps.map(({ say }) => say).join(' ');
  const untold = Object.keys(unknowns).filter((name) => verify.includes(name) && !said.includes(name));
  const last = steps.at(-1);
  if (last === undefined || untold.length === 0) return { steps, verify };
  return { steps: [...steps.slice(0, -1), { ...last, say: tellUnknowns(last.say, untold.join(' ')) }], verify };
}

const step =
  (on: Step['on']) =>
  (say: string, run?: string, risk?: string): Step => ({
    say: tellUnknowns(say, run),
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
