import { type ComponentChild, h } from 'preact';
import { placed, verifyHeading } from '../../fix/show.ts';
import type { Fix, Step } from '../../fix.ts';

/**
 * The steps of a fix. Each command has a button that copies only the command; the script makes the buttons work.
 * @param about completes the label "Copy the command of the fix for ..." that screen readers announce
 */
export function fixOf({ steps, verify }: Fix, about: string, label = 'Fix'): ComponentChild {
  const several = steps.length > 1;
  const { heading, steps: inPlaces } = placed(label, steps);
  const shown = inPlaces.map(([place, step], index) => {
    const name = several ? `step ${index + 1} of the fix for ${about}` : `the fix for ${about}`;
    return h(several ? 'li' : 'div', null, stepOf(place, step, name));
  });
  return h(
    'div',
    { class: 'fix' },
    h('strong', null, heading),
    several ? h('ol', null, shown) : shown,
    verify === undefined ? null : verifyOf(verify, about),
  );
}

/** How to see whether a fix worked. */
export const verifyOf = (verify: NonNullable<Fix['verify']>, about: string): ComponentChild =>
  h(
    'div',
    null,
    h('p', null, verifyHeading(verify)),
    commandOf(verify.run, `the check of the fix for ${about}`),
    h('p', null, `Expected: ${verify.expect}`),
  );

const stepOf = (place: string, { say, run, risk }: Step, name: string) => [
  h('p', null, place === '' ? null : h('b', null, place, ': '), say),
  run === undefined ? null : commandOf(run, name),
  risk === undefined ? null : h('p', { class: 'risk' }, `Risk: ${risk}`),
];

const commandOf = (command: string, name: string) =>
  h(
    'div',
    { class: 'command' },
    h('pre', null, h('code', null, command)),
    h('button', { type: 'button', class: 'copy', hidden: true, 'aria-label': `Copy the command of ${name}` }, 'Copy'),
  );
