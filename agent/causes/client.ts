import { type Cause, possible, type Sighting, type Weighing, weighing } from '../cause.ts';
import { evidence } from '../check.ts';
import { unsplit } from '../fix.ts';
import { newMode } from '../node/evidence.ts';
import { isDenied } from '../node/own-token.ts';
import type { KnownFacts } from '../snapshot.ts';

const guide = 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#volume-mounts';

const pathOf = ({ match: { captured } }: Sighting): string | undefined =>
  captured.path ?? captured.node ?? captured.dotnet ?? captured.python;

/** The service account token, from inside a HostProcess container. */
export const clientCauses: readonly Cause[] = [
  {
    id: 'token-path',
    title:
      'The token of this container is below its sandbox mount point, and the client looks at the root of the drive',
    explain:
      'client-go and others have /var/run/secrets/kubernetes.io/serviceaccount written into them. Only in bind mode (containerd 1.7 and newer with the bind filter) is something there; else the token is below %CONTAINER_SANDBOX_MOUNT_POINT% only. A path without a drive also follows the drive of the working directory.',
    reference: guide,
    checks: ['token-paths', 'token-client', 'sandbox-mode', 'bind-filter'],
    fix: (_, facts) => {
      const mode = newMode(facts);
      const upgrade =
        mode?.mode === 'volume'
          ? 'With containerd 1.7 or newer and bindfltapi.dll the usual path works. '
          : mode?.mode === 'fallback'
            ? 'With bindfltapi.dll (Windows Server 2019: updates from July 2022 on) the usual path works. '
            : '';
      return unsplit(
        `${upgrade}Give the client a kubeconfig whose tokenFile and certificate-authority are %CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token and ca.crt (for @kubernetes/client-node: loadFromCluster(process.env.CONTAINER_SANDBOX_MOUNT_POINT)), and keep its working directory on C:.`,
      );
    },
    weigh: weighPath,
  },
  {
    id: 'token-access',
    title: 'The account of this container may not read the token',
    explain:
      'Kubelet does not give the files to the user of the container; by default every user of the node may read them, and hardened nodes take that away below C:\\var\\lib\\kubelet.',
    reference: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/#windows',
    checks: ['token-paths', 'agent-account'],
    fix: () =>
      unsplit(
        'See who may read it: icacls C:\\var\\lib\\kubelet\\pods. Give the user of the container read access there, or run as "NT AUTHORITY\\SYSTEM". Risk of the first: that account can then read the tokens of all pods of the node.',
      ),
    weigh: (_, { token }) => {
      const refused = token?.paths.find((path) => isDenied(path.token));
      if (refused !== undefined)
        return weighing('confirmed', evidence(refused.directory, 'access denied to hostprobe too'));
      return possible;
    },
  },
];

function weighPath(sighting: Sighting, facts: KnownFacts): Weighing {
  const mode = newMode(facts);
  if (mode === null) return possible;
  const path = pathOf(sighting);
  const seen = [...(path === undefined ? [] : [evidence('looked for', path)]), mode.evidence];
  if (path !== undefined && /^C:[\\/](?:C|hpc)[\\/]/i.test(path)) return weighing('possible', ...seen);
  return weighing(mode.mode === 'bind' ? 'possible' : 'confirmed', ...seen);
}
