import { check, type FactsOf, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { evidence, ifKnown, known, partEvidence } from '../fact.ts';
import { applyManifest, inManifest, onNode } from '../fix.ts';
import { ownContainer, recreatePod, showOwnPod } from '../node/own-container.ts';

type Facts = FactsOf<'identity' | 'sandbox' | 'token'>;

export const hostProcess = check({
  id: 'host-process',
  area: 'files',
  title: "hostprobe's own HostProcess container",
  why: 'A kubelet or containerd that is too old, or a pod that sets hostProcess in the wrong place, starts the pod as an ordinary container, without an error. It then sees its own files, accounts and network, not the node.',
  needs: ['identity', 'sandbox', 'token'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
  run(facts) {
    const { mountPoint } = facts.sandbox;
    const silo = ifKnown(facts.identity.silo);
    switch (ownContainer(facts)) {
      case 'isolated':
        return ordinary(facts, `in an ordinary process-isolated container (server silo ${silo?.id})`);
      case 'none':
        if (Object.values(facts.token.pod).some((value) => value !== null)) {
          return ordinary(facts, 'as a pod whose container has no CONTAINER_SANDBOX_MOUNT_POINT');
        }
        return outside(known(facts.identity.silo), facts.identity.pid);
      case 'host-process': {
        const doubt = contradiction(facts);
        if (doubt === null) {
          return pass(`yes, by CONTAINER_SANDBOX_MOUNT_POINT=${mountPoint}`, seen(facts));
        }
        return warn(
          `CONTAINER_SANDBOX_MOUNT_POINT is ${mountPoint}, but ${doubt}: the variable may come from elsewhere`,
          seen(facts),
          [
            onNode(
              'If hostprobe was started by hand, remove the variable, and run it again.',
              'Remove-Item Env:CONTAINER_SANDBOX_MOUNT_POINT',
            ),
            recreatePod(facts.token.pod, 'If it is a pod, recreate it, so that the present shim starts it.'),
          ],
        );
      }
    }
  },
});

const outside = (silo: { id: number } | null, pid: number): Verdict =>
  skip(
    `hostprobe runs as a plain program on the node (pid ${pid}${silo === null ? '' : `, in application silo ${silo.id}`}); checks of its own pod do not apply`,
  );

const manifest = `spec:
  hostNetwork: true
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: NT AUTHORITY\\LocalService`;

function ordinary(facts: Facts, how: string): Verdict {
  const { pod } = facts.token;
  return fail(
    `hostprobe runs ${how}, so it sees the container and not the node`,
    seen(facts),
    [
      showOwnPod(
        pod,
        'See what the pod has; if hostProcess is true, the node is too old: upgrade it to containerd 1.7 and Kubernetes 1.25, or newer.',
        '{.spec.securityContext.windowsOptions} {.spec.hostNetwork}',
      ),
      inManifest(
        'If it is not true, set it for the pod; LocalService is enough for hostprobe, and SYSTEM sees more.',
        manifest,
      ),
      applyManifest,
      recreatePod(pod, 'If the pod is still there some minutes later, or only the node changed, delete it.'),
      onNode('If hostprobe is not a pod, remove its environment variables that start with POD_.'),
    ],
    ['host-process-ignored'],
  );
}

/** Where the job and the silo do not fit the variable; null when they do or cannot be read. */
function contradiction({ identity, sandbox }: Facts): string | null {
  const silo = ifKnown(identity.silo);
  if (ifKnown(identity.inJob) === false) return 'this process is in no job, as every HostProcess container is';
  if (sandbox.form === 'bind' && silo === null) return 'this process is in no silo, as every container in bind mode is';
  if (sandbox.form === 'volume' || sandbox.form === 'fallback') {
    if (silo) return `this process is in silo ${silo.id}, as only containers in bind mode are`;
  }
  return null;
}

function seen({ identity, sandbox, token }: Facts) {
  return [
    evidence('CONTAINER_SANDBOX_MOUNT_POINT', sandbox.mountPoint ?? '(not set)'),
    partEvidence('silo', identity.silo, (silo) =>
      silo === null ? 'none' : `silo ${silo.id}, ${silo.server ? 'a server silo' : 'no server silo'}`,
    ),
    partEvidence('in a job', identity.inJob, (is) => (is ? 'yes' : 'no')),
    evidence('pod by the downward API', token.pod.name ?? '(not set)'),
  ];
}
