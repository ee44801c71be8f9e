import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One wording of the inventory: the whole chain as a user sees it, and where it comes from. */
const wordingSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  component: z.enum([
    'hcsshim',
    'containerd',
    'kubelet',
    'apiserver',
    'pod-security',
    'controller',
    'scheduler',
    'client-go',
    'cmd',
  ]),
  format: z.string().min(1),
  /** Win32 or NERR codes in which it can end; null: none. */
  tail: z.array(z.int().positive()).nonempty().nullable(),
  when: z.string().min(1),
  modes: z.array(z.enum(['volume', 'fallback', 'bind'])).nullable(),
  since: z.string().nullable(),
  until: z.string().nullable(),
  /** Repository, tag, file and line. */
  source: z.string().min(1),
  meaning: z.string().min(1),
});
export type Wording = z.infer<typeof wordingSchema>;

/** The lines of a file of JSON lines beside this one, each held to the schema. */
export const readLines = <T>(file: string, schema: z.ZodType<T>): T[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));

export const wordings: readonly Wording[] = readLines('wordings.jsonl', wordingSchema);

/** A text of Windows: what a code says in one language. Origin: seen in public, Wine's or ReactOS' own, or unproved. */
const win32TextSchema = z.strictObject({
  code: z.int().positive(),
  lang: z.string().min(2),
  text: z.string().min(1),
  origin: z.enum(['microsoft', 'wine', 'reactos', 'unproved']),
  seen: z.int().nonnegative(),
  source: z.string().min(1),
  confidence: z.enum(['high', 'medium', 'low']),
  era: z.enum(['current', 'old']).optional(),
  note: z.string().optional(),
});
export const win32Texts = readLines('win32-texts.jsonl', win32TextSchema);

/** English system messages that win32-texts.jsonl does not have. Source: the System Error Codes pages of Microsoft. */
const moreTexts: Readonly<Record<number, string>> = {
  6: 'The handle is invalid.',
  19: 'The media is write protected.',
  21: 'The device is not ready.',
  64: 'The specified network name is no longer available.',
  67: 'The network name cannot be found.',
  145: 'The directory is not empty.',
  433: 'A device which does not exist was specified.',
  1009: 'The configuration registry database is corrupt.',
  1117: 'The request could not be performed because of an I/O device error.',
  1167: 'The device is not connected.',
  1168: 'Element not found.',
  1722: 'The RPC server is unavailable.',
  1787: 'The security database on the server does not have a computer account for this workstation trust relationship.',
  1788: 'The trust relationship between the primary domain and the trusted domain failed.',
  1792: 'An attempt was made to logon, but the network logon service was not started.',
  1920: 'The file cannot be accessed by the system.',
  1937: 'Authentication failed because NTLM authentication has been disabled.',
  4390: 'The file or directory is not a reparse point.',
  4551: 'An Application Control policy has blocked this file.',
  2149515279: 'Do not attach the filter to the volume at this time.',
};

/** What Go prints for a code on an English Windows; codes of netmsg.dll (2100 to 2999) are a number there. */
function tailOf(code: number): string {
  if (code >= 2100 && code <= 2999) return `winapi error #${code}`;
  const text =
    win32Texts.find((one) => one.code === code && one.lang === 'en' && one.era !== 'old')?.text ?? moreTexts[code];
  if (text === undefined) throw new Error(`no English text of code ${code}: add it to moreTexts`);
  return text;
}

export const containerId = '8f2d7c41b0e95a36d1c4e7b89a02f6c31d5e8b7a4f90c2361e7d5a8b4c9f0e12';
const token = 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token';
const logonDenied = 'failed to create user process token: failed to logon user: Access is denied.';
const shellAbsent = 'failed to get application name from commandline "sh": failed to find executable "sh"';

