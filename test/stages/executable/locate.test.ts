import { expect, test } from 'vitest';
import { containersOf } from '../../../agent/manifest/pod.ts';
import { quote } from '../../../agent/shim/go.ts';
import { ociProcessOf } from '../../../agent/shim/oci-process.ts';
import { rootOf } from '../../../agent/shim/paths.ts';
import { commandLineOf, workingDirectoryOf } from '../../../agent/shim/process.ts';
import { readVersion } from '../../../agent/shim/version.ts';
import { type Located, locate } from '../../../agent/stages/executable/locate.ts';
import { container, podWith } from '../../pod.ts';
import { type Case, layout, lookupIn, modeOfCase, ofKind } from '../../shim/oracle.ts';

/** What is said wrongly, by the number of the case. */
const known: Readonly<Record<string, readonly number[]>> = {
  'files of the recorder that no node has': [277, 1431],
  'the image has a folder with the name of a program of Windows': [3271],
};

function located(one: Case): { said: Located; given: string } {
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
    said: locate({ commandLine, mode, root, directory, container: placed.container, process, image: null, pod }),
    given: commandLine.given,
  };
}

/** Whether what is said, without a look at the files, is what happened, the opposite, or neither. */
function held(one: Case): 'right' | 'wrong' | 'open' {
  const { said, given } = located(one);
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

test('what is said of a program before anybody looked for it is what real shims do, or is left open', () => {
  const cases = ofKind('process').filter((one) => modeOfCase(one) !== 'bind');
  const outcomes = Map.groupBy(cases, held);
  const count = (outcome: ReturnType<typeof held>) => outcomes.get(outcome)?.length ?? 0;
  console.log(`programs: ${count('right')} right, ${count('open')} left open, ${count('wrong')} wrong`);
  const wrong = outcomes.get('wrong')?.map(({ n }) => n) ?? [];
  expect(new Set(wrong)).toEqual(new Set(Object.values(known).flat()));
  expect(count('right')).toBeGreaterThan(cases.length * 0.8);
});
