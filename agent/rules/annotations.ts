import { inManifest } from '../fix.ts';
import type { Rule } from '../rule.ts';
import { inheritUser, rootfsLocation } from '../shim/annotation.ts';

export const annotations: Rule = {
  id: 'annotations',
  title: 'Annotations for the shim',
  why: 'containerd hands an annotation to the shim only where the pod_annotations of its runtime name it; by default it names none of these.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/pkg/annotations/annotations.go',
  judge: (pod) =>
    Object.entries(pod.annotations).flatMap(([key, value]) => {
      const path = ['metadata', 'annotations', key];
      if (key === 'microsoft.com/hostprocess-mount-behavior') {
        return [{ path, message: `no shim has ever known ${key}`, fix: { steps: [inManifest('Remove it.')] } }];
      }
      if (!known.includes(key)) return [];
      const offence = {
        path,
        message: `${key} does not reach the shim, unless containerd is told to pass it`,
        fix: {
          steps: [
            inManifest(
              `Remove it, or add it to pod_annotations of the runtime in containerd's config.toml on each node.`,
            ),
          ],
        },
      };
      if (key !== rootfsLocation || value.endsWith('\\')) return [offence];
      const cut = {
        path,
        message: `${value} loses its last character where the shim puts it into commands`,
        fix: { steps: [inManifest(`Write ${value}\\.`)] },
      };
      return [offence, cut];
    }),
};

const known = [inheritUser, rootfsLocation, 'microsoft.com/disable-hostprocess-container'];