/** What a placeholder stands for in one wording, where the general value does not fit. */
const ownValues: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'start-failed-id': { 'shim-error': logonDenied },
  'fifo-kubectl-exec': { 'shim-error': shellAbsent },
  'kubelet-probe': { 'shim-error': shellAbsent },
  'kubelet-probe-new': { 'shim-error': shellAbsent },
  'token-user-malformed': { user: 'CORP\\ops\\agent' },
  'kubelet-nonroot-name': { user: 'ContainerAdministrator' },
  'kubelet-nonroot-image': { user: 'ContainerAdministrator' },
  'api-user-domain-length': { user: `${'d'.repeat(256)}\\\\svc` },
  'api-user-name-long': { user: 'u'.repeat(105) },
  'workdir-mkdir': { path: 'D:\\app' },
  'app-stat': { path: 'C:\\hpc\\agent.exe', 'q-path': 'C:\\\\hpc\\\\agent.exe' },
  'bind-mount-mkdir': { path: 'E:\\data' },
  'bind-compat-mkdir': { path: 'C:\\hpc\\etc' },
  'mount-symlink': { path: 'C:\\hpc\\etc\\agent' },
  'mount-symlink-bind-log': { path: 'C:\\hpc\\etc\\agent' },
  'layers-scratch-dir': { path: 'C:\\ProgramData\\containerd\\state\\scratch' },
  'layers-scratch-dir-old': { path: 'C:\\ProgramData\\containerd\\state\\scratch' },
  'shim-path': { path: 'C:\\shim\\containerd-shim-runhcs-v1.exe' },
  'shim-exec': { path: 'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe' },
  'shim-name': { name: 'runhcs' },
  'cri-mount-stat': { path: '\\\\fs01\\share', 'q-path': '\\\\\\\\fs01\\\\share' },
  'cri-rootdir': {
    'q-path': 'C:\\\\ProgramData\\\\containerd\\\\root\\\\io.containerd.grpc.v1.cri\\\\containers\\\\8f2d',
  },
  'kubelet-logdir': { path: 'C:\\var\\log\\pods\\ops_agent-x7k2p' },
  'pull-base': { path: 'C:\\ProgramData\\containerd\\root\\io.containerd.snapshotter.v1.windows\\snapshots\\41' },
  'pull-extract-new': {
    path: 'C:\\ProgramData\\containerd\\root\\io.containerd.snapshotter.v1.windows\\snapshots\\41',
  },
  'pull-utilityvm': { path: 'C:\\ProgramData\\containerd\\root\\io.containerd.snapshotter.v1.windows\\snapshots\\41' },
  'client-node-enoent': { path: token },
  'client-node-eperm': { path: token },
  'client-csharp-denied': { path: token },
  'cri-task-sandbox': { 'go-error': 'failed to start shim: start failed: ttrpc: closed' },
  'layers-cim-mount': { 'go-error': 'failed to mount cim: The request is not supported.' },
  'shim-hosting-pid': { 'go-error': 'ttrpc: closed' },
  'cri-io': { 'go-error': 'open \\\\.\\pipe\\containerd-8f2d7c41-stdout: Access is denied.' },
  'cri-snapshot-copy': { 'go-error': 'There is not enough space on the disk.' },
  'cri-snapshot-parent-missing': { 'go-error': 'failed to stat snapshot sha256:5c1b: not found' },
  'process-stdio-close': { 'go-error': 'The handle is invalid.' },
  'cmd-architecture': { path: 'C:\\app\\agent.exe' },
  'powershell-file': { path: 'C:\\scripts\\start.ps1' },
  'powershell-file-7': { path: 'C:\\scripts\\start.ps1' },
  'powershell-policy': { path: 'C:\\scripts\\start.ps1' },
  'service-config': {
    bundle: `C:\\ProgramData\\containerd\\state\\io.containerd.runtime.v2.task\\k8s.io\\${containerId}`,
  },
  'cmd-unc': { path: '\\\\fs01\\share' },
};

const values: Readonly<Record<string, string>> = {
  name: 'agent',
  user: 'NT AUTHORITY\\SYSTEM',
  account20: '8f2d7c41b0e95a36d1c4',
  group: 'hpc-localgroup',
  'go-error': 'unexpected EOF',
  path: 'C:\\data\\agent',
  'q-command': 'agent.exe --config agent.yaml',
  'q-path': 'C:\\\\Program Files\\\\Agent\\\\agent.exe',
  args: '--verbose',
  n: '4',
  id: containerId,
  struct: '{BasicLimitInformation:{LimitFlags:8192}}',
  LayerCall: 'PrepareLayer',
  'q-volume': '\\\\\\\\?\\\\Volume{473e53c8-c55d-11ed-9601-ba2be9735a86}\\\\',
  parent: 'C:\\hpc',
  'q-source': 'C:\\\\data',
  'q-destination': 'C:\\\\etc\\\\agent',
  source: 'C:\\var\\lib\\kubelet\\pods\\c1\\volumes\\kubernetes.io~configmap\\config',
  mount: '{Destination: Type: Source:C:\\data Options:[rbind rw]}',
  value: 'sandbox',
  type: 'CimFS',
  scheme: 'fifo',
  'exec-id': '5b0e95a36d1c48f2d7c41b0e95a36d1c',
  pipe: '\\\\.\\pipe\\containerd-shim-k8s.io-8f2d-pipe',
  pod: 'agent-x7k2p',
  ns: 'ops',
  uid: '3f8b1c52-7a94-4e0d-9b6f-2d1c8e5a7f30',
  image: 'registry.corp.example/ops/agent:2.4',
  handler: 'runhcs-wcow-hypervisor',
  plugin: 'sdnoverlay',
  'q-blank': 'C:\\\\ProgramData\\\\containerd\\\\root\\\\blank.vhdx',
  'q-sandbox': 'C:\\\\ProgramData\\\\containerd\\\\root\\\\snapshots\\\\42\\\\sandbox.vhdx',
  digest: '5c1b7f0e95a36d1c48f2d7c41b0e95a36d1c4e7b89a02f6c31d5e8b7a4f90c23',
  message: 'Predicate NodeAffinity failed',
  volume: 'config',
  x: 'b7xk2',
  share: '\\\\fs01\\share',
  output: 'New-SmbGlobalMapping : The user name or password is incorrect.',
  driver: 'smb.csi.k8s.io',
  cm: 'agent-config',
  Kind: 'Liveness',
  command: 'agentd.exe',
  class: 'windows-host',
  file: 'agent.yaml',
  level: 'baseline:latest',
  node: 'win-3',
  host: '10.96.0.1',
  'kubeconfig-error': 'failed to read kubeconfig',
  port: '9100',
};

/** The wording with realistic values in it, and the Windows text of the code where it ends in one. */
export function fill({ id, format }: Wording, code: number | null): string {
  const own = ownValues[id] ?? {};
  return format.replace(/<([A-Za-z0-9-]+)>/g, (whole, key: string) => {
    if (key === 'win32') return code === null ? whole : tailOf(code);
    if (key === 'hex') return (code ?? 0).toString(16);
    const value = own[key] ?? values[key];
    if (value === undefined) throw new Error(`${id}: no value for ${whole}: add one to values`);
    return value;
  });
}
