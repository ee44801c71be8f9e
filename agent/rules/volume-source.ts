import { inManifest } from '../fix.ts';
import { forbidden, invalid, notSupported, required, validation } from '../manifest/refusal.ts';
import type { Offence, Rule } from '../rule.ts';

export const volumeSource: Rule = {
  id: 'volume-source',
  title: 'Sources of volumes',
  why: 'The API server refuses a volume of two kinds, and a hostPath that is empty, goes up a folder, or has a type that it does not know.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    pod.spec.volumes.flatMap((volume, index): Offence[] => {
      const at = ['spec', 'volumes', index];
      const [, ...others] = kinds.filter((kind) => volume[kind] !== undefined);
      const offences: Offence[] = others.map((kind) => ({
        path: [...at, kind],
        message: forbidden(pod, [...at, kind], 'may not specify more than 1 volume type'),
        fix: { steps: [inManifest(`Make two volumes of it, or remove ${kind}.`)] },
      }));
      const { hostPath } = volume;
      // The kind that stands second is not looked into.
      if (hostPath === undefined || others.includes('hostPath')) return offences;
      const say = (field: string, message: string, run: string) =>
        offences.push({
          path: [...at, 'hostPath', field],
          message,
          fix: { steps: [inManifest('Write the path of the node, and what it is.', run)] },
        });
      const path = [...at, 'hostPath', 'path'];
      if (hostPath.path === '') say('path', required(pod, path), 'path: C:\\<folder>');
      else if (hostPath.path.split('/').includes('..')) {
        say('path', invalid(pod, path, hostPath.path, "must not contain '..'"), 'path: C:\\<folder>');
      }
      const type = [...at, 'hostPath', 'type'];
      if (!types.includes(hostPath.type ?? '')) {
        say('type', notSupported(pod, type, hostPath.type ?? '', types), 'type: Directory');
      }
      return offences;
    }),
};

const types = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** In the order in which validateVolumeSource looks at them. */
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
