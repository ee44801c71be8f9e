import { evidence, ifKnown } from '../fact.ts';
import { containerdRelease } from '../node/new-pod.ts';
import { compareVersions } from '../shim/version.ts';
import type { Point } from '../stage/prediction.ts';
import {
  annotationOf,
  cannotTell,
  createEvent,
  expectEvent,
  fails,
  passes,
  type Stage,
  type Subject,
  warns,
} from '../stage.ts';

const disabled = 'microsoft.com/disable-hostprocess-container';

export const sandbox: Stage = {
  id: 'sandbox',
  title: 'Sandbox of the pod',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/cmd/containerd-shim-runhcs-v1/pod.go',
  judge: (subject) => [...judgeRuntime(subject), ...judgeHandler(subject), ...judgeDisabled(subject)],
};

/** A containerd that hangs, or says that it is not ready, is judged by the checks that fail at this stage. */
function judgeRuntime({ facts, why }: Subject): Point[] {
  const { runtime } = facts;
  if (runtime === undefined) return [cannotTell(`whether containerd answers is not known: ${why('runtime')}`)];
  if (runtime.connection === 'silent') return [];
  if (runtime.connection === 'absent') {
    const pipe = runtime.endpoint.replaceAll('\\', '/');
    return [
      fails('containerd does not answer on its pipe', {
        evidence: [evidence('pipe', runtime.endpoint)],
        expect: expectEvent(
          `Failed to create pod sandbox: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: open ${pipe}: The system cannot find the file specified."`,
          'The node becomes NotReady, so that there is usually no event.',
        ),
        cause: 'containerd-stopped',
      }),
    ];
  }
  const status = ifKnown(runtime.status);
  if (status === undefined) return [cannotTell(`whether containerd is ready is not known: ${why('runtime')}`)];
  const notReady = status.conditions.filter((condition) => !condition.status);
  if (notReady.some(({ type }) => type === 'RuntimeReady')) return [];
  const network = notReady.find(({ type }) => type === 'NetworkReady');
  return network === undefined
    ? [passes('containerd answers and is ready; HostProcess pods need no network of their own')]
    : [
        warns('the network of pods is not ready: HostProcess pods do not need it, but the node is NotReady', {
          evidence: [evidence('NetworkReady', network.message)],
        }),
      ];
}

function judgeHandler({ pod }: Subject): Point[] {
  const { runtimeClassName } = pod.spec;
  return typeof runtimeClassName === 'string'
    ? [
        passes(`runtimeClassName names ${runtimeClassName}`, {
          provided: [`its handler uses the runhcs shim without Hyper-V isolation`],
        }),
      ]
    : [];
}

/** Shims since 0.13, which containerd 2.1 ships. Source: hcsshim pkg/annotations/annotations.go at v0.13.0. */
function judgeDisabled(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, disabled);
  if (value !== 'true' || state === 'dropped') return [];
  const release = containerdRelease(subject.facts);
  if (release !== null && compareVersions(release.version, { major: 2, minor: 1, patch: 0, suffix: '' }) < 0) return [];
  if (release === null || state === 'unknown')
    return [cannotTell(`whether ${disabled} reaches a shim that knows it is not known`)];
  return [
    fails(`${disabled} forbids it`, {
      expect: createEvent(
        `unable to process OCI Spec annotations: specified annotations conflict: "microsoft.com/hostprocess-container" = "true" and "${disabled}" = "true"`,
      ),
      cause: 'host-process-disabled',
    }),
  ];
}
