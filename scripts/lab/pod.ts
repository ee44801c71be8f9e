import { createSign, generateKeyPairSync } from 'node:crypto';
import type { PodPlan } from './plan.ts';
import type { Scenario } from './scenario.ts';

export const nodeName = 'win-node-1';

/** hostprobe's own pod, as its DaemonSet creates it. */
export const hostprobePod = {
  sandboxId: 'b3d9c0a17e5f42688d1b6c5e90f7a2431c8e6d5b4a39281706f5e4d3c2b1a098',
  containerId: '7c41e0b95a36d1c48f2d0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d',
  name: 'hostprobe-x7k2p',
  namespace: 'hostprobe',
  uid: '5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10',
  container: 'hostprobe',
  image: 'hostprobe:0.1.0',
  user: 'NT AUTHORITY\\SYSTEM',
  hostProcess: true,
  program: null,
} as const satisfies PodPlan;
export const serviceAccount = 'hostprobe';

/** kube-proxy as sig-windows-tools runs it: a HostProcess DaemonSet. */
export const kubeProxyPod: PodPlan = {
  sandboxId: '0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f',
  containerId: '9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b',
  name: 'kube-proxy-windows-8fz4q',
  namespace: 'kube-system',
  uid: '0b7d8a34-52f1-4c0e-8a86-9c1f6f0e7d21',
  container: 'kube-proxy',
  image: 'sigwindowstools/kube-proxy:v1.31.4-flannel-hostprocess',
  user: 'NT AUTHORITY\\SYSTEM',
  hostProcess: true,
  program: 'C:\\k\\kube-proxy.exe',
};

const minute = 60_000;

/** A service account token as an API server issues it to a pod, signed with a key that is then discarded. */
export function issueToken(pod: { name: string; uid: string }, token: Scenario['pod']['token'], now: Date): string {
  const issuedAt = now.getTime() - (token === 'expired' ? 120 : 10) * minute;
  // The API server extends some tokens to a year; an expired token is not one of these.
  const life = token === 'expired' ? 60 * minute : 365 * 24 * 60 * minute;
  const bound =
    token === 'of another pod' ? { name: 'web-6c9f7d5b8-q2w4r', uid: '9d2b5f60-0c3e-4a77-b1de-6f2a8c4e1b35' } : pod;
  const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
  const claims = {
    aud: ['https://kubernetes.default.svc.cluster.local'],
    exp: seconds(issuedAt + life),
    iat: seconds(issuedAt),
    iss: 'https://kubernetes.default.svc.cluster.local',
    jti: '3f0e7c1a-94b2-4d55-8a1c-2b9d6e7f8a90',
    'kubernetes.io': {
      namespace: hostprobePod.namespace,
      node: { name: nodeName, uid: 'c1f0a5d2-7b6e-4f83-9a4d-1e2f3a4b5c6d' },
      pod: bound,
      serviceaccount: { name: serviceAccount, uid: 'e4d3c2b1-a098-4765-b432-10fedcba9876' },
      ...(token === 'expired' ? {} : { warnafter: seconds(issuedAt) + 3607 }),
    },
    nbf: seconds(issuedAt),
    sub: `system:serviceaccount:${hostprobePod.namespace}:${serviceAccount}`,
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', kid: 'bGFiLW5vZGU' })}.${encode(claims)}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}
