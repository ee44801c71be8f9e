import { podArguments, type WrittenCauses, weighing } from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { buildFor, inImage, newTag, onCluster, onNode, type Step, shell } from '../fix.ts';
import { sandboxImageSetting } from '../node/containerd-config.ts';
import { restartAfterChange } from '../node/containerd-service.ts';
import { crictl, ctr } from '../node/log-steps.ts';
import { shimFamily } from '../node/new-pod.ts';
import { installContainers, nodeName, upgradeContainerd } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { server2025 } from '../windows/builds.ts';
import { containerdSource, hcsshimSource, weighFeature, weighWindows } from './weigh.ts';

const imageBase = 'https://github.com/microsoft/windows-host-process-containers-base-image';
/** Its first release, with empty hives. */
const hostProcessBase = 'FROM mcr.microsoft.com/oss/kubernetes/windows-host-process-containers-base-image:v1.0.0';
const nanoserver2025 = 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025';

function fromBase({ os }: KnownFacts): Step {
  const build = (os && ifKnown(os.version))?.build;
  if (build !== undefined && build >= server2025) {
    return inImage('Build the image from nanoserver of this Windows.', nanoserver2025);
  }
  const unless = build === undefined ? '; for Windows Server 2025, which refuses it, from nanoserver:ltsc2025' : '';
  return inImage(`Build the image from the HostProcess base image${unless}.`, hostProcessBase);
}

/** Which image fits the node, and how it is unpacked. */
export const imageCauses: WrittenCauses = {
  'base-image-hives': {
    title: 'The HostProcess base image of this image has empty registry hives',
    explain:
      'Older builds of the HostProcess base image have five empty files where a base layer has its registry hives. Windows Server 2025 and newer read them when they unpack the layer, and refuse them with 0x3f1.',
    reference: `${imageBase}/issues/14`,
    checks: ['os-build'],
    fix: () => [
      inImage(
        'Build the image from nanoserver of the Windows version of the node, or from a HostProcess base image with valid hives (made after December 2025).',
        nanoserver2025,
      ),
      ...newTag(),
    ],
    weigh: weighWindows((build) => (build >= server2025 ? 'likely' : 'possible')),
  },
  'image-base': {
    title: 'The image is not built on a Windows base layer that this node can unpack',
    explain:
      'The first layer of an image must be a Windows base layer: that of the HostProcess base image, nanoserver or servercore. Windows looks for certain files in it when it unpacks it. An image that was built from scratch, or whose base layer was rebuilt or flattened, does not have them.',
    reference: `${imageBase}#readme`,
    fix: ({ match }, facts) => [
      fromBase(facts),
      ...newTag(),
      onNode(
        'If it must keep its tag, remove the old one from the node, so that it is pulled again.',
        shell`${crictl(facts)} rmi ${match.captured.image ?? '<image>'}`,
        'Pods that need it do not start until it is pulled.',
      ),
    ],
  },
  'sandbox-image': {
    title: 'The pause image of containerd is not on the node, and cannot be pulled',
    explain:
      'A HostProcess pod has a sandbox too. containerd names its image in its own configuration, and pulls it without the secrets of a pod. Some nodes ship with an image that no registry has: once the kubelet or crictl rmi --prune has removed it, no pod starts.',
    reference: 'https://github.com/awslabs/amazon-eks-ami/issues/1597',
    fix: ({ match }, facts) => [
      onNode(
        'Pull it by hand to see what is in the way: its name, the network, or a sign-in.',
        shell`${crictl(facts)} pull ${match.captured.image ?? '<pause image>'}`,
      ),
      onNode(
        'If no registry has it, import it from a file of the installation or of another node, or replace a node of a managed pool.',
        shell`${ctr(facts)} -n k8s.io images import ${'<file>'}`,
      ),
      onNode(`Or name an image that the node can pull ${sandboxImageSetting(facts)}.`),
      restartAfterChange(facts, 'the configuration'),
    ],
  },
  'image-volume': {
    title: 'The image declares a VOLUME that this containerd cannot prepare',
    explain:
      'containerd copies the content of each VOLUME of the image into a folder of its own. On Windows that fails for a path with a drive letter, and older releases fail for others too. The volumes of the pod do not need the declaration.',
    reference: containerdSource('issues/8171'),
    checks: ['containerd-version'],
    fix: (_, facts) => [
      inImage('Build the image without VOLUME, or on another base image where the base declares it.'),
      inImage('If the VOLUME is needed, write its path without a drive letter.', 'VOLUME /data'),
      ...newTag(),
      ...upgradeContainerd(
        facts,
        nodeName(facts),
        'If it has no drive letter already, install a newer release of containerd with its shim',
      ),
    ],
  },
  'containers-feature': {
    title: 'The Containers feature of Windows is not installed',
    explain: 'The code that unpacks and mounts layers comes with that feature. HostProcess containers need it too.',
    reference: hcsshimSource('issues/1445'),
    checks: ['containers-feature'],
    fix: (_, facts) => installContainers(facts, nodeName(facts)),
    weigh: weighFeature((isThere) => (isThere ? 'ruled-out' : 'confirmed')),
  },
  'image-platform': {
    title: 'The image, or the program in it, is not made for this Windows',
    explain:
      'A HostProcess image needs no special Windows version, but the pull chooses by platform: containerd from 1.6.18 on takes an entry without os.version, and an entry with one must fit the build of the node. A program for another processor does not start either, nor does a script that is named as the program: without the bind filter Windows gives error 193 for both.',
    reference: containerdSource('pull/8101'),
    checks: ['containerd-version', 'os-build'],
    fix: (symptom, facts) => {
      const image = symptom.match.captured.image ?? '<image>';
      if (symptom.match.signature.id === 'sandbox-image-platform') {
        return [
          inImage('See which platforms the pause image has.', shell`docker buildx imagetools inspect ${image}`),
          onNode(`Name one that has the Windows of the node ${sandboxImageSetting(facts)}.`),
          restartAfterChange(facts, 'the configuration'),
        ];
      }
      const platform = facts.os?.architecture === 'arm64' ? 'windows/arm64' : 'windows/amd64';
      return [
        onCluster(
          'See which node the pod is on: on a Linux node the pod lacks a node selector.',
          shell`kubectl get pod ${podArguments(symptom)} -o wide`,
        ),
        inImage('See which platforms the image has.', shell`docker buildx imagetools inspect ${image}`),
        ...newTag(`Build it for ${platform} as a single manifest under a new tag, and push it.`, buildFor(platform)),
      ];
    },
    weigh: (_, facts) => {
      const shim = shimFamily(facts);
      const version = facts.os?.version.ok ? facts.os.version.value : null;
      const seen = [
        ...(version === null ? [] : [evidence('Windows build', version.build)]),
        ...(facts.os === undefined ? [] : [evidence('processor', facts.os.architecture)]),
        ...(shim === null ? [] : [shim.evidence]),
      ];
      return weighing(facts.os !== undefined && facts.os.architecture !== 'x64' ? 'likely' : 'possible', ...seen);
    },
  },
};
