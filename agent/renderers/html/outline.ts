import type { ComponentChild, ComponentChildren } from 'preact';
import type { FindingStatus } from '../../check.ts';
import type { Outline, Report } from '../../report.ts';
import { type Mode, modeRoots } from '../../shim/paths.ts';
import { h, mark } from './document.ts';
import { tokensOf } from './facts.ts';
import { breakablePath } from './findings.ts';

/** The node as a chain: which program starts which, under which account, and where the files of a pod are. */
export const outlineSection = ({ outline }: Report): ComponentChild =>
  h('section', { id: 'outline', 'aria-labelledby': 'outline-title' })(
    h('h2', { id: 'outline-title' })('This node'),
    h('ol', { class: 'chain' })(
      link('starts', containerdOf(outline)),
      link(outline.agent.runsIn === 'host-process' ? 'such as' : 'beside', newPodsOf(outline)),
      link(null, agentOf(outline)),
    ),
  );

/** A box of the chain, and the label of the line to the next one. */
const link = (to: string | null, box: ComponentChild) =>
  h('li')(box, to === null ? null : h('div', { class: 'arrow', 'aria-hidden': 'true' })(to));

const notKnown = h('em')('not known');

const line = (label: string, value: ComponentChildren) => h('div')(h('dt')(label), h('dd')(value ?? notKnown));

const judged = (status: FindingStatus, words: string) =>
  h('span', { class: `judged ${status}` })(mark(status), h('span')(words));

function containerdOf({ windows, containerd }: Outline): ComponentChild {
  const { version, service, account } = containerd;
  const verdict =
    account === null
      ? null
      : account.mayLogOn
        ? judged('pass', 'may make log-on tokens')
        : judged('fail', 'is not allowed to create log-on tokens');
  return h('div', { class: 'box' })(
    h('h3')('containerd'),
    h('dl')(
      line('Runs as', account === null ? null : [breakablePath(account.name), verdict, h('small')(account.from)]),
      line('Version', version),
      line('Started by', service === null ? null : `service ${service}`),
      line('On', windows),
    ),
  );
}

const shims = { none: 'does not support HostProcess', volume: 'of containerd 1.6', hpc: 'of containerd 1.7 or newer' };

function newPodsOf({ newPods, agent }: Outline): ComponentChild {
  const { shim, bindFilter, mode } = newPods;
  return h('div', { class: 'box' })(
    h('h3')('New HostProcess pods'),
    h('dl')(
      line('Shim', shim === null ? null : shims[shim]),
      line('Bind filter', bindFilter === null ? null : bindFilter ? 'present' : 'not present'),
    ),
    h('ul', { class: 'modes', 'aria-label': 'Modes of the files of a pod' })(
      modes.map((one) => modeOf(one, mode, agent.mode)),
    ),
  );
}

const modes: readonly { mode: Mode; when: string }[] = [
  { mode: 'volume', when: 'containerd 1.6' },
  { mode: 'fallback', when: 'no bind filter' },
  { mode: 'bind', when: 'bind filter' },
];

function modeOf({ mode, when }: (typeof modes)[number], next: Mode | null, own: Mode | null): ComponentChild {
  const tags = [...(mode === next ? ['new pods'] : []), ...(mode === own ? ['this pod'] : [])];
  return h('li', { class: tags.length === 0 ? 'mode' : 'mode here' })(
    h('strong')(mode),
    h('samp')(modeRoots[mode]),
    h('small')(when),
    tags.map((tag) => h('span', { class: 'tag' })(tag)),
  );
}

const places = {
  'host-process': 'a HostProcess container',
  isolated: 'an ordinary container, which cannot see the node',
  none: 'no container',
};

function agentOf({ agent }: Outline): ComponentChild {
  const { runsIn, account, pod, mountPoint, tokenPaths } = agent;
  return h('div', { class: 'box' })(
    h('h3')(runsIn === 'host-process' ? "hostprobe's own pod" : 'hostprobe itself'),
    h('dl')(
      line('Runs as', account === null ? null : breakablePath(account)),
      line('Runs in', runsIn === null ? null : places[runsIn]),
      pod === null ? null : line('Pod', h('samp')(pod)),
      runsIn === 'host-process' ? line('Its files', mountPoint === null ? null : breakablePath(mountPoint)) : null,
    ),
    tokensOf(tokenPaths, pod),
  );
}
