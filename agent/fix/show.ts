import type { Fix, ShellCommand, Step } from '../fix.ts';

/** Where a command is typed, or a fragment pasted. */
export const places: Readonly<Record<Step['on'], string>> = {
  node: 'on the node',
  cluster: 'where you run kubectl',
  manifest: 'in the manifest',
  image: 'where you build the image',
};

/** Text with the place of the step, if something is typed there. */
export const headingAt = (heading: string, { on, run }: Pick<Step, 'on' | 'run'>): string =>
  run === undefined ? heading : `${heading}, ${places[on]}`;

/**
 * Steps below a heading, with the place at each that has a command, as in "On the node"; or, where all are for one place,
 * in the heading, as in "Fix, on the node".
 */
export function placed(heading: string, steps: readonly Step[]): { heading: string; steps: [place: string, Step][] } {
  const typed = steps.find(({ run }) => run !== undefined);
  const isOnePlace = typed !== undefined && steps.every(({ on }) => on === typed.on);
  return {
    heading: isOnePlace ? headingAt(heading, typed) : heading,
    steps: steps.map((step) => [isOnePlace || step.run === undefined ? '' : capital(places[step.on]), step]),
  };
}

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** The heading of the command that shows whether a fix worked. */
export const verifyHeading = (verify: NonNullable<Fix['verify']>): string =>
  `${headingAt('To see whether it worked', verify)}:`;

/**
 * A fix as lines of text, its steps numbered if there are several. Lines that four spaces or more indent are
 * commands and stay as they are; all others may be wrapped.
 */
export function showFix({ steps, verify }: Fix, title = 'Fix'): string[] {
  const { heading, steps: shown } = placed(title, steps);
  const isOne = steps.length === 1;
  return [
    ...(isOne ? [] : [`${heading}:`]),
    ...shown.flatMap(([place, { say, run, risk }], index) => {
      const [head, pad] = isOne ? [`${heading}: `, ''] : [`${index + 1}. ${place === '' ? '' : `${place}: `}`, '   '];
      return [`${head}${say}`, ...indented(run), ...(risk === undefined ? [] : [`${pad}Risk: ${risk}`])];
    }),
    ...showVerify(verify),
  ];
}

/** The end of a fix. */
export const showVerify = (verify: Fix['verify']): string[] =>
  verify === undefined ? [] : [verifyHeading(verify), ...indented(verify.run), `Expected: ${verify.expect}`];

const indented = (command: string | undefined): string[] =>
  command === undefined ? [] : command.split('\n').map((line) => `    ${line}`);

/** Of the zip for a node: hostprobe is not in the PATH there, so the command is for its folder. */
export const saveFacts = '.\\hostprobe.cmd facts > node.json';
export const makeReport = '.\\hostprobe.cmd report' as ShellCommand;
export const makeBundle = '.\\hostprobe.cmd bundle';
export const inItsFolder = 'in the folder of hostprobe';

/** Reads a node of the cluster from elsewhere; the reader chooses the node. */
export const listAndReport = 'kubectl get nodes -l kubernetes.io/os=windows\nhostprobe report --node <node>';
