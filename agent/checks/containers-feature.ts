import { check, fail, pass, warn } from '../check.ts';
import { evidence, known } from '../fact.ts';
import { installContainers } from '../node/upgrade.ts';

export const containersFeature = check({
  id: 'containers-feature',
  area: 'node',
  title: 'Containers feature of Windows',
  why: 'The feature includes the Host Compute Service, which unpacks the layers of every Windows image: without it a pull fails with "The specified module could not be found."',
  needs: ['os'],
  consults: ['cluster', 'runtime', 'services'],
  gives: ['pass', 'warn', 'fail'],
  stopsNewPods: 'image',
  reference: 'https://github.com/microsoft/hcsshim/issues/1445',
  run(facts, { node }) {
    const { os } = facts;
    const fix = installContainers(facts, node);
    const compute = known(os.computeService);
    if (compute === null) {
      return fail(
        'not installed: there is no Host Compute Service (vmcompute), and no Windows image can be unpacked',
        [evidence('service vmcompute', 'not there')],
        fix,
        ['containers-feature'],
      );
    }
    const network = known(os.networkService);
    const seen = [
      evidence('service vmcompute', compute.state),
      evidence('service hns', network === null ? 'not there' : network.state),
    ];
    if (network === null) {
      return warn(
        'the Host Compute Service is there, but not the Host Network Service (hns): HostProcess pods need none, other pods get no network',
        seen,
        fix,
      );
    }
    // Both start on demand: stopped is not a fault.
    return pass(`installed (vmcompute ${compute.state}, hns ${network.state})`, seen);
  },
});
