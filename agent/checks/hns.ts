import { check, fail, pass, skip } from '../check.ts';
import { known, partEvidence } from '../fact.ts';
import { onNode } from '../fix.ts';
import { nodeName, restartWindows, under, whileDrained } from '../node/upgrade.ts';

export const hns = check({
  id: 'hns',
  area: 'network',
  title: 'Answers of the Host Network Service (HNS)',
  why: 'Network plugins and kube-proxy, which run as HostProcess pods, make the network of ordinary pods by calls of HNS. When HNS hangs, those calls do not return: pods stay in ContainerCreating, and Services stop following their pods.',
  needs: ['pod-network'],
  consults: ['cluster', 'token', 'os'],
  gives: ['pass', 'skip', 'fail'],
  reference: 'https://learn.microsoft.com/virtualization/api/hcn/overview',
  run(facts) {
    const { networks, endpoints, loadBalancers } = facts['pod-network'];
    const late = [networks, endpoints, loadBalancers].find((part) => !part.ok && part.error.kind === 'timeout');
    if (late !== undefined && !late.ok) {
      return fail(
        `HNS gives no answer: ${late.error.message}`,
        [
          partEvidence('networks', networks, ({ length }) => length),
          partEvidence('endpoints', endpoints, ({ local, remote }) => local + remote),
          partEvidence('load balancers', loadBalancers, ({ count }) => count),
        ],
        [
          onNode(
            'See whether it takes a whole processor, and since when.',
            'Get-CimInstance Win32_Service -Filter "Name=\'hns\'" | ForEach-Object { Get-Process -Id $_.ProcessId } | Format-List Id, CPU, Handles, StartTime',
          ),
          onNode(
            'See what it logged: a driver of a virtual switch, such as Open vSwitch, can hold it.',
            'Get-WinEvent -LogName Microsoft-Windows-Host-Network-Service-Admin -MaxEvents 20 | Format-List TimeCreated, Message',
          ),
          ...under(
            'A restart of the service alone takes the endpoints of running pods away; so restart the node',
            whileDrained(nodeName(facts), restartWindows),
          ),
        ],
      );
    }
    if (!networks.ok && networks.error.kind === 'unsupported') return skip(networks.error.message);
    const names = known(networks).map(({ name, type }) => `${name} (${type})`);
    return pass(`it answers, with ${names.length === 0 ? 'no network' : `the networks ${names.join(', ')}`}`, [
      partEvidence('endpoints', endpoints, ({ local, remote }) => `${local} of this node, ${remote} of others`),
      partEvidence('load balancers', loadBalancers, ({ count }) => count),
    ]);
  },
});
