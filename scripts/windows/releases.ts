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

/**
 * Who holds a right by a security template: SIDs as "*S-1-5-80-0", and names of accounts that secedit writes out.
 * @param exported by secedit /export /areas USER_RIGHTS
 */
export function holdersIn(exported: string, right: string): string[] {
  const lines = exported.split(/\r?\n/);
  if (!lines.includes('[Privilege Rights]'))
    throw new Error('the template must have a section [Privilege Rights], but has none');
  const line = lines.find((one) => one.replace(/\s*=.*$/, '') === right) ?? '';
  const held = line.replace(/^[^=]*=?/, '').split(',');
  return held.map((one) => one.trim()).filter((one) => one !== '');
}

/**
 * A security template with the holders of one right, and one more: secedit replaces all holders of a right that a template
 * names, and leaves the other rights alone. An exported template would set all of them again, and name accounts that secedit
 * cannot find any more.
 */
export function templateWithRight(exported: string, right: string, account: string): string {
  const holders = [...holdersIn(exported, right), account].join(',');
  const head = ['[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1'];
  return `\ufeff${[...head, '[Privilege Rights]', `${right} = ${holders}`, ''].join('\r\n')}`;
}
