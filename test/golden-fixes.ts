import { readdirSync, readFileSync } from 'node:fs';
import { causeNamed } from '../agent/causes/index.ts';
import { factIds } from '../agent/fact/ids.ts';
import type { Fix } from '../agent/fix.ts';
import { lint } from '../agent/lint.ts';
import { nodeKinds } from '../agent/node/new-pod.ts';
import { predictManifests } from '../agent/predict/manifests.ts';
import { predict } from '../agent/predict.ts';
import { signatures } from '../agent/signatures/index.ts';
import { knownFacts } from '../agent/snapshot.ts';
import { toSymptom } from '../agent/symptom.ts';
import { composed } from './composed.ts';
import { shapeOf } from './golden-shape.ts';
import { container, manifestWith, podWith } from './pod.ts';
import { failures } from './predict/failures.ts';
import { commands, directories, mounts } from './predict/starts.ts';
import { snapshotWith } from './snapshot.ts';
import { bind, fallback, six } from './stages/nodes.ts';
import { healthyVariations } from './variations.ts';

const folder = new URL('lessons/', import.meta.url);
/** Manifests as people write them. */
const lessons = readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
const starts = [
  ...[...commands, ...mounts].map(({ fields }) => container(fields)),
  ...directories.map(([workingDir]) => container({ workingDir })),
];
const kindsOfNodes = [six, fallback, bind].map((kind) => snapshotWith(kind));
const denied = { kind: 'denied', message: 'Access is denied.' } as const;
/** Nothing of it could be read. */
const hiddenNode = snapshotWith(undefined, Object.fromEntries(factIds.map((id) => [id, denied])));

