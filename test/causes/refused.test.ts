import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { causeNamed } from '../../agent/causes/index.ts';
import type { Fix } from '../../agent/fix.ts';
import { belowRoot, hasContainerId } from '../../agent/shim/paths.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { fixOf, judged, modes, seen, task } from './case.ts';

const variable = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';

/** All texts in a value of a manifest. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** What the steps tell to write into the manifest although the text says that it failed. */
function refusedAgain({ steps }: Fix, refused: readonly string[]): string[] {
  const written = steps.flatMap(({ on, run }) =>
    on === 'manifest' && run !== undefined ? textsIn(parseDocument(run).toJS()) : [],
  );
  const names = refused.flatMap((path) => (hasContainerId(path) ? [path, `${variable}${belowRoot(path)}`] : [path]));
  return written.filter((text) => names.some((name) => name.toLowerCase() === text.toLowerCase()));
}

test.each(signatures)('$id: no step tells to use again what the text refused', ({ id: signature, samples, causes }) => {
  for (const facts of [{}, modes.bind, modes.fallback, modes.volume]) {
    for (const text of samples) {
      const symptom = seen(text, facts ?? {});
      const { path, command, root, target, mode } = symptom.match.captured;
      // With the variable not replaced the path is right: the steps say where it is replaced. A policy refuses no path.
      const refused =
        mode === 'any' || signature === 'powershell-policy'
          ? []
          : [path, command, root, target].filter((one) => one !== undefined);
      for (const id of causes) {
        expect(refusedAgain(causeNamed(id).fix(symptom, facts ?? {}), refused), `${id}: ${text}`).toEqual([]);
      }
    }
  }
});

const id = 'c'.repeat(64);

test.each([
  [
    'C:\\\\C\\\\x',
    'failed to stat "\\\\\\\\fs01\\\\share": CreateFile \\\\fs01\\share: Access is denied.',
    '\\\\fs01\\share',
  ],
  ['unquoted', 'failed to mkdir "\\\\fs01\\share": mkdir \\\\fs01\\share: Access is denied.', '\\\\fs01\\share'],
])('mount-source: a network share keeps its beginning, %s', (_, said, share) => {
  const text = `Error: failed to generate container "c0ffee" spec: failed to generate spec: ${said}`;
  expect(fixOf('mount-source', text, {})).toContain(`icacls.exe '${share}'`);
  expect(judged('mount-source', text, {})).toEqual(['possible', `source: ${share}`]);
});

test('executable-path: a directory is completed with the program in it', () => {
  const found = (path: string) =>
    fixOf('executable-path', task(`"x": found directory instead of executable "${path.replaceAll('\\', '\\\\')}"`), {});
  expect(found(`C:\\C\\${id}\\tools`)).toContain('command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\tools\\\\agent.exe"]');
  expect(found('C:\\agent')).toContain('command: ["C:\\\\agent\\\\agent.exe"]');
  expect(found('C:\\agent')).toContain("Get-ChildItem -LiteralPath 'C:\\agent'");
});

test('a word that cmd.exe cut is the program of no fix', () => {
  const text = "'C:\\Program' is not recognized as an internal or external command, operable program or batch file.";
  const symptom = seen(text, modes.volume ?? {});
  expect(symptom.match.signature.causes).toEqual(['command-quoting']);
  expect(judged('command-quoting', text, modes.volume ?? {})[0]).toBe('possible');
});

test('mount-invalid: of a mount without source or destination, what is missing is set', () => {
  const lacking = (mount: string) =>
    fixOf(
      'mount-invalid',
      `failed to create shim task: invalid OCI spec - a mount must have both source and a destination: ${mount}: unknown`,
      {},
    );
  const mount = '{Destination: Type: Source:C:\\x Options:[]}';
  expect(lacking(mount)).toContain(`set what is empty: the text has ${mount}`);
});

test('container-storage: a full disk needs space, neither another limit nor the image once more', () => {
  const text = 'write C:\\hpc\\agent.db: There is not enough space on the disk.';
  expect(seen(text, {}).match.signature.causes).toEqual(['container-storage']);
  const fix = fixOf('container-storage', text, {});
  expect(fix).toContain('rmi --prune');
  expect(fix).not.toMatch(/kubectl drain|Windows Defender|limits:/);
});

