import { removeField, setField } from '../manifest/edit.ts';
import { type Pod, placeOfContainer } from '../manifest/pod.ts';
import { linuxFieldsOf } from '../manifest/refusal/linux-fields.ts';
import type { Point } from '../stage/prediction.ts';
import { cannotTell, passes, type Stage } from '../stage.ts';
import { judgeMount } from './volumes/mount.ts';
import { hostFolders, judgeSources } from './volumes/source.ts';

export const volumes: Stage = {
  id: 'volumes',
  title: 'Volumes and their mounts',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge(subject) {
    const { pod } = subject;
    const points = subject.containers.flatMap((container) =>
      container.container.volumeMounts.flatMap((mount, index) =>
        judgeMount(subject, container, {
          pod,
          mount,
          at: [...placeOfContainer(pod, container.container), 'volumeMounts', index],
        }).map((point) => ({ ...point, container: container.name })),
      ),
    );
    const owner = judgeOwner(subject.pod);
    const all = [...(owner === null ? [] : [owner]), ...judgeSources(subject), ...points];
    const provided = hostFolders(subject.pod.spec);
    if (!all.some(({ verdict }) => verdict === 'fails' || verdict === 'cannot-tell')) {
      return [passes('nothing prevents its mounts', { provided }), ...all];
    }
    return provided.length === 0 ? all : [...all, passes('volumes are made from what is on the node', { provided })];
  },
};

/** Files of a token that belong to a Linux user: Windows has no chown. Source: kubernetes issue 102849. */
function judgeOwner(pod: Pod): Point | null {
  const { spec } = pod;
  if (spec.os?.name === 'windows' || spec.automountServiceAccountToken === false) return null;
  const users = linuxFieldsOf(pod).filter((path) => path.at(-1) === 'runAsUser');
  if (users.length === 0) return null;
  return cannotTell(
    'runAsUser without os.name: windows: kubelets that change the owner of projected files leave the pod in ContainerCreating (chown ...: not supported by windows)',
    {
      fix: {
        steps: [
          ...users.map((path) => removeField(pod, path)),
          setField(pod, ['spec', 'os', 'name'], 'windows', 'Set the operating system.'),
        ],
      },
    },
  );
}
