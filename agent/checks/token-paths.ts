import { check, type Evidence, evidence, type Verdict } from '../check.ts';
import { given, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import type { TokenPath } from '../facts/token.ts';
import { unsplit } from '../fix.ts';
import { notHostProcess, ownMode, podArguments } from '../node/own-container.ts';
import { isDenied, ownTokenPath, pathOf, tokenEvidence, tokenOwner } from '../node/own-token.ts';
import { type Mode, showMode } from '../shim/mode.ts';

type Facts = Pick<FactValues, 'identity' | 'sandbox' | 'token'>;

export const tokenPaths = check({
  id: 'token-paths',
  area: 'token',
  title: 'Places of the service account token',
  why: "In bind mode the token is at C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount and below the sandbox mount point; in the other modes only below the mount point, and a file at C:\\var\\run there is somebody else's.",
  needs: ['identity', 'sandbox', 'token'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts',
  run(facts) {
    const mode = ownMode(facts);
    if (mode === null) return notHostProcess;
    const seen = [evidence('mode', showMode(mode)), ...facts.token.paths.map(tokenEvidence)];
    const path = ownTokenPath(facts.token, mode);
    if (isDenied(path.token)) return refused(facts, path, seen);
    if (known(path.token) === null) return absent(facts, path, seen);
    return mode === 'bind' ? inBindMode(facts, seen) : belowMountPoint(facts, mode, seen);
  },
});

function inBindMode({ token }: Facts, seen: Evidence[]): Verdict {
  const fixed = pathOf(token, 'fixed');
  const below = pathOf(token, 'mount-point');
  const recreate = `Recreate the pod, so that the shim binds and links its mounts again: kubectl delete pod ${podArguments(token.pod)}`;
  if (given(fixed.token) === null) {
    return {
      status: 'fail',
      summary: `no token at ${fixed.directory}, where bind mode puts it and clients look for it; only the link below the mount point has one`,
      evidence: seen,
      fix: unsplit(recreate),
      causes: ['token-path'],
    };
  }
  if (given(below.token) === null) {
    return {
      status: 'warn',
      summary: `the token is at ${fixed.directory} but not at ${below.directory}: manifests that use %CONTAINER_SANDBOX_MOUNT_POINT%, as they must for all modes, do not find it`,
      evidence: seen,
      fix: unsplit(recreate),
      causes: ['token-path'],
    };
  }
  return {
    status: 'pass',
    summary: `at ${fixed.directory} and below the mount point, as bind mode has it`,
    evidence: seen,
  };
}

function belowMountPoint({ token }: Facts, mode: Mode, seen: Evidence[]): Verdict {
  const { directory } = pathOf(token, 'mount-point');
  const stray = pathOf(token, 'fixed');
  const file = given(stray.token);
  if (file) {
    return {
      status: 'warn',
      summary: `a stray token lies at ${stray.directory}: in ${mode} mode nothing is mounted there, so it is a file of the node. Clients that look there sign in with it, and nobody renews it`,
      evidence: [...seen, evidence('it belongs to', tokenOwner(file))],
      fix: unsplit(
        `See what put it there, then remove it on the node: Remove-Item '${stray.directory}' -Recurse. Risk: a program that was made to work with the copy stops; give it ${directory} instead.`,
      ),
      causes: ['token-path'],
    };
  }
  return { status: 'pass', summary: `below the sandbox mount point only, as ${mode} mode has it`, evidence: seen };
}

function refused({ identity, token }: Facts, path: TokenPath, seen: Evidence[]): Verdict {
  const user = given(identity.token)?.user;
  if (user) seen.push(evidence('account', user.name ?? user.sid));
  const security = given(path.security);
  if (security) seen.push(evidence('access list', security.sddl));
  return {
    status: 'fail',
    summary: `access to the token at ${path.directory} is denied to ${user?.name ?? 'the account of this pod'}: no client in it can sign in`,
    evidence: seen,
    fix: unsplit(
      `Run the pod as an account that may read it (windowsOptions.runAsUserName: "NT AUTHORITY\\SYSTEM"), or see what was hardened on the node: icacls C:\\var\\lib\\kubelet\\pods. Whoever may read there may use the token of every pod, so grant no more than needed. The pod: kubectl get pod ${podArguments(token.pod)} -o yaml`,
    ),
    causes: ['token-access'],
  };
}

function absent({ token }: Facts, path: TokenPath, seen: Evidence[]): Verdict {
  const pod = podArguments(token.pod);
  return {
    status: 'fail',
    summary: `no token at ${path.directory}: the pod has none mounted, or its mounts are lost`,
    evidence: seen,
    fix: unsplit(
      `See whether the pod mounts one: kubectl get pod ${pod} -o jsonpath='{.spec.automountServiceAccountToken} {.spec.volumes[*].name}'. Without a kube-api-access volume, set automountServiceAccountToken: true in the pod and its service account; with one, recreate the pod: kubectl delete pod ${pod}`,
    ),
    causes: ['token-path'],
  };
}
