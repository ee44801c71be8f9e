import { check, pass, skip, warn } from '../check.ts';
import { cannotKnow, evidence, ifKnown, known } from '../fact.ts';
import type { FactValues } from '../facts/index.ts';
import { lines, onCluster, onNode, riskOfRecreate, shell } from '../fix.ts';
import { settingsFile } from '../node/containerd-config.ts';
import { restartContainerd } from '../node/containerd-service.ts';
import { deleteListed } from '../node/upgrade.ts';
import { inheritUser, isPassed, rootfsLocation } from '../shim/annotation.ts';

export const annotationPassthrough = check({
  id: 'annotation-passthrough',
  area: 'runtime',
  title: 'HostProcess annotations that reach the shim',
  why: 'containerd passes an annotation of a pod to the shim only if its configuration lists it, and by default it lists none of microsoft.com/hostprocess-*: a pod that sets one gets no effect and no error. An annotation that reaches the shim lets any HostProcess pod run as the account of containerd, whatever its runAsUserName says.',
  needs: ['runtime', 'runtime-binaries'],
  consults: ['services'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/containerd/containerd/blob/main/docs/cri/config.md',
  run(facts) {
    const configured = handlersOf(facts);
    const handlers = configured.handlers.filter(({ type }) => type === 'io.containerd.runhcs.v1');
    if (handlers.length === 0 && !configured.isDefault)
      return skip('no runtime handler of containerd uses the runhcs shim');
    const seen = [
      ...configured.from,
      ...handlers.map(({ name, podAnnotations, containerAnnotations }) =>
        evidence(
          `handler ${name}`,
          `pod: ${podAnnotations.join(', ') || 'none'}; container: ${containerAnnotations.join(', ') || 'none'}`,
        ),
      ),
    ];
    const reaching = (annotation: string) =>
      handlers.filter(({ podAnnotations, containerAnnotations }) =>
        isPassed(annotation, [...podAnnotations, ...containerAnnotations]),
      );
    const open = reaching(inheritUser).map(({ name }) => name);
    if (open.length > 0) {
      return warn(
        `${inheritUser} reaches the shim (handler ${open.join(', ')}): a HostProcess pod that sets it runs as containerd's own account, and its runAsUserName is ignored`,
        seen,
        [
          onNode(
            `Where no pod needs the annotation, remove the pattern that matches it from pod_annotations and container_annotations of that runtime in ${settingsFile(facts)}.`,
          ),
          restartContainerd(facts),
          onCluster(
            'See which pods set the annotation, and recreate them, which keep the account of containerd until then.',
            lines(
              shell`kubectl get pods -A -o custom-columns=NS:.metadata.namespace,POD:.metadata.name,ANNOTATIONS:.metadata.annotations`,
              deleteListed,
            ),
            riskOfRecreate,
          ),
        ],
        ['inherit-user-annotation'],
      );
    }
    const location = reaching(rootfsLocation).map(({ name }) => name);
    return pass(
      location.length === 0
        ? 'none, the default: microsoft.com/hostprocess-inherit-user and -rootfs-location have no effect'
        : `only ${rootfsLocation} (handler ${location.join(', ')})`,
      seen,
    );
  },
});

/**
 * What the runtime prints, or, for an account that cannot ask the runtime, what its files say.
 * @returns `isDefault`: no file sets any, so that containerd has its own; `from`: where they were found, empty if the runtime
 * prints them
 */
function handlersOf(facts: Pick<FactValues, 'runtime' | 'runtime-binaries'>) {
  const { status } = facts.runtime;
  const file = ifKnown(facts['runtime-binaries'].config);
  if (!status.ok && status.error.kind === 'denied' && file?.handlers !== undefined && file.refused === undefined) {
    const files = [file, ...(file.imports ?? [])];
    const from = files.map(({ path, modifiedAt }) => evidence('read from', `${path}, changed ${modifiedAt}`));
    const isDefault = file.handlers.length === 0;
    const none = isDefault ? [evidence('handlers', "none is set: containerd's own")] : [];
    return { handlers: file.handlers, isDefault, from: [...from, ...none] };
  }
  const { config } = known(status);
  if (config === null) return cannotKnow('the runtime does not print its configuration');
  return { handlers: config.handlers, isDefault: false, from: [] };
}
