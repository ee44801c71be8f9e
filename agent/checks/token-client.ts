import { check, type FactsOf, fail, pass, type Verdict } from '../check.ts';
import { type Evidence, evidence, ifKnown, known } from '../fact.ts';
import type { TokenFact, TokenFile } from '../facts/token.ts';
import { inManifest, onCluster, runAsSystem } from '../fix.ts';
import {
  isDenied,
  outsideHostProcess,
  ownMode,
  ownTokenPath,
  readAtForm,
  recreatePod,
  removeStray,
  tokenEvidence,
  tokenOwner,
  variablePath,
} from '../node/own-container.ts';
import type { Mode } from '../shim/paths.ts';

type Facts = FactsOf<'identity' | 'sandbox' | 'token' | 'network'>;

/** Source: kubernetes-client/javascript src/config.ts, loadFromDefault. */
const localhost =
  'without a kubeconfig loadFromDefault() of @kubernetes/client-node uses http://localhost:8080, without an error';

export const tokenClient = check({
  id: 'token-client',
  area: 'token',
  title: 'Token that Kubernetes clients find by themselves',
  why: 'client-go and @kubernetes/client-node open /var/run/secrets/kubernetes.io/serviceaccount, a path without a drive: it starts from the current drive, and the token is there only in bind mode. Without it, client-go fails, and @kubernetes/client-node uses localhost:8080.',
  needs: ['identity', 'sandbox', 'token', 'network'],
  gives: ['pass', 'skip', 'fail'],
  follows: ['token-paths'],
  reference: 'https://github.com/kubernetes/client-go/issues/1302',
  run(facts) {
    const mode = ownMode(facts);
    if (mode === null) return outsideHostProcess;
    const { host, port } = facts.network.apiServer;
    const rooted = readAtForm(facts.token, 'rooted');
    const seen = [
      evidence('KUBERNETES_SERVICE_HOST', host ?? '(not set)'),
      evidence('KUBERNETES_SERVICE_PORT', port ?? '(not set)'),
      evidence('working directory', facts.sandbox.workingDirectory),
      tokenEvidence(rooted),
    ];
    if (host === null || port === null) return noAddress(facts, seen);
    if (isDenied(rooted.token)) {
      return fail(
        `access to ${rooted.directory} is denied to this account: InClusterConfig of client-go fails, and ${localhost}`,
        seen,
        [runAsSystem('Run the pod as an account that may read it; see token-paths.')],
        ['token-access'],
      );
    }
    const file = known(rooted.token);
    return file === null ? nothingFound(facts, mode, seen) : judgeFound({ token: facts.token, mode, file }, seen);
  },
});

const noAddress = ({ token }: Facts, seen: Evidence[]): Verdict<'fail'> =>
  fail(
    "the API server's address is not in the environment: InClusterConfig of client-go reports that it does not run in a cluster, and @kubernetes/client-node calls another address, without an error",
    seen,
    [
      recreatePod(token.pod, 'Recreate the pod: the kubelet sets both variables when the container starts.'),
      inManifest('If they are missing again, let nothing in the command or the image unset them.'),
    ],
  );

function nothingFound({ sandbox, token }: Facts, mode: Mode, seen: Evidence[]): Verdict<'pass' | 'fail'> {
  const { directory } = readAtForm(token, 'rooted');
  const own = ownTokenPath(token, mode);
  if (mode !== 'bind') {
    const prefix = (sandbox.mountPoint ?? '').replace(/\\$/, '').replaceAll('\\', '/');
    return pass(
      `nothing at ${directory}, as expected in ${mode} mode: InClusterConfig of client-go fails, and ${localhost}. Give clients the path below the sandbox mount point`,
      [...seen, tokenEvidence(own), evidence('for @kubernetes/client-node', `loadFromCluster('${prefix}')`)],
    );
  }
  return fail(
    `clients find no token at ${directory}: InClusterConfig of client-go fails, and ${localhost}`,
    [...seen, tokenEvidence(own)],
    [
      ifKnown(own.token)
        ? inManifest(
            `Start the program on the drive of the token, or give the client the path ${own.directory}.`,
            "workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%'",
          )
        : onCluster('First mount a token; see token-paths.'),
    ],
    ['token-path'],
  );
}

/** In the modes without bind mounts the path contains the id of the container, and the next container has another one. */
const giveClients = (directory: string, mode: Mode): string =>
  mode === 'bind'
    ? `Give clients the path ${directory}.`
    : `Give clients the path ${variablePath}, as cmd.exe writes it; for PowerShell it begins with $env:CONTAINER_SANDBOX_MOUNT_POINT.`;

function judgeFound(
  { token, mode, file }: { token: TokenFact; mode: Mode; file: TokenFile },
  seen: Evidence[],
): Verdict<'pass' | 'fail'> {
  const rooted = readAtForm(token, 'rooted');
  const own = ownTokenPath(token, mode);
  const found: Verdict<'pass'> = pass(`this pod's own, at ${rooted.directory}`, seen);
  // One file read twice may have been renewed in between; its content need not be compared.
  if (own.directory.toLowerCase() === rooted.directory.toLowerCase()) return found;
  const mine = known(own.token);
  if (mine?.fingerprint === file.fingerprint) return found;
  const uid = file.claims?.pod?.uid;
  const remove = removeStray(rooted.directory, 'A program that was made to use it stops working.');
  const isCopy = uid !== undefined && uid === mine?.claims?.pod?.uid;
  const wrong = fail(
    isCopy
      ? `clients find an older copy of this pod's token at ${rooted.directory}, which is never renewed`
      : `clients find another owner's token at ${rooted.directory} and sign in with it: ${tokenOwner(file)}`,
    [...seen, tokenEvidence(own), evidence('it belongs to', tokenOwner(file))],
    { ...remove, steps: [inManifest(giveClients(own.directory, mode)), ...remove.steps] },
    ['token-path'],
  );
  const isFixed = rooted.directory.toLowerCase() === readAtForm(token, 'fixed').directory.toLowerCase();
  return mode !== 'bind' && isFixed ? { ...wrong, follows: ['token-paths'] } : wrong;
}
