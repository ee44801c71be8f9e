import { type Evidence, evidence, ifKnown, known, type Part } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { TokenFact, TokenFile, TokenPath } from '../facts/token.ts';
import {
  type Fix,
  literal,
  onCluster,
  onNode,
  riskOfRecreate,
  type Step,
  shell,
  verified,
  type Words,
  words,
} from '../fix.ts';
import type { Mode } from '../shim/paths.ts';

type Facts = Pick<FactValues, 'identity' | 'sandbox'>;

/**
 * What hostprobe itself runs in: a HostProcess container (only the runhcs shim sets CONTAINER_SANDBOX_MOUNT_POINT), an
 * ordinary process-isolated container (a server silo, whatever its variables say), or neither.
 * Source: hcsshim internal/jobcontainers/jobcontainer.go, JOBOBJECT_SILO_BASIC_INFORMATION.IsInServerSilo.
 */
export function ownContainer(facts: Facts): 'host-process' | 'isolated' | 'none' {
  if (ifKnown(facts.identity.silo)?.server) return 'isolated';
  return facts.sandbox.form === 'unset' ? 'none' : 'host-process';
}

/** The mode of the HostProcess container that hostprobe runs in; null when it runs in none. */
export function ownMode(facts: Facts): Mode | null {
  const { form } = facts.sandbox;
  if (ownContainer(facts) !== 'host-process' || form === 'unset') return null;
  // A rootfs of the pod's own choosing exists from hcsshim 0.10 on, where only bind mode has a silo.
  if (form === 'custom') return known(facts.identity.silo) === null ? 'fallback' : 'bind';
  return form;
}

/** What a check about the pod itself says if there is no HostProcess pod to judge. */
export const outsideHostProcess = {
  status: 'skip',
  summary: 'hostprobe is not in a HostProcess container; see host-process',
} as const;

type Pod = FactValues['token']['pod'];

/** Recreates the pod: its controller does that when the pod is deleted. */
export const recreatePod = (pod: Pod, say = 'Recreate the pod.'): Step =>
  onCluster(say, shell`kubectl delete pod ${nameOf(pod)}`, riskOfRecreate);

/** Shows a part of the pod as the API server has it. */
export const showOwnPod = (pod: Pod, say: string, jsonPath: string): Step =>
  onCluster(say, shell`kubectl get pod ${nameOf(pod)} -o jsonpath=${literal(jsonPath)}`);

/** hostprobe's own pod, as kubectl takes it. The reader fills in what the downward API did not give. */
const nameOf = ({ name, namespace }: Pod): Words => words`${name ?? '<pod>'} -n ${namespace ?? '<namespace>'}`;

/** Where clients find the token in the modes without bind mounts: the value of the variable differs in each container. */
export const variablePath = '%CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount';

/** What was read at one form of the path; unknown when the snapshot has none. */
export function readAtForm(token: TokenFact, form: TokenPath['form']): TokenPath {
  const path = token.paths.find((candidate) => candidate.form === form);
  const error = { kind: 'unsupported', message: `this snapshot does not contain the ${form} token path` } as const;
  return known<TokenPath>(path === undefined ? { ok: false, error } : { ok: true, value: path });
}

/**
 * Where this pod's own token is: in bind mode where the pod mounts it, and as a link below the sandbox mount point; in
 * the other modes below the mount point only, so that a file at C:\var\run there is not the pod's.
 * Source: hcsshim internal/jobcontainers/mounts.go.
 */
export function ownTokenPath(token: TokenFact, mode: Mode): TokenPath {
  const below = readAtForm(token, 'mount-point');
  if (mode !== 'bind') return below;
  const fixed = readAtForm(token, 'fixed');
  return ifKnown(fixed.token) === null && ifKnown(below.token) ? below : fixed;
}

export const isDenied = (answer: Part<unknown>): boolean => !answer.ok && answer.error.kind === 'denied';

/** The owner of the token, by its own claims. */
export function tokenOwner({ claims }: TokenFile): string {
  if (claims === null) return 'nobody known: it is not a JSON web token';
  const subject = claims.subject ?? 'no subject';
  return claims.pod === null ? subject : `${subject}, pod ${claims.pod.name}`;
}

/** The path and what it holds, as a line of evidence. */
export const tokenEvidence = (path: TokenPath): Evidence =>
  evidence(`${path.form} path`, `${path.directory}: ${showToken(path.token)}`);

function showToken(token: Part<TokenFile | null>): string {
  if (!token.ok) return token.error.kind === 'denied' ? 'access denied' : `could not read: ${token.error.message}`;
  if (token.value === null) return 'no token';
  return `token, ${token.value.size} bytes, content ${token.value.fingerprint}`;
}

/**
 * How to remove a token that is not the pod's own. Remove-Item -Recurse of Windows PowerShell 5.1 also removes what a link
 * leads to; DirectoryInfo.Delete removes the link alone.
 * Source: https://github.com/PowerShell/PowerShell/pull/3637
 */
export const removeStray = (directory: string, risk: string): Fix =>
  verified(shell`Test-Path -LiteralPath ${directory}`, 'It prints False.', [
    onNode(
      'See what put it there: its owner, when it was written, and whether it is a link.',
      shell`Get-Item -Force -LiteralPath ${directory} | Select-Object LinkType, Target, LastWriteTime, @{n='Owner';e={(Get-Acl -LiteralPath $_.FullName).Owner}}`,
    ),
    onNode(
      'If LinkType is not empty, remove the link alone, and not what it leads to.',
      shell`(Get-Item -Force -LiteralPath ${directory}).Delete()`,
      risk,
    ),
    onNode('Otherwise remove the folder.', shell`Remove-Item -LiteralPath ${directory} -Recurse`, risk),
  ]);

/**
 * Lets an account read the token of one pod. The right is on the folder of its volumes, and is removed with it when the pod is
 * deleted.
 * @param pod its UID; null: not known
 */
export function grantTokenRead(account: string, pod: string | null): Step[] {
  const volumes = `C:\\var\\lib\\kubelet\\pods\\${pod ?? '<pod uid>'}\\volumes\\kubernetes.io~projected`;
  return [
    onNode(`See who may read the token of the pod.`, shell`icacls.exe ${volumes}`),
    onNode(
      `If it must not run as SYSTEM, let its account read this folder only; a pod that replaces it needs the same again.`,
      shell`icacls.exe ${volumes} /grant ${`${account}:(OI)(CI)RX`}`,
      'Everything that runs as this account can then use the token of the pod; the same command with /remove:g and the account alone takes the right away.',
    ),
  ];
}
