import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/mount.ts';
import { invalid, notFound, required, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const mounts: Rule = {
  id: 'mounts',
  title: 'Mounts and their volumes',
  why: 'The API server refuses a mount of a volume that the pod does not have, one without a mountPath, two at one path, and a subPath that leaves the volume.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const seen = new Set<string>();
    return mountsOf(pod).flatMap(({ mount, volume, path }): Offence[] => {
      const { name, mountPath, subPath = '', subPathExpr = '' } = mount;
      const offences: Offence[] = [];
      const say = (field: string, message: string, step: ReturnType<typeof inManifest>) =>
        offences.push({ path: [...path, field], message, fix: { steps: [step] } });
      if (volume === null) {
        const at = [...path, 'name'];
        const message = name === '' ? required(pod, at) : notFound(pod, at, name);
        const run = `volumes:\n- name: ${name || '<name>'}\n  hostPath: { path: "C:\\\\<folder>" }`;
        say('name', message, inManifest('Add the volume to the pod, or remove the mount.', run));
      }
      const at = [...path, 'mountPath'];
      // Each container has its own paths.
      const key = JSON.stringify([...path.slice(0, -1), mountPath]);
      if (mountPath === '')
        say('mountPath', required(pod, at), inManifest('Set mountPath.', 'mountPath: C:\\<folder>'));
      else if (seen.has(key)) {
        say('mountPath', invalid(pod, at, mountPath, 'must be unique'), inManifest('Give each mount its own path.'));
      }
      seen.add(key);
      for (const [field, value] of Object.entries({ subPath, subPathExpr })) {
        const fault = faultOf(value);
        // The API server leaves the index of the mount out here.
        const shown = [...path.slice(0, -1), field];
        if (fault !== null) say(field, invalid(pod, shown, value, fault), inManifest('Name a path inside the volume.'));
      }
      return offences;
    });
  },
};

/** Source: validateLocalDescendingPath. */
function faultOf(path: string): string | null {
  if (path.startsWith('/')) return 'must be a relative path';
  return path.split('/').includes('..') ? "must not contain '..'" : null;
}
