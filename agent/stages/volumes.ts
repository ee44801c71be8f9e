import { inManifest } from '../fix.ts';
import { linuxFieldsOf } from '../manifest/linux-fields.ts';
import type { PodSpec } from '../manifest/spec.ts';
import type { Point } from '../stage/prediction.ts';
import { cannotTell, passes, type Stage } from '../stage.ts';
import { judgeMount } from './volumes/mount.ts';
import { hostFolders, judgeSources } from './volumes/source.ts';

export const volumes: Stage = {
  id: 'volumes',
  title: 'the volumes can be made and mounted',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge(subject) {
    const points = subject.containers.flatMap((container) =>
      container.container.volumeMounts.flatMap((mount) =>
        judgeMount(subject, container, mount).map((point) => ({ ...point, container: container.name })),
      ),
    );
    const owner = judgeOwner(subject.pod.spec);
    const all = [...(owner === null ? [] : [owner]), ...judgeSources(subject), ...points];
    if (all.some(({ verdict }) => verdict === 'fails' || verdict === 'cannot-tell')) return all;
    return [passes('nothing about its mounts is in the way', { provided: hostFolders(subject.pod.spec) }), ...all];
  },
};

/** Files of a token given to a Linux user: Windows has no chown. Source: kubernetes issue 102849. */
function judgeOwner(spec: PodSpec): Point | null {
  if (spec.os?.name === 'windows' || spec.automountServiceAccountToken === false) return null;
  if (!linuxFieldsOf({ spec }).some((path) => path.at(-1) === 'runAsUser')) return null;
  return cannotTell(
    'runAsUser without os.name: windows: kubelets that change the owner of projected files leave the pod in ContainerCreating (chown ...: not supported by windows)',
    {
      fix: { steps: [inManifest('Remove runAsUser, and set os.name: windows.')] },
    },
  );
}
