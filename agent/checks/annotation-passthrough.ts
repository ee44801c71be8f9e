import { check, evidence } from '../check.ts';
import { known } from '../fact.ts';
import { onNode } from '../fix.ts';
import { restartRisk } from '../node/containerd-service.ts';
import { inheritUser, isPassed, rootfsLocation } from '../shim/annotation.ts';

export const annotationPassthrough = check({
  id: 'annotation-passthrough',
  area: 'runtime',
  title: 'HostProcess annotations that reach the shim',
  why: 'containerd passes an annotation of a pod to the shim only if its configuration lists it, and by default it lists none of microsoft.com/hostprocess-*: a pod that sets one gets no effect and no error. An annotation that reaches the shim lets any HostProcess pod run as the account of containerd, whatever its runAsUserName says.',
  needs: ['runtime'],
  reference: 'https://github.com/containerd/containerd/blob/main/docs/cri/config.md',
  run(facts) {
    const { config } = known(facts.runtime.status);
    if (config === null) {
      return known({ ok: false, error: { kind: 'failed', message: 'the runtime does not print its configuration' } });
    }
    const handlers = config.handlers.filter(({ type }) => type === 'io.containerd.runhcs.v1');
    if (handlers.length === 0)
      return { status: 'skip', summary: 'no runtime handler of containerd uses the runhcs shim' };
    const seen = handlers.map(({ name, podAnnotations, containerAnnotations }) =>
      evidence(
        `handler ${name}`,
        `pod: ${podAnnotations.join(', ') || 'none'}; container: ${containerAnnotations.join(', ') || 'none'}`,
      ),
    );
    const reaching = (annotation: string) =>
      handlers.filter(({ podAnnotations, containerAnnotations }) =>
        isPassed(annotation, [...podAnnotations, ...containerAnnotations]),
      );
    const open = reaching(inheritUser).map(({ name }) => name);
    if (open.length > 0) {
      return {
        status: 'warn',
        summary: `${inheritUser} reaches the shim (handler ${open.join(', ')}): a HostProcess pod that sets it runs as containerd's own account, and its runAsUserName is ignored`,
        evidence: seen,
        fix: {
          steps: [
            onNode(
              "Where no pod needs the annotation, remove the pattern that matches it from pod_annotations and container_annotations of that runtime in containerd's config.toml.",
            ),
            onNode(
              'Restart containerd, or the service that starts it here.',
              'Restart-Service containerd -Force',
              `${restartRisk} Pods that have the account of containerd keep it.`,
            ),
          ],
        },
        causes: ['inherit-user-annotation'],
      };
    }
    const location = reaching(rootfsLocation).map(({ name }) => name);
    return {
      status: 'pass',
      summary:
        location.length === 0
          ? 'none, as is the default: a pod that sets microsoft.com/hostprocess-inherit-user or -rootfs-location gets no effect from it'
          : `only ${rootfsLocation} (handler ${location.join(', ')})`,
      evidence: seen,
    };
  },
});
