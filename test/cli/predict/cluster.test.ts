import { describe, expect, test } from 'vitest';
import { namesCluster } from '../../../agent/cli/predict/cluster.ts';
import { predict } from '../../../agent/cli/predict.ts';
import { readConfig } from '../../../agent/config.ts';
import { agentPod, windowsNode } from '../../fleet/cluster.ts';
import { type KubernetesObject, kubeconfigOf, send, serveKubernetes } from '../../kubernetes.ts';
import { podWith } from '../../pod.ts';
import { saved, serve } from '../../run.ts';
import { useManyRuns } from '../../run-many.ts';
import { snapshotWith } from '../../snapshot.ts';

const run = useManyRuns();

const facts = saved(snapshotWith());

test.each<[flag: string, value: string, names: boolean]>([
  // What tells kubectl which cluster to ask, or as whom: kubernetes/cli-runtime, config_flags.go.
  ...['kubeconfig', 'context', 'cluster', 'user', 'server', 'token', 'client-certificate', 'client-key', 'as'].map(
    (flag): [string, string, boolean] => [`--${flag}`, 'x', true],
  ),
  ['--selector', 'a=b', true],
  ['--node', 'win-1', true],
  ['--node', 'https://win-1:20258', false],
  // How to ask does not say whom.
  ['--request-timeout', '10s', false],
  ['--tls-server-name', 'x', false],
  ['--namespace', 'x', false],
])('%s %s names a cluster: %s', (flag, value, names) => {
  expect(namesCluster(readConfig(predict, [flag, value], {}).config)).toBe(names);
});

/** A pod that names one object of each kind. */
function manifest(edit: Parameters<typeof podWith>[0] = () => undefined): string {
  let text = '';
  podWith((pod) => {
    Object.assign(pod.spec, {
      nodeSelector: { 'kubernetes.io/os': 'windows', pool: 'tools' },
      serviceAccountName: 'reader',
      imagePullSecrets: [{ name: 'registry' }],
      volumes: [
        { name: 'tls', secret: { secretName: 'tls', items: [{ key: 'tls.crt', path: 'tls.crt' }] } },
        { name: 'settings', configMap: { name: 'settings', items: [{ key: 'agent.yaml', path: 'agent.yaml' }] } },
        { name: 'extra', configMap: { name: 'extra', optional: true } },
      ],
    });
    pod.spec.containers[0].volumeMounts = ['tls', 'settings', 'extra'].map((name) => ({
      name,
      mountPath: `/etc/${name}`,
    }));
    edit(pod);
    text = JSON.stringify(pod);
  });
  return text;
}

