import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('liveness-probe');
const probing = (kind: string, probe: string) => hostProcessPod(`  containers: [{name: a, ${kind}: ${probe}}]`);
const kubectl = '{exec: {command: [kubectl.exe, get, --raw, /readyz]}}';

// AKS#5145: a liveness probe of azure-cns that tested the API server.
test('a liveness probe must not ask the API server, a readiness probe may', () => {
  expect(judge(probing('livenessProbe', kubectl))).toEqual(['11:26 warn the probe asks the API server (kubectl.exe)']);
  expect(judge(probing('livenessProbe', '{httpGet: {path: /livez/apiserver, port: 80}}'))).toHaveLength(1);
  expect(judge(probing('readinessProbe', kubectl))).toEqual([]);
  expect(judge(probing('livenessProbe', '{httpGet: {path: /healthz, port: 80}}'))).toEqual([]);
});
