import { describe, expect, test } from 'vitest';
import { containersOf } from '../../../agent/manifest/pod.ts';
import { quote } from '../../../agent/shim/go.ts';
import { type KnownImage, ociProcessOf } from '../../../agent/shim/oci-process.ts';
import { rootOf } from '../../../agent/shim/paths.ts';
import { commandLineOf, workingDirectoryOf } from '../../../agent/shim/process.ts';
import { readVersion } from '../../../agent/shim/version.ts';
import { type Located, locate } from '../../../agent/stages/executable/locate.ts';
import { tailText } from '../../../agent/windows/error-text.ts';
import { imageWith } from '../../image.ts';
import { container, podWith } from '../../pod.ts';
import { type Case, layout, lookupIn, modeOfCase, ofKind } from '../../shim/oracle.ts';
import { six } from '../nodes.ts';
import { judge } from '../subject.ts';

/** What is said wrongly, by the number of the case. */
const known: Readonly<Record<string, readonly number[]>> = {
  'files of the recorder that no node has': [277, 1431],
  'the image has a folder with the name of a program of Windows': [3271],
};

/** `image` null: it was not read. */
function located(one: Case, image: KnownImage | null): { said: Located; given: string } {
  const { args = [], env = [], workingDir, containerd = '', rootfsLocation = null } = one.input;
  const variables = env.map((entry) => ({
    name: entry.split('=', 1)[0] ?? '',
    value: entry.slice(entry.indexOf('=') + 1),
  }));
  const fields = { command: args, args: [], env: variables, ...(workingDir === undefined ? {} : { workingDir }) };
  const pod = podWith(container(fields));
  const [placed] = containersOf(pod);
  const mode = modeOfCase(one);
  const root = rootOf(mode, rootfsLocation);
  if (placed === undefined) throw new Error('the pod has a container');
  const process = ociProcessOf(placed.container, { user: '', image: null, containerd: readVersion(containerd) });
  const commandLine = commandLineOf(placed.container, process, { mode, root });
  if (commandLine === null) throw new Error('the container has a command');
  const directory = workingDirectoryOf({ mode, root }, workingDir, readVersion(containerd));
  return {
    said: locate({ commandLine, mode, root, directory, container: placed.container, process, image, pod }),
    given: commandLine.given,
  };
}

type Outcome = 'right' | 'wrong' | 'open';

/** Whether what is said, without a look at the node, is what happened, the opposite, or neither. */
function held(one: Case, image: KnownImage | null): Outcome {
  const { said, given } = located(one, image);
  const { err } = one.real;
  if (said.is === 'open') return 'open';
  if (said.is === 'missing') {
    const { error } = said;
    const why = error === null ? '' : 'text' in error ? error.text : `<error ${error.code}>`;
    return err === `failed to get application name from commandline ${quote(given)}: ${why}` ? 'right' : 'wrong';
  }
  const lookup = lookupIn(one.input.image, rootOf(modeOfCase(one), one.input.rootfsLocation ?? null).path);
  const isThere = said.apps.some((app) => {
    const name = /^C:\\<PATH of the node>\\(.*)$/.exec(app)?.[1];
    const places = name === undefined ? [app] : layout.path.map((folder) => `${folder.replace(/\\$/, '')}\\${name}`);
    return places.some((place) => lookup(place) === 'file');
  });
  if (isThere) return err === undefined ? 'right' : 'wrong';
  return err === undefined ? 'open' : 'right';
}

const imageOf = ({ input }: Case) => imageWith({}, ...(layout.images[input.image ?? ''] ?? []));

test('of an image that was read, what Windows does not start is predicted in its words', () => {
  for (const one of ofKind('start')) {
    const { args = [], workingDir } = one.input;
    const node = six;
    const { points } = judge('executable', container({ command: args, workingDir }), node, imageOf(one));
    const code = Number(/<error (\d+)>/.exec(one.real.err ?? '')?.[1]);
    const wanted = one.real.err?.replace(/<error \d+>/, `${tailText(code)}.`);
    expect(points.map(({ expect: expected }) => expected?.text ?? '')).toContainEqual(
      expect.stringContaining(wanted ?? 'an error'),
    );
  }
});

describe('what is said of a program before anybody looked for it is what real shims do, or is left open', () => {
  const cases = ofKind('process').filter((one) => modeOfCase(one) !== 'bind');
  test.each<[string, (one: Case) => KnownImage | null, least: number]>([
    ['by the manifest alone', () => null, 0.8],
    // What the image has not, the PATH of the node may have.
    ['with the image', imageOf, 0.5],
  ])('%s', (what, image, least) => {
    for (const [family, ofFamily] of Map.groupBy(cases, (one) => one.family)) {
      const outcomes = Map.groupBy(ofFamily, (one) => held(one, image(one)));
      const count = (outcome: Outcome) => outcomes.get(outcome)?.length ?? 0;
      console.log(`${family}, ${what}: ${count('right')} right, ${count('open')} open, ${count('wrong')} wrong`);
    }
    const outcomes = Map.groupBy(cases, (one) => held(one, image(one)));
    const wrong = outcomes.get('wrong') ?? [];
    expect(
      wrong
        .filter(({ n }) => !Object.values(known).flat().includes(n))
        .map((one) => ({ one, ...located(one, image(one)) })),
    ).toEqual([]);
    expect(outcomes.get('right')?.length).toBeGreaterThan(cases.length * least);
  });
});
