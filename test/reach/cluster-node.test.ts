import { expect, test } from 'vitest';
import { status } from '../../agent/cli/status.ts';
import { readConfig } from '../../agent/config.ts';
import { UserError } from '../../agent/error.ts';
import { openApi } from '../../agent/reach/api.ts';
import { readClusterNode } from '../../agent/reach/cluster-node.ts';
import { CutShortError, type Remote } from '../../agent/reach/remote.ts';
import { openSignIn } from '../../agent/reach/sign-in.ts';
import { windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { saved } from '../run.ts';

const told = new UserError('no agent runs on win-1');

/** What is read of a node whose agent ends so. */
async function read(error: Error, onlyAgent = false) {
  const api = await serveKubernetes([windowsNode('win-1')]);
  const { config } = readConfig(status, ['--kubeconfig', saved(kubeconfigOf(api))], {});
  const agent = (): Promise<Remote> => Promise.reject(error);
  const own = openApi(await openSignIn(config), null);
  return readClusterNode(own, 'win-1', { agent, onlyAgent, agentNamespace: 'hostprobe', logs: false });
}

test('without an agent the cluster tells of the node, and why the agent does not', async () => {
  expect(await read(told)).toMatchObject({ unseen: told.message, snapshot: { node: 'win-1' } });
});

test.each([
  ['only its agent is wanted', told, true],
  ['its answer was cut short', new CutShortError('it ended early'), false],
  ['the program has a bug', new TypeError('x is not a function'), false],
])('an error of the agent is the answer, and not a missing agent, where %s', async (_, error, onlyAgent) => {
  await expect(read(error, onlyAgent)).rejects.toBe(error);
});