const task = (text: string) => `Error: failed to start containerd task "agent": ${text}: unknown`;
const shim = (text: string) => `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;
const furtherTexts: readonly [cause: string, text: string][] = [
  [
    'executable-path',
    task(
      'failed to get application name from commandline "pwsh.exe -c x": exec: "pwsh.exe": executable file not found in %PATH%',
    ),
  ],
  ['executable-path', "'--config.file' is not recognized as an internal or external command,"],
  ['executable-path', `'C:\\C\\${'a'.repeat(64)}\\agent.exe' is not recognized as an internal or external command,`],
  [
    'executable-path',
    task(
      'failed to get application name from commandline "C:\\\\tools": found directory instead of executable "C:\\\\tools"',
    ),
  ],
  [
    'shim-access',
    task(
      'failed to get application name from commandline "C:\\Users\\a\\WindowsApps\\pwsh.exe": CreateFile C:\\Users\\a\\WindowsApps\\pwsh.exe: The file cannot be accessed by the system.',
    ),
  ],
  [
    'container-storage',
    shim(
      'failed to mount container layers: failed to mount job container storage: failed to mount sandbox volume to C:\\hpc\\a1\\ on host: The directory is not empty.',
    ),
  ],
  [
    'mount-invalid',
    shim(
      'invalid OCI spec - a mount must have both source and a destination: {Destination:C:\\x Type: Source: Options:[]}',
    ),
  ],
  [
    'mount-invalid',
    shim('invalid OCI spec - a mount must have both source and a destination: {Destination: Type: Source: Options:[]}'),
  ],
  [
    'run-as-user-invalid',
    'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string',
  ],
  ['container-path', 'open \\\\files\\share\\agent.yaml: The network path was not found.'],
];

/**
 * Every fix of a cause, for each of its texts on the healthy node and on those of the stories, and of
 * what a stage or a rule has to say of a manifest its words, the error to expect, and the fix: its steps in their order, with
 * commands and risks. Of steps, and of lines to write, that stand further up only the beginning is shown, and a fix that
 * differs from one above in nothing but names of the node is left out.
 */
export function fixes(): string {
  const [known, knownSteps, knownRuns] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const once = (run: string): string => {
    const [first = '', ...more] = run.split('\n');
    if (more.length > 0 && knownRuns.has(run)) return `${first} …`;
    knownRuns.add(run);
    return run;
  };
  const show = (from: string, { steps, verify }: Partial<Fix>, said: string[] = []): string[] => {
    const texts = [
      ...(steps ?? []).map(({ on, say, run, risk }) => [`${on}: ${say}`, run ?? [], risk ?? []].flat()),
      ...(verify === undefined ? [] : [[`then ${verify.on}: ${verify.expect}`, verify.run]]),
    ].map((lines) => lines.join('\n'));
    const [saidFirst, ...saidMore] = said;
    const head = saidFirst === undefined ? from : `${from}: ${saidFirst}`;
    // What it sees is one line, and says what stands in the head no second time.
    if (saidMore.length > 0) texts.unshift(saidMore.join(' | ').replace(saidFirst ?? '', () => '…'));
    const whole = [saidFirst ?? '', ...texts].map(shapeOf).join('\n');
    if (known.has(whole)) return [];
    known.add(whole);
    const shown = texts.map((text) => {
      const isKnown = knownSteps.has(shapeOf(text));
      knownSteps.add(shapeOf(text));
      if (isKnown) return `  ${text.slice(0, 28).trimEnd()}…`;
      const [say = '', ...lines] = text.split('\n');
      return `  ${[say, ...(lines.length > 0 ? once(lines.join('\n')).split('\n') : [])].join('\n    ')}`;
    });
    // Beginnings of known steps stand in the line before them, unless that belongs to a command.
    return [head, ...shown]
      .join('\n')
      .replaceAll(/(?<=^(?: {2}\S)?\S.*)\n {2}(?=\S.*…$)/gm, ' | ')
      .split('\n');
  };
  const ofCauses = [snapshotWith(), ...Object.values(composed), hiddenNode].map(knownFacts).flatMap((facts) =>
    signatures.flatMap(({ id, samples, causes }) =>
      samples.flatMap((text) => {
        const symptom = toSymptom({ source: 'text', text, count: 1 }, facts);
        if (symptom === null) throw new Error(`not recognised: ${text}`);
        return causes.flatMap((cause) => show(`${cause}, ${id}`, causeNamed(cause).fix(symptom, facts)));
      }),
    ),
  );
  /** What is said of other texts, in a line: the steps that stand nowhere above. */
  const newIn = (head: string, { steps = [], verify }: Partial<Fix>): string => {
    const texts = [
      ...steps.map(({ on, say, run = [], risk = [] }) => [`${on}: ${say}`, run, risk].flat().join('\n')),
      ...(verify ? [`then ${verify.on}: ${verify.expect}\n${verify.run}`] : []),
    ].filter((text) => !knownSteps.has(shapeOf(text)));
    for (const text of texts) knownSteps.add(shapeOf(text));
    return [head, ...texts].join(' | ').replaceAll('\n', ' > ');
  };
  const ofOthers = [
    // What the text itself changes in the fix of its cause.
    ...furtherTexts.map(([cause, text]) => {
      const symptom = toSymptom({ source: 'text', text, count: 1 }, {});
      if (symptom === null) throw new Error(`not recognised: ${text}`);
      return newIn(`${cause}: ${text}`, causeNamed(cause).fix(symptom, {}));
    }),
  ];
  const predictions = [
    ...failures.flatMap(([, pod, edit, , , around]) =>
      [snapshotWith(edit), hiddenNode].map((node) => predict(podWith(pod), node, around)),
    ),
    ...Object.values(healthyVariations).map((edit) => predict(podWith(), snapshotWith(edit))),
    ...starts.flatMap((edit) => [...kindsOfNodes, hiddenNode].map((node) => predict(podWith(edit), node))),
    ...lessons.flatMap((input) => predictManifests([input], [...kindsOfNodes, hiddenNode]).predictions),
  ];
  const ofStages = predictions
    .flatMap(({ stages }) => stages)
    .flatMap(({ id, points }) =>
      points.flatMap(({ verdict, certainty, cause, summary, expect, evidence, provided, fix }) => {
        if (verdict === 'passes') return [];
        return show(
          `stage ${id}, ${verdict}, ${certainty}, ${cause ?? 'no cause'}`,
          fix ?? {},
          [
            summary,
            ...(expect === null ? [] : [`${expect.where}: ${expect.text}`, expect.note ?? []].flat()),
            evidence.map(({ label, value }) => `${label}: ${value}`).join('; ') || [],
            ...provided.map(({ text, holds, told }) => `provided ${text}: ${holds}, ${told}`),
          ].flat(),
        );
      }),
    );
  const written = [...failures.map(([, pod]) => pod), ...starts].map(manifestWith);
  const ofRules = [lessons, ...written.map((one) => [one])]
    .flatMap((inputs) => lint(inputs, { nodes: nodeKinds, all: true }).problems)
    .flatMap(({ rule, severity, message, nodes, fix }) =>
      show(`rule ${rule}, ${severity}, ${nodes?.join(' and ') ?? 'every node'}`, fix ?? {}, [message]),
    );
  return `${[...ofCauses, ...ofOthers, ...ofStages, ...ofRules].join('\n')}\n`;
}
