/** A command of a README, the exit code that it has, and what it prints. */
export type Example = readonly [command: string, code: number, printed: RegExp];

/** Run as they stand, one after the other, by cluster.test.ts: kubectl, Helm and curl for a cluster with one node. */
export const inCluster: readonly Example[] = [
  ["sed -i 's|newName: .*|newName: registry.example.com/hostprobe|' manifests/base/kustomization.yaml", 0, /^$/],
  ['kubectl apply -k manifests/', 0, /^daemonset\.apps\/hostprobe created$/m],
  [
    'kubectl create clusterrolebinding hostprobe-readers --clusterrole=hostprobe-reader --serviceaccount=monitoring:reader',
    0,
    /hostprobe-readers created$/,
  ],
  ['TOKEN=$(kubectl -n monitoring create token reader --audience hostprobe)', 0, /^$/],
  [
    'curl -k -H "Authorization: Bearer $TOKEN" "https://10.0.0.7:20258/report?format=text"',
    0,
    /^FAIL {4}containerd-account: /m,
  ],
  ['curl -k https://10.0.0.7:20258/status', 0, /"status":"unhealthy"/],
  ['kubectl get --raw /api/v1/nodes/https:win-1:20258/proxy/status', 0, /"status":"unhealthy"/],
  [
    'kubectl -n hostprobe create secret generic hostprobe-tokens --from-file=tokens=tokens.txt',
    0,
    /^secret\/hostprobe-tokens created$/m,
  ],
  [
    "kubectl kustomize manifests/overlays/one-shot | sed 's/NODE$/win-1/' | kubectl apply -f -",
    0,
    /^job\.batch\/hostprobe-win-1 created$/m,
  ],
  ['kubectl delete -k manifests/', 0, /^namespace "hostprobe" deleted$/m],
  [
    'helm install hostprobe manifests/chart --namespace hostprobe --create-namespace --set image.registry=registry.example.com',
    0,
    /^STATUS: deployed$/m,
  ],
  ['helm uninstall hostprobe --namespace hostprobe', 0, /^release "hostprobe" uninstalled$/m],
];
