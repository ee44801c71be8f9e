/** What a machine with Windows is given to become a node with one containerd, without a cluster. */
const downloads = {
  containerd: (version: string) =>
    `https://github.com/containerd/containerd/releases/download/v${version}/containerd-${version}-windows-amd64.tar.gz`,
  crictl: (version: string) =>
    `https://github.com/kubernetes-sigs/cri-tools/releases/download/v${version}/crictl-v${version}-windows-amd64.tar.gz`,
} as const;

export interface Download {
  url: string;
  /** Where its SHA-256 stands, as sha256sum writes it, or alone. */
  checksumUrl: string;
}

export const containerdDownload = (version: string): Download => {
  const url = downloads.containerd(version);
  return { url, checksumUrl: `${url}.sha256sum` };
};
export const crictlDownload = (version: string): Download => {
  const url = downloads.crictl(version);
  return { url, checksumUrl: `${url}.sha256` };
};

/** The digest in "<64 hex digits>  <file>", or in the digits alone. */
export function readChecksum(text: string): string {
  const digest = /^\s*([0-9a-f]{64})\b/i.exec(text)?.[1];
  if (digest === undefined) throw new Error(`a SHA-256 must begin the text, but it is "${text.slice(0, 80)}"`);
  return digest.toLowerCase();
}

/** The image of the sandbox. It is the first with a variant for Windows Server 2025. Source: kubernetes/kubernetes#136960. */
const pause = 'registry.k8s.io/pause:3.10.2';

/**
 * config.toml of a release. Version 3 came with containerd 2.0, with other names of plugins.
 * Source: containerd docs/cri/config.md.
 */
export function configFor(version: string): string {
  return version.startsWith('1.')
    ? `version = 2\n\n[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "${pause}"\n`
    : `version = 3\n\n[plugins."io.containerd.cri.v1.images".pinned_images]\n  sandbox = "${pause}"\n`;
}
