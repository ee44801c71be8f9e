import { type Evidence, evidence } from '../fact/evidence.ts';
import { ifKnown, known, type Part } from '../fact.ts';
import type { TokenFact, TokenFile, TokenPath } from '../facts/token.ts';
import { shell } from '../fix/command.ts';
import { type Fix, onNode, verified } from '../fix.ts';
import type { Mode } from '../shim/mode.ts';

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
  verified(
    [
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
    ],
    shell`Test-Path -LiteralPath ${directory}`,
    'It prints False.',
  );
