import { lines, shell } from '../fix/command.ts';
import { onCluster, onNode, type Step } from '../fix.ts';
import type { Distribution } from './containerd-service.ts';

/**
 * What to check before a node is drained for a newer release of the distribution that runs it.
 * @param lacks how the sentence describes a release that does not help, as in "if ..., upgrade the servers first"
 */
export function chooseRelease({ name }: Distribution, lacks: string): Step {
  const see = (who: string) =>
    `release the ${who} run, which this node gets too: if ${lacks}, upgrade the ${who} first`;
  return name === 'rke2'
    ? onCluster(
        `See in VERSION which ${see('servers')}, and where Rancher manages the cluster, let Rancher upgrade both instead of the next steps.`,
        'kubectl get nodes -l node-role.kubernetes.io/control-plane',
      )
    : onCluster(`See which ${see(name === 'k0s' ? 'controllers' : 'servers')}.`);
}

/**
 * Installs another release while the service is stopped.
 * Sources: https://docs.rke2.io/install/quickstart and rancher/rke2 install.ps1, whose script stops nothing; k0sproject/k0s
 * docs/experimental-windows.md and docs/upgrade.md; of k3s, https://github.com/k3s-io/k3s/issues/114: it releases no agent for
 * Windows, so it is not known how one was installed.
 */
export function installRelease({ name, program }: Distribution): Step {
  if (name === 'rke2') {
    return onNode(
      'Install that release; the script replaces what is in C:\\usr\\local\\bin.',
      lines(
        shell`Invoke-WebRequest -UseBasicParsing -Uri https://raw.githubusercontent.com/rancher/rke2/master/install.ps1 -OutFile $env:TEMP\\install-rke2.ps1`,
        shell`& $env:TEMP\\install-rke2.ps1 -Version ${'<rke2 release>'}`,
      ),
    );
  }
  if (name === 'k0s') {
    return onNode(
      'Put the program of that release in the place of the old one, which is kept with .old behind its name.',
      lines(
        shell`$release = '<k0s release>'`,
        shell`Copy-Item ${program} ${`${program}.old`}`,
        shell`Invoke-WebRequest -UseBasicParsing -Uri "https://github.com/k0sproject/k0s/releases/download/$($release.Replace('+', '%2B'))/k0s-$release-amd64.exe" -OutFile ${program}`,
      ),
    );
  }
  return onNode(
    `Put a program of that release in the place of ${program}, built as that one was: k3s releases none for Windows.`,
  );
}
