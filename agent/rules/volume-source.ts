import { nearest } from '../config/nearest.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { forbiddenIn, invalidIn, requiredIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import type { Offence, Rule } from '../rule.ts';

export const volumeSource: Rule = {
  id: 'volume-source',
  title: 'Sources of volumes',
  why: 'The API server refuses a volume of two kinds, and a hostPath that is empty, contains .., or has a type that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    pod.spec.volumes.flatMap((volume, index): Offence[] => {
      const at = ['spec', 'volumes', index];
      const [, ...others] = kinds.filter((kind) => volume[kind] !== undefined);
      const offences: Offence[] = others.map((kind) => ({
        path: [...at, kind],
        message: forbiddenIn(pod, [...at, kind], 'may not specify more than 1 volume type'),
        fix: { steps: [removeField(pod, [...at, kind], ', or make it a volume of its own')] },
      }));
      const { hostPath } = volume;
      // The API server does not look into the second kind.
      if (hostPath === undefined || others.includes('hostPath')) return offences;
      const say = (field: string, message: string, value: string, what: string) => {
        const place = [...at, 'hostPath', field];
        offences.push({ path: place, message, fix: { steps: [setField(pod, place, value, what)] } });
      };
      const path = [...at, 'hostPath', 'path'];
      if (hostPath.path === '')
        say('path', requiredIn(pod, path), '<folder>', 'Name the path; <folder> is that of the node.');
      else if (hostPath.path.split('/').includes('..')) {
        const message = invalidIn(pod, path, hostPath.path, "must not contain '..'");
        say('path', message, withoutUp(hostPath.path), 'Write the path that it leads to.');
      }
      const type = [...at, 'hostPath', 'type'];
      if (!types.includes(hostPath.type ?? '')) {
        const near = nearest(hostPath.type ?? '', types.slice(1)) ?? 'Directory';
        say('type', unsupportedIn(pod, type, hostPath.type ?? '', types), near, 'Say what the path leads to.');
      }
      return offences;
    }),
};

/** The path that remains when its .. steps are resolved. */
function withoutUp(path: string): string {
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') kept.pop();
    else kept.push(step);
  }
  return kept.join('/');
}

const types = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** In the order in which validateVolumeSource checks them. */
const kinds = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'fc',
  'downwardAPI',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
] as const;
