/** Pages and sources that causes refer to; many addresses share their beginning. */
export const kubernetesPage = (path: string): string => `https://kubernetes.io/docs/${path}`;
export const hcsshimSource = (path: string): string => `https://github.com/microsoft/hcsshim/${path}`;
export const containerdSource = (path: string): string => `https://github.com/containerd/containerd/${path}`;
export const learnPage = (path: string): string => `https://learn.microsoft.com/${path}`;

export const hostProcessGuide = (section: string): string =>
  kubernetesPage(`tasks/configure-pod-container/create-hostprocess-pod/#${section}`);
export const mountGuide = hostProcessGuide('volume-mounts');
export const podRequirements = hostProcessGuide('hostprocess-pod-configuration-requirements');
export const logonSource = hcsshimSource('blob/v0.11.7/internal/jobcontainers/logon.go');
