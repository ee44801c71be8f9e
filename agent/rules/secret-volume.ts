import { inManifest } from '../fix.ts';
import { mountsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const secretVolume: Rule = {
  id: 'secret-volume',
  title: 'Volumes of Secrets',
  why: 'Windows has no volumes in memory: the kubelet writes a Secret in clear to the disk of the node, below C:\\var\\lib\\kubelet\\pods, where by default every user of the node can read it.',
  severity: 'info',
  reference: 'https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets',
  judge: (pod) =>
    mountsOf(pod)
      .filter(({ volume }) => volume?.secret !== undefined)
      .map(({ path, mount: { name } }) =>
        told(
          path,
          `the Secret of volume ${name} lies in clear on the disk of the node`,
          inManifest(
            'Let a CSI driver or the program itself fetch what it needs, limit the Secret to what may be lost with a node, and encrypt its disks.',
          ),
        ),
      ),
};
