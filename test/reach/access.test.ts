import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { whyNoStreams } from '../../agent/reach/access.ts';
import { openApi } from '../../agent/reach/api.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { discovered } from '../deployment/discovery.ts';
import { toolFolders } from '../deployment/render.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved } from '../run.ts';

/** kubectl asks in protobuf. Source: kubernetes api/authorization/v1/generated.proto, ResourceAttributes: verb 2, subresource 6. */
function reviewed(asked: Buffer, rights: readonly string[]) {
  const { verb, subresource } =
    /(?<verb>get|create).*(?<subresource>portforward|exec)/s.exec(asked.toString('latin1'))?.groups ?? {};
  const allowed = rights.includes(`${verb} pods/${subresource}`);
  const kinds = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' };
  return { status: 201, answer: { ...kinds, metadata: {}, spec: {}, status: { allowed } } };
}

/** A user with these rights, as hostprobe and as kubectl see them. */
async function user(...rights: string[]) {
  const server = await serveKubernetes();
  server.allowed = rights;
  server.more = ({ path }, body) => {
    const answer = discovered(path);
    if (answer !== undefined) return { status: 200, answer };
    return Buffer.isBuffer(body) ? reviewed(body, rights) : null;
  };
  const KUBECONFIG = saved(kubeconfigOf(server));
  const { config } = readConfig(status, ['--kubeconfig', KUBECONFIG], {});
  const [folder = ''] = await toolFolders();
  const canI = async (verb: string, subresource: string) => {
    const args = ['auth', 'can-i', verb, 'pods', `--subresource=${subresource}`, '-n', 'hostprobe'];
    const env = { KUBECONFIG, HOME: dirname(KUBECONFIG) };
    return (await execa(join(folder, 'kubectl'), args, { env, extendEnv: false, reject: false })).stdout === 'yes';
  };
  return { server, api: openApi(await openSignIn(config), null), canI };
}

test.each([
  [['get pods/portforward'], true],
  [['create pods/exec'], true],
  [['list pods', 'get pods'], false],
])('with the rights %j a stream may be opened: %s, and kubectl auth can-i agrees', async (rights, may) => {
  const { api, canI } = await user(...rights);
  const why = await whyNoStreams(api, 'hostprobe');
  if (may) expect(why).toBeNull();
  else expect(why).toContain('may open no stream to pods in the namespace hostprobe');
  const answers = await Promise.all([canI('get', 'portforward'), canI('create', 'exec')]);
  expect(answers.some(Boolean)).toBe(may);
});

test('an API server that does not tell keeps nobody from trying', async () => {
  const { server, api } = await user();
  server.more = ({ path }) =>
    path.includes('selfsubjectaccessreviews') ? { status: 404, answer: '404 page not found' } : null;
  expect(await whyNoStreams(api, 'hostprobe')).toBeNull();
});
