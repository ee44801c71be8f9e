import { check, type FactsOf, fail, pass, type Verdict, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known } from '../fact.ts';
import type { TokenPath } from '../facts/token.ts';
import { type Fix, inManifest, runAsSystem } from '../fix.ts';
import {
  grantTokenRead,
  isDenied,
  outsideHostProcess,
  ownMode,
  ownTokenPath,
  readAtForm,
  recreatePod,
  removeStray,
  showOwnPod,
  tokenEvidence,
  tokenOwner,
  variablePath,
} from '../node/own-container.ts';
import { type Mode, showMode } from '../shim/paths.ts';
import { isShimAccount } from '../windows/account.ts';

type Facts = FactsOf<'identity' | 'sandbox' | 'token'>;

export const tokenPaths = check({
  id: 'token-paths',
  area: 'token',
  title: 'Paths of the service account token',
  why: 'In bind mode the token is at C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount and below the sandbox mount point; in the other modes only below the mount point, and a file at C:\\var\\run there belongs to another program.',
  needs: ['identity', 'sandbox', 'token'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts',
  run(facts) {
    const mode = ownMode(facts);
    if (mode === null) return outsideHostProcess;
    const seen = [evidence('mode', showMode(mode)), ...facts.token.paths.map(tokenEvidence)];
    const path = ownTokenPath(facts.token, mode);
    if (isDenied(path.token)) return refused(facts, path, seen);
    if (known(path.token) === null) return absent(facts, path, seen);
    return mode === 'bind' ? inBindMode(facts, seen) : belowMountPoint(facts, mode, seen);
  },
});

function inBindMode({ token }: Facts, seen: Evidence[]): Verdict {
  const fixed = readAtForm(token, 'fixed');
  const below = readAtForm(token, 'mount-point');
  const fix: Fix = {
    steps: [recreatePod(token.pod, 'Recreate the pod: the shim then binds and links its mounts again.')],
  };
  if (ifKnown(fixed.token) === null) {
    return fail(
      `no token at ${fixed.directory}, where bind mode puts it and clients read it; only the link below the mount point has one`,
      seen,
      fix,
      ['token-path'],
    );
  }
  if (ifKnown(below.token) === null) {
    return warn(
      `the token is at ${fixed.directory} but not at ${below.directory}: manifests that use %CONTAINER_SANDBOX_MOUNT_POINT%, as they must for all modes, do not find it`,
      seen,
      fix,
      ['token-path'],
    );
  }
  return pass(`at ${fixed.directory} and below the mount point, as expected in bind mode`, seen);
}

function belowMountPoint({ token }: Facts, mode: Mode, seen: Evidence[]): Verdict {
  const stray = readAtForm(token, 'fixed');
  const file = ifKnown(stray.token);
  if (file) {
    return warn(
      `a stray token lies at ${stray.directory}: in ${mode} mode nothing is mounted there, so it is a file of the node. Clients that read it sign in with it, and it is never renewed`,
      [...seen, evidence('it belongs to', tokenOwner(file))],
      removeStray(stray.directory, `A program that was made to use it stops working; give it ${variablePath} instead.`),
      ['token-path'],
    );
  }
  return pass(`below the sandbox mount point only, as expected in ${mode} mode`, seen);
}

function refused({ identity, token }: Facts, path: TokenPath, seen: Evidence[]): Verdict {
  const user = ifKnown(identity.token)?.user;
  const name = user?.name?.split('\\').at(-1) ?? '';
  if (user) seen.push(evidence('account', user.name ?? user.sid));
  const security = ifKnown(path.security);
  if (security) seen.push(evidence('access list', security.sddl));
  return fail(
    `access to the token at ${path.directory} is denied to ${user?.name ?? 'the account of this pod'}: no client in it can sign in`,
    seen,
    [
      showOwnPod(token.pod, 'See which account the pod has.', '{.spec.securityContext.windowsOptions}'),
      runAsSystem('Run the pod as an account that may read it.'),
      ...grantTokenRead(isShimAccount(name) ? '<group>' : (user?.name ?? '<account>'), token.pod.uid),
    ],
    ['token-access'],
  );
}

function absent({ token }: Facts, path: TokenPath, seen: Evidence[]): Verdict {
  return fail(
    `no token at ${path.directory}: the pod mounts none, or its mounts are lost`,
    seen,
    [
      showOwnPod(
        token.pod,
        'See whether the pod mounts a token.',
        '{.spec.automountServiceAccountToken} {.spec.volumes[*].name}',
      ),
      recreatePod(token.pod, 'If it has a kube-api-access volume, recreate the pod.'),
      inManifest('If it has none, mount one, in the pod or its service account.', 'automountServiceAccountToken: true'),
    ],
    ['token-path'],
  );
}
