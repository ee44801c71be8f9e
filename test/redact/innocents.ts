import { caPem } from '../certificate.ts';
import { noise } from './secrets.ts';

const hex = (seed: number, length: number) => noise(seed, length, '0123456789abcdef');
const guid = (seed: number) => [8, 4, 4, 4, 12].map((length, part) => hex(seed * 10 + part, length)).join('-');
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const der = caPem.replace(/-----[A-Z ]+-----|\s/g, '');

/** What looks like a secret, and is none. */
export const innocents: readonly string[] = [
  ...seeds(10).map((seed) => `registry.k8s.io/pause:3.${seed}@sha256:${hex(seed, 64)}`),
  ...seeds(10).map((seed) => `StopPodSandbox "${hex(seed + 20, 64)}" returns successfully`),
  ...seeds(6).map(
    (seed) =>
      `time="2026-11-01T12:00:00.${100_000_000 + seed}Z" level=info msg="shim disconnected" id=${hex(seed, 64)} namespace=k8s.io`,
  ),
  ...seeds(10).map((seed) => `HCN endpoint {${guid(seed)}} of pod ${guid(seed + 30)}`),
  ...seeds(6).map((seed) => `S-1-5-21-${1_000_000_000 + seed}-3361044348-30300820-10${seed}`),
  ...seeds(4).map((seed) => `local account ${hex(seed, 20)} was left`),
  ...seeds(4).map((seed) => `sha512-${Buffer.from(hex(seed, 128), 'hex').toString('base64')}`),
  ...seeds(4).map((seed) => `jti=${guid(seed)} kid=${hex(seed, 40)}`),
  ...seeds(5).map((seed) => `commit ${hex(seed, 40)}`),
  caPem,
  `certificate-authority-data: ${base64(caPem)}`,
  `client-certificate-data: ${base64(caPem)}`,
  `caBundle: ${der}`,
  base64(caPem),
  der,
  base64('a plain text without anything in it that would have to be kept from anybody'),
  base64(JSON.stringify({ kind: 'Pod', metadata: { name: 'a', namespace: 'b' } })),
  'C:\\var\\lib\\kubelet\\pods\\5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10\\volumes\\kubernetes.io~projected\\kube-api-access-x7k2p\\token',
  'C:\\hpc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token: The system cannot find the file specified.',
  'MountVolume.SetUp failed for volume "kube-api-access-x7k2p" : failed to fetch token: pod "a" not found',
  'Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
  'E1101 12:00:00.000000    1200 server.go:310] "Unable to authenticate the request due to an error" err="token lookup failed"',
  'failed to create user process\n           token: failed to logon user: Access is denied.: unknown',
  'failed to create user process token: failed to logon user: Access is denied.: unknown',
  'hcs::CreateComputeSystem: The password for this account has expired.',
  'the secret "registry-credentials" in namespace "a" was not found',
  'imagePullSecrets:\n- name: registry-credentials\n',
  'spec.containers[0].env[1].valueFrom.secretKeyRef: name: db, key: password',
  'volumes:\n- name: token\n  projected:\n    sources:\n    - serviceAccountToken:\n        path: token\n        expirationSeconds: 3600\n',
  'serviceAccountToken:\n  path: token\n',
  '--token-auth-file=C:\\k\\tokens.csv --tls-private-key-file C:\\k\\tls.key --v=4',
  'bearerTokenFile: C:\\k\\token',
  'automountServiceAccountToken: true',
  'NT AUTHORITY\\LocalService, NT AUTHORITY\\SYSTEM, WIN-NODE-1\\k8s-admin, CONTOSO\\svc$',
  'image: mcr.microsoft.com/oss/kubernetes/windows-host-process-containers-base-image:v1.0.0',
  'https://10.96.0.1:443/api/v1/namespaces/a/pods?fieldSelector=spec.nodeName%3Dwin-1&limit=500',
  'npipe:////./pipe/containerd-containerd\nnpipe:////./pipe/containerd-containerd.ttrpc',
  '2026-11-01T12:00:00.123456789Z stderr F Access token refreshed for user admin',
  'aud=["https://kubernetes.default.svc.cluster.local"] exp=1825068600 iat=1793532600',
  'sc.exe qc containerd: SERVICE_START_NAME : LocalSystem',
  'PublicKeyToken=31bf3856ad364e35, Culture=neutral',
  'SeAssignPrimaryTokenPrivilege, SeImpersonatePrivilege: Enabled',
  'fe80::a1b2:c3d4:e5f6:1234%12, 00-15-5d-0a-1b-2c',
  'x509: certificate signed by unknown authority; serial 4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2a3b',
  'W/"3f80-1d2a3b4c5d6e7f80", "0123456789abcdef0123456789abcdef"',
  'user: admin\ngroups:\n- system:masters\n',
  'kubectl create token hostprobe-reader --audience hostprobe',
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 admin@example.com',
  'Set-Cookie is not sent; cookies: none',
  'Basic authentication is off, Bearer is on',
  'rotated log C:\\k\\kubelet-2026-11-01T12-00-00.000.log.gz, 10485760 bytes',
  'net use \\\\fs1\\s \nI1101 12:00:00.000001 a line of a log',
  'password=[\nI1101 12:00:00.000001 a line of a log',
  'password policy: minimum length 14, the user name or password is incorrect.',
];
