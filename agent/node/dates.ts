/**
 * A row is a line: of; its patches or revisions, first to last (of pause 3.10.2: 1002); from this day on; what it says after the name; source; the day on
 * which the source was read. Empty: all, or whenever.
 */
export const datedLines = `
containerd 1.6 | | 2025-08-23 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
containerd 1.7 | | 2026-10-01 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
containerd 2.0 | | 2027-04-01 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
containerd 2.1 | | 2026-07-03 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
containerd 2.1 | | | has hcsshim 0.13, in which the tests of Docker on Windows suspect a regression | moby/moby#51214 | 2026-08-22
containerd 2.2 | | 2026-11-06 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
containerd 2.3.0-beta.2 | | | cannot start Hyper-V isolated containers | containerd/containerd#13254 | 2026-04-26
containerd 2.3 | | 2028-04-30 | has been out of support | containerd/containerd RELEASES.md | 2026-08-22
Kubernetes 1.32 | | 2026-02-28 | has been out of support | https://kubernetes.io/releases/1.32/ | 2026-09-15
Kubernetes 1.33 | | 2026-06-28 | has been out of support | https://kubernetes.io/releases/1.33/ | 2026-09-15
Kubernetes 1.34 | | 2026-10-27 | has been out of support | https://kubernetes.io/releases/1.34/ | 2026-09-15
Kubernetes 1.35 | | 2027-02-28 | has been out of support | https://kubernetes.io/releases/1.35/ | 2026-09-15
Kubernetes 1.36 | | 2027-06-28 | has been out of support | https://kubernetes.io/releases/1.36/ | 2026-09-15
Windows build 17763 | | 2029-01-09 | has been out of support | https://learn.microsoft.com/lifecycle/products/windows-server-2019 | 2026-09-15
Windows build 20348 | | 2031-10-14 | has been out of support | https://learn.microsoft.com/lifecycle/products/windows-server-2022 | 2026-09-15
Windows build 20348 | 2582 to 2761 | | from KB5040437 until KB5044281 can leave pods without a network | microsoft/Windows-Containers#516, projectcalico/calico#8529 | 2026-08-22
Windows build 26100 | 0 to 3980 | | before KB5058411 can fail to start ordinary containers of Windows Server 2025 | microsoft/Windows-Containers#591 | 2026-09-15
Windows build 26100 | 3984 to 4060 | | before KB5058411 can fail to start ordinary containers of Windows Server 2025 | microsoft/Windows-Containers#591 | 2026-09-15
pause on Windows build 20348 | 0 to 599 | | has no variant for Windows Server 2022 before 3.6 | kubernetes/kubernetes#104438 | 2026-08-22
pause on Windows build 26100 | 0 to 1001 | | has no variant for Windows Server 2025 before 3.10.2, so that containerd takes the one for 2022 | containerd/containerd#13156 | 2026-08-22
AKS with Windows build 17763 | | 2026-03-01 | has been retired, and has no node images from 2027-04-01 on | Azure/AKS CHANGELOG.md | 2026-08-07
AKS with Windows build 20348 | | 2028-06-30 | has been retired | Azure/AKS CHANGELOG.md | 2026-08-07
AKS with Windows build 25398 | | 2026-05-15 | has been retired | Azure/AKS CHANGELOG.md | 2026-08-07
kube-proxy 1.31 | 0 to 8 | | cannot make an endpoint whose address a remote endpoint has (until 1.31.9) | kubernetes/kubernetes#131138 | 2026-07-31
kube-proxy 1.32 | 0 to 4 | | cannot make an endpoint whose address a remote endpoint has (until 1.32.5) | kubernetes/kubernetes#131138 | 2026-07-31
kube-proxy 1.33 | 0 to 0 | | cannot make an endpoint whose address a remote endpoint has (until 1.33.1) | kubernetes/kubernetes#131138 | 2026-07-31
kube-proxy 1.31 | | | leaves old endpoints in load balancers on Windows Server 2025 (fixed in 1.32.6) | kubernetes/kubernetes#131466 | 2026-07-31
kube-proxy 1.32 | 0 to 5 | | leaves old endpoints in load balancers on Windows Server 2025 (until 1.32.6) | kubernetes/kubernetes#131466 | 2026-07-31
kube-proxy 1.33 | 0 to 1 | | leaves old endpoints in load balancers on Windows Server 2025 (until 1.33.2) | kubernetes/kubernetes#131466 | 2026-07-31
kube-proxy 1.32 | 0 to 9 | | leaves remote endpoints of pods that several Services share (until 1.32.10) | kubernetes/kubernetes#135172 | 2026-07-31
kube-proxy 1.33 | 0 to 5 | | leaves remote endpoints of pods that several Services share (until 1.33.6) | kubernetes/kubernetes#135172 | 2026-07-31
kube-proxy 1.34 | 0 to 1 | | leaves remote endpoints of pods that several Services share (until 1.34.2) | kubernetes/kubernetes#135172 | 2026-07-31
kube-proxy 1.31 | | | takes load balancers of Services with internalTrafficPolicy: Local away now and then (fixed in 1.32.10) | kubernetes/kubernetes#133928 | 2025-09-24
kube-proxy 1.32 | 0 to 9 | | takes load balancers of Services with internalTrafficPolicy: Local away now and then (until 1.32.10) | kubernetes/kubernetes#133928 | 2025-09-24
kube-proxy 1.33 | 0 to 5 | | takes load balancers of Services with internalTrafficPolicy: Local away now and then (until 1.33.6) | kubernetes/kubernetes#133928 | 2025-09-24
kube-proxy 1.34 | 0 to 1 | | takes load balancers of Services with internalTrafficPolicy: Local away now and then (until 1.34.2) | kubernetes/kubernetes#133928 | 2025-09-24
kube-proxy 1.34 | | | does not make load balancers again that HNS has lost (fixed in 1.36.0) | kubernetes/kubernetes#135631 | 2026-07-31
kube-proxy 1.35 | | | does not make load balancers again that HNS has lost (fixed in 1.36.0) | kubernetes/kubernetes#135631 | 2026-07-31
`;
