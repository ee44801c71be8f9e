import { describe, expect, test } from 'vitest';
import { serve } from '../../agent/cli/serve.ts';
import { flags } from '../../agent/config/flags.ts';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { readConfig, variableOf } from '../../agent/config.ts';
import { clusterAccess } from '../../agent/host/cluster.ts';
import { requireSafe } from '../../agent/server/listen.ts';
import { start } from '../../image/start.ts';
import { publishAccess, reviewAccess, serviceAccess } from '../access.ts';
import { run, saved } from '../run.ts';
import { snapshotFile } from '../stories.ts';
import { type KubernetesObject, kustomize, objectIn, template } from './render.ts';
import { readPod } from './rendered-pod.ts';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/** Every single right that rules give, as "verb group/resource". */
const rightsIn = (object: KubernetesObject) =>
  // A ClusterRole's rules, which the schemas of Kubernetes have been held to in another test.
  (object.rules as Rule[]).flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );

interface Right {
  verb: string;
  group: string;
  resource: string;
}
const show = (rights: readonly Right[]) =>
  rights.map(({ verb, group, resource }) => `${verb} ${group}/${resource}`).toSorted();

describe('the rights of hostprobe', () => {
  test.each([
    ['the base', '', [...clusterAccess, ...reviewAccess]],
    ['the overlay publish', 'overlays/publish', [...clusterAccess, ...reviewAccess, ...publishAccess]],
    ['the overlay services', 'overlays/services', [...clusterAccess, ...reviewAccess, ...serviceAccess]],
  ])('are those that its Kubernetes client uses, and no other: %s', async (_name, folder, used) => {
    const role = objectIn(await kustomize(folder), 'ClusterRole', 'hostprobe');
    expect(rightsIn(role).toSorted()).toEqual(show(used));
  });
});

const places = { hostIp: '10.0.0.4', ports: { loopback: 20_258, node: 20_258 } };

describe.each([
  ['kustomize', () => kustomize()],
  ['kustomize with all that is told to the cluster', () => kustomize('overlays/publish')],
  ['kustomize with a certificate from a Secret', () => kustomize('overlays/own-certificate')],
  ['kustomize with tokens from a Secret', () => kustomize('overlays/static-token')],
  ['the chart with tokens and a certificate from Secrets', () => template('--set', 'tokenSecret=a,tlsSecret=b')],
])('what %s sets', (_name, render) => {
  test('are flags and variables that are known, and serve takes', async () => {
    const { args: given, env } = readPod(await render(), places);
    const known: string[] = Object.keys(flags).map((flag) => variableOf(flag as keyof typeof flags));
    const pod: string[] = Object.values(podVariables);
    expect(Object.keys(env).filter((name) => !known.includes(name) && !pod.includes(name))).toEqual([]);
    const [command, ...args] = given;
    expect(command).toBe(serve.id);
    const { config } = readConfig(serve, args, env);
    expect(config.listen).toEqual([
      { address: '127.0.0.1', port: 20_258 },
      { address: '10.0.0.4', port: 20_258 },
    ]);
    expect(requireSafe(config)).toEqual({ hasTls: true, hasReaders: true });
  });
});

describe('the pod of hostprobe', async () => {
  // The nodes of the stories run this image under its plain name.
  const manifest = saved((await kustomize()).replaceAll('registry.example.com/hostprobe', 'hostprobe'));
  test('starts the program as the image has it, so that its start can be predicted', async () => {
    const { command, args } = readPod(await kustomize(), places);
    expect(command).toEqual(start.entrypoint);
    expect(args).toEqual(start.cmd);
  });

  const stories = ['healthy', 'healthy-1.6', 'healthy-1.7', 'healthy-2', 'ws2019-no-bind-filter'];
  test.each([...stories, 'aks-containerd-1.6'])(
    'runs on the node of the story %s, by hostprobe predict',
    async (story) => {
      const { code, stdout } = await run(['predict', manifest, '--facts', snapshotFile(story)]);
      expect(stdout).toContain(': it will run');
      expect(code).toBe(0);
    },
  );
});

test('the node address may be an IPv6 one', () => {
  const { config } = readConfig(serve, [], { HOSTPROBE_LISTEN: '127.0.0.1:20258,[fd00::4]:20258' });
  expect(config.listen[1]).toEqual({ address: 'fd00::4', port: 20_258 });
});
