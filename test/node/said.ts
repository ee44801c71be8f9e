import {
  addHandler,
  enableCri,
  sandboxImageSetting,
  searchConfig,
  settingsFile,
} from '../../agent/node/containerd-config.ts';
import { restartAfterChange, restartContainerd, restartKubelet } from '../../agent/node/containerd-service.ts';
import { addAccount, changeRights, leftAccounts, removeAccounts } from '../../agent/node/local-accounts.ts';
import { ctr, excludeFolders, excludePrograms, freeSpace, readLog, saveLog } from '../../agent/node/log-steps.ts';
import {
  bringShim,
  comparingShims,
  installContainers,
  kubeletShown,
  showPrograms,
  updateWindows,
  upgradeContainerd,
  upgradeKubelet,
  upgradeShown,
} from '../../agent/node/upgrade.ts';
import type { KnownFacts } from '../../agent/snapshot.ts';
import { distributions } from '../distributions.ts';
import { factsWith } from '../snapshot.ts';
import { type Edit, nodeIn } from '../variations.ts';

const inPool =
  (label: string): Edit =>
  (facts) => {
    nodeIn(facts).labels = { [label]: 'winpool', 'alpha.eksctl.io/cluster-name': 'prod' };
  };

/** Nodes by what is known of them. The labels: learn.microsoft.com/azure/aks, the EKS user guide, cloud.google.com/kubernetes-engine. */
const nodes: Readonly<Record<string, KnownFacts>> = {
  'nothing is known': {},
  ...Object.fromEntries(Object.entries(distributions).map(([name, edit]) => [name, factsWith(edit)])),
  'a pool of AKS': factsWith(inPool('kubernetes.azure.com/agentpool')),
  'a pool of EKS': factsWith(inPool('eks.amazonaws.com/nodegroup')),
  'a pool of GKE': factsWith(inPool('cloud.google.com/gke-nodepool')),
};

/** What fixes of several checks and causes share, by the node. */
const shared: Readonly<Record<string, (facts: KnownFacts) => unknown>> = {
  'a runtime handler': (facts) => addHandler(facts, 'runhcs-hpc'),
  'a runtime handler with Hyper-V': (facts) => addHandler(facts, 'runhcs-wcow-hypervisor'),
  'the plugin of CRI': enableCri,
  'the pause image': sandboxImageSetting,
  'settings of containerd': (facts) => [settingsFile(facts), searchConfig(facts, 'sandbox_image')],
  'a newer containerd': (facts) => [upgradeContainerd(facts, 'win-1'), upgradeShown(facts, 'win-1')],
  'a newer kubelet': (facts) => [upgradeKubelet(facts, 'win-1', 26), kubeletShown(facts, 'win-1', 26)],
  'the shim': (facts) => [
    bringShim('If it is missing', facts),
    comparingShims(facts, 'win-1', []),
    showPrograms(facts),
  ],
  'a newer Windows': (facts) => [updateWindows(facts, 'win-1', ''), installContainers(facts, 'win-1')],
  restarts: (facts) => [
    restartContainerd(facts),
    restartAfterChange(facts, 'the file'),
    restartKubelet(facts.services),
  ],
  logs: (facts) => [readLog(facts, 'containerd'), readLog(facts, 'kubelet'), saveLog(facts, 'kubelet', 'to see why.')],
  'space on the disk': (facts) => [freeSpace(facts), ctr(facts), leftAccounts(facts)],
  'Microsoft Defender': (facts) => [excludePrograms(facts), excludeFolders('If files are held', facts)],
  'log-on rights': (facts) => {
    const right = 'SeInteractiveLogonRight';
    const changes = [undefined, false].map((isHeld) => addAccount('Add it.', right, 'CORP\\svc$', isHeld));
    const all = [...changes, removeAccounts('Take them out.', right, ['S-1-5-32-545', 'S-1-5-32-546'])];
    return changeRights(facts, all, { risk: 'They can log on.', expect: 'It names the account.' });
  },
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The texts of steps, commands and what verifies them, in their order. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return value === undefined ? [] : [String(value).replaceAll('\n', ' > ')];
  const { on, say, expect, run, risk, steps, verify, words } = value;
  const own = [say === undefined ? (expect ?? []) : `${on}: ${say}`, run ?? [], risk ?? []].flat().join(' > ');
  return [...(own === '' ? [] : [own.replaceAll('\n', ' > ')]), ...[steps, verify, words].flatMap(textsOf)];
}

/** Every text once, under the first node that gets it; a node that gets what stands above has only the beginnings. */
export function saidOfNodes(): string {
  return Object.entries(shared)
    .flatMap(([what, steps]) => {
      const known = new Set<string>();
      return Object.entries(nodes).flatMap(([node, facts], index) => {
        const texts = textsOf(steps(facts)).map((text) => {
          const isKnown = known.has(text);
          known.add(text);
          return isKnown ? `    ${text.slice(0, 24)}…` : `    ${text}`;
        });
        return [...(index === 0 ? [what] : []), `  ${node}`, ...texts];
      });
    })
    .concat('')
    .join('\n')
    .replaceAll(/(?<=…)\n {4}(?=\S.*…$)/gm, ' | ');
}
