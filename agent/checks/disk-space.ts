import { check, fail, pass, skip, type Verdict, warn } from '../check.ts';
import { evidence, ifKnown, known } from '../fact.ts';
import { type Fix, verified } from '../fix.ts';
import { type crictl, freeSpace } from '../node/log-steps.ts';

/** What the kubelet keeps free by default (eviction of images, of pods), in percent. */
const imagesLowPercent = 15;
const podsLowPercent = 10;

export const diskSpace = check({
  id: 'disk-space',
  area: 'node',
  title: 'Free disk space',
  why: 'On a full disk images do not unpack, containers get no scratch space, and the kubelet evicts pods, even hostprobe.',
  needs: ['os'],
  consults: ['runtime', 'runtime-binaries'],
  gives: ['pass', 'skip', 'warn', 'fail'],
  stopsNewPods: 'node',
  reference: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#hard-eviction-thresholds',
  run({ os, ...consulted }): Verdict {
    const volumes = os.disks.flatMap(({ path, space }) => {
      const { sizeBytes: size = 0, freeBytes: free = 0 } = ifKnown(space) ?? {};
      return size === 0
        ? []
        : [{ path, percent: Math.floor((100 * free) / size), text: `${gib(free)} of ${gib(size)}` }];
    });
    const seen = volumes.map(({ path, percent, text }) => evidence(path, `${text} free (${percent} %)`));
    const lowest = volumes.toSorted((a, b) => a.percent - b.percent)[0];
    // What could not be read may be worse, but a disk that is low is low.
    if (lowest === undefined || lowest.percent >= imagesLowPercent) {
      for (const { space } of os.disks) known(space);
    }
    if (lowest === undefined) return skip('none of the folders that can fill up exists');

    const { path, percent, text } = lowest;
    const summary = `${path} has ${text} free (${percent} %)`;
    if (percent >= imagesLowPercent) return pass(summary, seen);
    if (percent < podsLowPercent) {
      return fail(
        `${summary}: below ${podsLowPercent} % a kubelet with default settings reports DiskPressure, evicts pods and takes no new ones`,
        seen,
        clean(consulted),
        ['container-storage'],
      );
    }
    return warn(
      `${summary}: below ${imagesLowPercent} % a kubelet with default settings removes images, and evicts pods if that does not help`,
      seen,
      clean(consulted),
    );
  },
});

const clean = (facts: Parameters<typeof crictl>[0]): Fix =>
  verified('Get-Volume', `SizeRemaining is more than ${imagesLowPercent} % of Size.`, freeSpace(facts));

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