const inNamespace = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  kind,
  metadata: { name, namespace: 'monitoring' },
  ...more,
});
const objects: KubernetesObject[] = [
  {
    kind: 'Namespace',
    metadata: { name: 'monitoring', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
  },
  {
    kind: 'Node',
    metadata: { name: 'win-node-1', labels: { 'kubernetes.io/os': 'windows', pool: 'tools' } },
    spec: { taints: [{ key: 'os', value: 'windows', effect: 'NoSchedule' }] },
  },
  inNamespace('ServiceAccount', 'reader'),
  inNamespace('Secret', 'registry', { data: { '.dockerconfigjson': 'c2VjcmV0' } }),
  inNamespace('Secret', 'tls', { data: { 'tls.crt': 'c2VjcmV0' } }),
  inNamespace('ConfigMap', 'settings', { data: { 'agent.yaml': 'a: 1' } }),
];
const rights = ['namespaces', 'nodes', 'serviceaccounts', 'secrets', 'configmaps'].map((kind) => `get ${kind}`);

async function clusterWith(...given: KubernetesObject[]) {
  const api = await serveKubernetes(given);
  api.allowed = rights;
  const kubeconfig = saved(kubeconfigOf(api));
  const predict = async (input: string, ...more: string[]) => {
    const asked = ['predict', saved(input), '--facts', facts, '--kubeconfig', kubeconfig, ...more];
    const { code, stdout, stderr } = await run(asked);
    return { code, text: stdout.replaceAll(/\s+/g, ' '), stderr, stdout };
  };
  return { api, predict };
}

const without = (kind: string, name: string) =>
  objects.filter((one) => one.kind !== kind || one.metadata.name !== name);

describe('predict with a cluster to ask', () => {
  test('says that all objects of the pod exist, and reads no content of secrets', async () => {
    const { api, predict } = await clusterWith(...objects);
    const { code, text, stderr } = await predict(manifest());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const has = text.slice(text.indexOf('The cluster has what this needs:'), text.indexOf('This assumes that:'));
    for (const line of [
      'the namespace monitoring admits HostProcess pods by its labels',
      'the service account reader exists',
      'the node has the label pool=tools',
      'the secret registry exists',
      'the secret tls exists',
      'the config map settings has the key agent.yaml',
    ]) {
      expect(has).toContain(`- ${line} `);
    }
    expect(text).toContain('- the secret tls has the key tls.crt');
    expect(text).not.toContain('The cluster does not have');
    const asked = api.requests.filter(({ path }) => path.includes('/secrets/'));
    expect(asked.map(({ path }) => path).toSorted()).toEqual([
      '/api/v1/namespaces/monitoring/secrets/registry',
      '/api/v1/namespaces/monitoring/secrets/tls',
    ]);
    for (const { accept } of asked) expect(accept).toMatch(/as=PartialObjectMetadata/);
    expect(api.requests.some(({ path }) => path.includes('extra'))).toBe(false);
  });

  test.each([
    ['Namespace', 'monitoring', 'admission', 'The API server says: namespaces "monitoring" not found'],
    [
      'ServiceAccount',
      'reader',
      'admission',
      'The API server says: pods "agent" is forbidden: error looking up service account monitoring/reader: serviceaccount "reader" not found',
    ],
    ['Secret', 'tls', 'volumes', 'Event: MountVolume.SetUp failed for volume "tls" : secret "tls" not found'],
    [
      'ConfigMap',
      'settings',
      'volumes',
      'Event: MountVolume.SetUp failed for volume "settings" : configmap "settings" not found',
    ],
  ])('without the %s %s it stops at %s', async (kind, name, stage, said) => {
    const { predict } = await clusterWith(...without(kind, name));
    const { code, text } = await predict(manifest());
    expect([code, text.includes(`it stops at ${stage}`), text.includes(said)]).toEqual([1, true, true]);
    expect(text).toContain('The cluster does not have what this needs:');
  });

  test('asks for each of many objects, however many it asks for at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `many-${index}`);
    const { api, predict } = await clusterWith(...objects);
    const { text } = await predict(
      manifest((pod) => {
        pod.spec.volumes = names.map((name) => ({ name, configMap: { name } }));
        pod.spec.containers[0].volumeMounts = names.map((name) => ({ name, mountPath: `/etc/${name}` }));
      }),
    );
    for (const name of names) expect(text).toContain(`configmap "${name}" not found`);
    const asked = api.requests.map(({ path }) => path).filter((path) => path.includes('/configmaps/many-'));
    expect(asked.toSorted()).toEqual(
      names.map((name) => `/api/v1/namespaces/monitoring/configmaps/${name}`).toSorted(),
    );
  });

  test('a missing image pull secret does not stop the pod', async () => {
    const { predict } = await clusterWith(...without('Secret', 'registry'));
    const { code, text } = await predict(manifest());
    expect(code).toBe(0);
    expect(text).toMatch(/WARN +image:/);
    expect(text).toContain('imagePullSecrets names the secret registry, which the cluster does not have');
  });

  test('an object that it may not read is denied, neither present nor missing', async () => {
    const { api, predict } = await clusterWith(...without('Secret', 'tls'));
    api.allowed = rights.filter((right) => right !== 'get secrets');
    const { code, text } = await predict(manifest());
    expect(code).toBe(0);
    expect(text).toMatch(
      /The cluster could not be asked about this:.*- the secret tls exists: access denied: [^\n]*secrets "tls" is forbidden/s,
    );
  });

  test.each<[what: string, status: number, answer: unknown, why: RegExp]>([
    ['an absence that a proxy tells', 404, { kind: 'Status', message: '404 page not found' }, /404 page not found/],
    ['an answer that is no object', 200, ['x'], /\/secrets\/tls: the answer is not an object/],
    ['a server that breaks', 500, { kind: 'Status', message: 'etcd is away' }, /etcd is away/],
  ])('%s tells nothing of an object', async (_, status, answer, why) => {
    const { api, predict } = await clusterWith(...objects);
    api.disturb = ({ path }, response) => {
      if (!path.endsWith('/secrets/tls')) return false;
      send(response, status, answer);
      return true;
    };
    const { code, text } = await predict(manifest());
    expect(code).toBe(0);
    expect(text.split('The cluster could not be asked about this:')[1]).toMatch(/^ - the secret tls exists: /);
    expect(text).toMatch(why);
  });

  test('a key of a config map may be binary', async () => {
    const settings = inNamespace('ConfigMap', 'settings', { binaryData: { 'agent.yaml': 'AAE=' } });
    const { predict } = await clusterWith(...without('ConfigMap', 'settings'), settings);
    expect((await predict(manifest())).text).toContain('- the config map settings has the key agent.yaml ');
  });

  test('a server that keeps its version to itself is asked all the same', async () => {
    const { api, predict } = await clusterWith(...objects);
    api.disturb = ({ path }, response) => {
      if (path !== '/version') return false;
      send(response, 403, { kind: 'Status', message: 'version is forbidden' });
      return true;
    };
    const { code, text } = await predict(manifest());
    expect([code, text.includes('- the secret tls exists ')]).toEqual([0, true]);
  });

  test('labels and taints that only the cluster knows decide', async () => {
    const node = (labels: Record<string, string>, effect: string): KubernetesObject => ({
      kind: 'Node',
      metadata: { name: 'win-node-1', labels: { 'kubernetes.io/os': 'windows', ...labels } },
      spec: { taints: [{ key: 'gpu', effect }] },
    });
    const others = objects.filter(({ kind }) => kind !== 'Node');
    const unlabelled = await (await clusterWith(node({}, 'PreferNoSchedule'), ...others)).predict(manifest());
    expect(unlabelled.text).toContain('nodeSelector requires pool=tools, but this node does not have that label');
    const intolerant = manifest((pod) => {
      pod.spec.tolerations = [];
    });
    const tainted = await (await clusterWith(node({ pool: 'tools' }, 'NoExecute'), ...others)).predict(intolerant);
    expect(tainted.text).toContain('the node has the taint gpu:NoExecute, which the pod does not tolerate');
    const elsewhere = await (await clusterWith(...others)).predict(manifest());
    expect(elsewhere.text).toContain('the node has the label pool=tools: the cluster has no node win-node-1');
  });

  test('an object in the same input counts as present', async () => {
    const { api, predict } = await clusterWith(...without('ConfigMap', 'settings'));
    const settings = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { 'agent.yaml': '' },
    };
    const { code, text } = await predict(`${manifest()}\n---\n${JSON.stringify(settings)}`, '-n', 'monitoring');
    expect([code, text.includes('- the config map settings has the key agent.yaml ')]).toEqual([0, true]);
    expect(api.requests.length).toBeGreaterThan(0);
  });

  test('judges by the version of the cluster, unless a flag gives another', async () => {
    const { predict } = await clusterWith(...objects);
    const version = async (...more: string[]) =>
      JSON.parse((await predict(manifest(), '-o', 'json', ...more)).stdout).predictions[0].kubernetes;
    expect(await version()).toBe('1.33');
    expect(await version('--kubernetes', '1.27')).toBe('1.27');
  });

  test('says so if the cluster does not answer or refuses the user', async () => {
    const { api, predict } = await clusterWith(...objects);
    api.token = 'another';
    const unknown = await predict(manifest());
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/^hostprobe predict: .*401.*sign in/)]);
    await api.close();
    const away = await predict(manifest());
    expect([away.code, away.stderr]).toEqual([2, expect.stringMatching(/^hostprobe predict: .*cannot be reached/)]);
  });

  test('asks no cluster if no flag names one', async () => {
    const { api } = await clusterWith(...objects);
    const environment = { KUBECONFIG: saved(kubeconfigOf(api)) };
    const { code } = await run(['predict', '-', '--facts', facts], { input: manifest(), environment });
    expect([code, api.requests]).toEqual([0, []]);
  });
});

