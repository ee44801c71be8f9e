import { type Evidence, evidence, ifKnown } from '../fact.ts';
import { windowsVersion } from '../node/kubernetes.ts';
import { containerdRelease } from '../node/new-pod.ts';
import type { KnownImage } from '../shim/oci-process.ts';
import { compareVersions, type Version } from '../shim/version.ts';
import { judgeReferences } from '../stage/needed-objects.ts';
import type { Point } from '../stage/prediction.ts';
import {
  type ContainerSubject,
  cannotTell,
  eachContainer,
  expectEvent,
  fails,
  passes,
  type Stage,
  type Subject,
  warns,
} from '../stage.ts';
import { server2022, server2025 } from '../windows/builds.ts';
import { tailText } from '../windows/error-text.ts';

/** Source: containerd pulls 8101, 8106 (os.version) and hcsshim issue 1445, windows-host-process-containers-base-image issue 14. */
export const image: Stage = {
  id: 'image',
  title: 'Pull of the image',
  reference: 'https://github.com/containerd/containerd/pull/8101',
  judge(subject) {
    const { os } = subject.facts;
    const images = [...new Set(subject.containers.map(({ container }) => container.image ?? ''))];
    if (os !== undefined && ifKnown(os.computeService) === null) {
      return [
        fails('the Containers feature of Windows is not installed', {
          evidence: [evidence('Host Compute Service', 'absent')],
          expect: expectEvent(
            `${pull(images[0] ?? '')}failed to extract layer <digest>: hcsshim::ProcessBaseLayer <folder>: The specified module could not be found.`,
            '<digest> and <folder> are those of the layer.',
          ),
          cause: 'containers-feature',
        }),
      ];
    }
    return [...judgePullSecrets(subject), ...eachContainer(subject, (_, one) => [judgeImage(subject, one)])];
  },
};

/** The kubelet continues without one that is missing. Source: pkg/kubelet/kubelet_pods.go getPullSecretsForPod at v1.34.2. */
function judgePullSecrets(subject: Subject): Point[] {
  const { lacks, others } = judgeReferences(subject, 'pull');
  const points = lacks.map(({ text, provided, fix }) =>
    warns(`imagePullSecrets names ${text}: images are pulled without it`, { provided, fix }),
  );
  return others === null
    ? points
    : [...points, passes(`images are pulled with ${others.names}`, { provided: others.provided })];
}

const pull = (name: string) =>
  `Failed to pull image ${JSON.stringify(name)}: rpc error: code = Unknown desc = failed to pull and unpack image ${JSON.stringify(name)}: `;

function judgeImage({ facts, why }: Subject, { container: { image: name = '' }, image }: ContainerSubject): Point {
  const known = (facts.runtime && ifKnown(facts.runtime.containers)) ?? [];
  const user = known.find((one) => one.image === name && one.state === 'running');
  if (user !== undefined) {
    const where = `${user.podNamespace}/${user.podName}`;
    return passes('a container of this node runs from this image', { evidence: [evidence(`image of ${where}`, name)] });
  }
  const build = windowsVersion(facts)?.build;
  const release = containerdRelease(facts);
  if (build === undefined) return cannotTell(`the Windows version is not known: ${why('os')}`);
  if (release === null) return cannotTell(`the version of containerd is not known: ${why('runtime')}`);
  const seen = [evidence('Windows build', build), evidence(`containerd (${release.from})`, release.text)];
  const fault = image === null ? null : unfit(image, name, { build, facts, seen });
  if (fault !== null) return fault;
  // One that says no version fits in each form.
  if (image?.osVersion === null && (build < server2025 || image.hives === 'valid')) {
    return passes('the image, which was read, is for each Windows of this processor', { evidence: seen });
  }
  const provided = [`the registry has ${name === '' ? 'the image' : name} as ${fitting(build, release.version)}`];
  if (build >= server2025 && image?.hives !== 'valid') {
    provided.push(
      'its base layer has registry hives that are not empty; those of HostProcess base images built before December 2025 are empty',
    );
    return cannotTell('this Windows refuses base layers with empty registry hives, and the image was not examined', {
      certainty: 'derived',
      evidence: seen,
      provided,
    });
  }
  return passes('HostProcess images run on every supported Windows', { evidence: seen, provided });
}

/** Why this node does not take an image that was read; null: nothing that its archive tells. */
function unfit(
  { os, architecture, hives }: KnownImage,
  name: string,
  { build, facts, seen }: { build: number; facts: Subject['facts']; seen: Evidence[] },
): Point | null {
  const processor = facts.os?.architecture === 'arm64' ? 'arm64' : 'amd64';
  const platform = `${os}/${architecture}`;
  if (os !== undefined && (os !== 'windows' || (facts.os !== undefined && architecture !== processor))) {
    return fails(`the image is for ${platform}, and the node is windows/${processor}`, {
      evidence: [...seen, evidence('image', platform)],
      expect: expectEvent(`${pull(name)}no match for platform in manifest: not found`),
      cause: 'image-platform',
    });
  }
  if (hives === 'empty' && build >= server2025) {
    return fails('the registry files of its base layer are empty, which this Windows refuses', {
      evidence: [...seen, evidence('registry files of the base layer', 'empty')],
      expect: expectEvent(
        `${pull(name)}failed to extract layer <digest>: hcsshim::ProcessBaseLayer <folder>: ${tailText(1009)}.`,
        '<digest> and <folder> are those of the layer.',
      ),
      cause: 'base-image-hives',
    });
  }
  return null;
}

/** The form in which this containerd accepts the image. */
function fitting(build: number, containerd: Version): string {
  const since = (...[major, minor, patch]: [number, number, number]) =>
    compareVersions(containerd, { major, minor, patch, suffix: '' }) >= 0;
  if (!since(1, 6, 18))
    return `a single manifest for windows/amd64, or an index whose entry says os.version 10.0.${build}`;
  const isStrict = build <= server2022 || !(since(1, 7, 6) || (containerd.minor === 6 && since(1, 6, 23)));
  return isStrict
    ? `a single manifest for windows/amd64, or an index whose entry has no os.version or 10.0.${build}`
    : `a single manifest for windows/amd64, or an index whose entry has no os.version or one from 10.0.${server2022} to 10.0.${build}`;
}