test('container-path: a socket is opened where the host has it', () => {
  const of = (path: string) =>
    fixOf(
      'container-path',
      `dial unix ${path}: connect: A socket operation was attempted to an unreachable network.`,
      {},
    );
  const kubelets = of('\\var\\lib\\kubelet\\plugins\\x\\csi.sock');
  expect(kubelets).toContain('args: ["C:\\\\var\\\\lib\\\\kubelet\\\\plugins\\\\x\\\\csi.sock"]');
  expect(kubelets).toContain('kubectl get pods');
  expect(kubelets).not.toContain('MOUNT_POINT');
  expect(of('C:\\csi\\csi.sock')).toContain("-LiteralPath 'C:\\csi'");
  const silent =
    'dial unix C:\\csi\\csi.sock: connect: No connection could be made because the target machine actively refused it.';
  expect(fixOf('container-path', silent, {})).toContain("-LiteralPath 'C:\\csi'");
  expect(fixOf('container-path', silent, {})).not.toContain('MOUNT_POINT');
});

test('container-path: a path that client-go joined is neither offered nor a cause', () => {
  const unread = (path: string) =>
    `invalid configuration: unable to read certificate-authority ${path} for default due to open ${path}: The system cannot find the path specified.`;
  const joined = unread('C:\\hpc\\etc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt');
  expect(judged('container-path', joined, {})[0]).toBe('ruled-out');
  expect(fixOf('container-path', joined, {})).not.toContain('args:');
  expect(judged('container-path', unread('C:\\hpc\\etc\\ca.crt'), {})[0]).toBe('possible');
});

test('container-path: of a file on a network share, and of a program by its name alone', () => {
  const share = fixOf('container-path', "ENOENT: no such file or directory, open '\\\\fs01\\share\\a.yaml'", {});
  expect(share).toContain("Test-Path -LiteralPath '\\\\fs01\\share\\a.yaml'");
  expect(share).not.toContain('MOUNT_POINT');
  expect(fixOf('container-path', 'exec: "agentd": executable file not found in %PATH%', {})).not.toContain('agentd');
});

test.each([
  ["EACCES: permission denied, open '/etc/agent/agent.yaml'", "'\\etc\\agent\\agent.yaml'"],
  ["Access to the path 'C:\\Program Files\\agent\\a.yaml' is denied.", "'C:\\Program Files\\agent\\a.yaml'"],
  ["EACCES: permission denied, open 'C:\\Program Files\\agent'", '<path>'],
  ['Access denied by the service', '<path>'],
])('executable-access: the file that the text names, whole or not at all: %s', (text, path) => {
  const fix = fixOf('executable-access', text, {}, { hostProcess: true });
  expect(fix).toContain(`icacls.exe ${path}\n`);
  expect(fix).toContain(`attrib.exe ${path}\n`);
  expect(fix).not.toContain('<program>');
});

test('owner-by-number: the fields that the kubelet obeys, although the text names none', () => {
  const text =
    'MountVolume.SetUp failed for volume "kube-api-access-8zx2q" : chown c:\\var\\lib\\kubelet\\pods\\3f8b\\token: not supported by windows';
  expect(seen(text, {}).match.signature.causes).toEqual(['owner-by-number']);
  expect(fixOf('owner-by-number', text, {})).toContain('Remove runAsUser, runAsGroup and fsGroup');
});

test('kubeconfig-relative: the log of the pod that runs now shows whether it worked', () => {
  const path = 'C:\\hpc\\etc\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\ca.crt';
  const text = `unable to read certificate-authority ${path} for default due to open ${path}: The system cannot find the path specified.`;
  expect(fixOf('kubeconfig-relative', text, {})).toContain('kubectl logs <current pod>');
});

test('local-group-missing: a running pod shows that it worked, whichever of the ways was taken', () => {
  const text = task(
    'failed to create user process token: failed to create local account for container: failed to add user "8f2d7c41b0e95a36d1c4" to the "hpc-pods" group: winapi error #1376',
  );
  expect(fixOf('local-group-missing', text, {})).not.toContain('Get-LocalGroup');
});

test.each([
  ['ports-exhausted', 'Error: connect ENOBUFS 192.0.2.7:443', 'kubectl logs <current pod> -n <namespace>'],
  ['security-product', 'failed to delete sandbox volume mount point: Access is denied.', 'The pod, or the one in its'],
])('%s: a fix that keeps the pod asks for no new one', (id, text, shown) => {
  expect(fixOf(id, text, {})).toContain(shown);
  expect(fixOf(id, text, {})).not.toContain('new pod');
});
