import type { Path } from './path.ts';
import { containersOf, oncePerPod } from './pod.ts';
import type { Container, PodSpec } from './spec.ts';

/** A mount of a container with its volume. */
export interface PlacedMount {
  mount: Container['volumeMounts'][number];
  /** null: the pod has no volume of that name. */
  volume: PodSpec['volumes'][number] | null;
  path: Path;
}

export const mountsOf = oncePerPod((pod): PlacedMount[] => {
  const volumes = new Map(pod.spec.volumes.map((volume) => [volume.name, volume]));
  return containersOf(pod).flatMap(({ container, path }) =>
    container.volumeMounts.map((mount, index) => ({
      mount,
      volume: volumes.get(mount.name) ?? null,
      path: [...path, 'volumeMounts', index],
    })),
  );
});