/** So many nodes with old containerd and so many with new; an agent serves a healthy node's facts on each that has one. */
async function cluster({ old, young, agents }: { old: number; young: number; agents: readonly string[] }) {
  const server = await serve(['--facts', 'test/nodes/healthy/snapshot.json']);
  const labels = { pool: 'win' };
  const nodes = [
    ...Array.from({ length: old }, (_, index) => windowsNode(`old-${index}`, { containerd: '1.5.11', labels })),
    ...Array.from({ length: young }, (_, index) => windowsNode(`win-${index}`, { labels })),
    windowsNode('other'),
  ];
  const api = await serveKubernetes([...nodes, ...agents.map((name) => agentPod(name))]);
  api.allowed = ['get nodes', 'list nodes', 'list pods', 'get pods/portforward'];
  api.kubelet.forward = () => server.port;
  const environment = { KUBECONFIG: saved(kubeconfigOf(api)), PATH: '' };
  const predict = (...args: string[]) => run(['predict', 'test/predict/agent.yaml', ...args], { environment });
  return { api, predict, [Symbol.dispose]: server[Symbol.dispose] };
}

describe('predict -l', () => {
  test('says on how many nodes a pod runs, and shows each node on a line', async () => {
    using one = await cluster({ old: 3, young: 4, agents: ['win-1', 'win-2'] });
    const { code, stdout, stderr } = await one.predict('-l', 'pool=win');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [pod, ...lines] = stdout.split('\n');
    expect(pod).toMatch(/DaemonSet monitoring\/agent.*:$/);
    expect(lines[0]).toMatch(/^ {2}3 of 7 nodes: it will not run; it stops at mode$/);
    expect(stdout).toMatch(/^NODE +RUNS +STOPS AT +CONTAINERD +MODE +WHY$/m);
    const rows = lines.filter((line) => /^(?:old|win)-\d/.test(line));
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatch(/^old-\d +no +mode +1\.5\.11 +- +\S/);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /Of 5 of 7 nodes only what the cluster tells was seen \(old-0, .*win-3\)\. old-0: no pod of hostprobe runs/,
    );
    // The agents were asked, each by one stream.
    expect(one.api.streams).toHaveLength(2);
  });

  test('shows a few nodes as columns; JSON always has all', async () => {
    using one = await cluster({ old: 1, young: 1, agents: [] });
    expect((await one.predict('-l', 'pool=win')).stdout).toMatch(/^\| containerd +\| 1\.5\.11 +\| 1\.7\.28 +\|$/m);
    const { predictions } = JSON.parse((await one.predict('-l', 'pool=win', '-o', 'json')).stdout);
    expect(predictions.map(({ verdict }: { verdict: string }) => verdict)).toHaveLength(2);
  });

  test('refuses a selection of no node, of many without --yes, and one together with other nodes', async () => {
    using one = await cluster({ old: 0, young: 51, agents: [] });
    expect(await one.predict('-l', 'pool=linux')).toMatchObject({
      code: 64,
      stderr: 'hostprobe predict: this cluster has no Windows node with the labels pool=linux\n',
    });
    expect(await one.predict('-l', 'pool=win')).toMatchObject({ code: 64, stderr: expect.stringContaining('--yes') });
    expect(await one.predict('-l', 'pool=win', '--node', 'win-1')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--node has no effect with --selector: leave out one of them'),
    });
  });
});
