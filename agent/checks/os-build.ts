import { check, fail, pass } from '../check.ts';
import { evidence, known, noAgent } from '../fact.ts';
import { onCluster, shell, verified } from '../fix.ts';
import { noteOn } from '../node/dated.ts';
import { windowsVersion } from '../node/kubernetes.ts';
import { managedPool } from '../node/managed-pool.ts';
import { server2019 } from '../windows/builds.ts';

export const osBuild = check({
  id: 'os-build',
  area: 'node',
  title: 'Build of Windows',
  why: 'HostProcess containers need Windows Server 2019 (build 17763) or newer; the shim refuses anything older.',
  needs: ['os'],
  blank: (error) => ({
    os: {
      ...{ hostname: '', version: { ok: false, error }, architecture: '', bootedAt: '' },
      ...{ memory: { totalBytes: 0, freeBytes: 0 }, disks: [] },
      ...{ computeService: { ok: false, error }, networkService: { ok: false, error }, inventory: null },
    },
  }),
  consults: ['cluster', 'runtime'],
  gives: ['pass', 'fail'],
  stopsNewPods: 'node',
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#before-you-begin',
  run({ os, cluster, runtime }, { at, node }) {
    const isAlone = !os.version.ok && os.version.error.code === noAgent;
    const byKubelet = isAlone && cluster ? windowsVersion({ cluster }) : null;
    const { product, build, revision, installation } = byKubelet ?? known(os.version);
    const shown = `${product}, build ${build}${revision === null ? '' : `.${revision}`}`;
    const seen = [
      evidence('Windows', product),
      evidence('build', revision === null ? build : `${build}.${revision}`),
      ...(installation === null ? [] : [evidence('installation', installation)]),
    ];
    // Source: hcsshim jobcontainers.
    if (build < server2019) {
      return fail(
        `${shown}: too old for HostProcess containers, which need build ${server2019} (Windows Server 2019)`,
        seen,
        verified('kubectl get nodes -o wide', 'The node is not in the list, or its status has SchedulingDisabled.', [
          onCluster('Keep HostProcess pods off the node.', shell`kubectl cordon ${node}`, 'No new pod starts there.'),
          onCluster('Replace the node by one with Windows Server 2019 or newer.'),
        ]),
      );
    }
    const isAks = managedPool({ ...(cluster ? { cluster } : {}), ...(runtime ? { runtime } : {}) })?.cloud === 'AKS';
    const notes = [
      revision === null ? null : noteOn(`Windows build ${build}`, revision, at),
      isAks ? noteOn(`AKS with Windows build ${build}`, revision ?? 0, at) : null,
    ].filter((note) => note !== null);
    return pass(shown, seen, notes.length === 0 ? null : notes.join('; '));
  },
});
