import { describe, expect, test } from 'vitest';
import { explained, onNode } from '../../agent/fix.ts';
import { plainView } from '../../agent/renderer.ts';
import { junit } from '../../agent/renderers/junit.ts';
import type { Diagnosis } from '../../agent/report.ts';
import { finding, reportOf } from './reports.ts';

const render = (...args: Parameters<typeof reportOf>) => junit.render(reportOf(...args), plainView);

/** The lines of one case. */
const caseOf = (xml: string, name: string) =>
  xml.split(/(?=<testcase )/).find((part) => part.includes(` name="${name}"`)) ?? 'no such case';

describe('the report for CI', () => {
  const evidence = [{ label: 'service account', value: '.\\Administrator' }];
  const xml = render([
    finding('good'),
    finding('bad', {
      status: 'fail',
      summary: 'it broke',
      evidence,
      fix: explained({ steps: [onNode('mend it')] }),
      reference: 'https://k8s.io/',
    }),
    finding('old', { status: 'warn', summary: 'it is old', fix: explained({ steps: [onNode('renew it')] }) }),
    finding('hidden', {
      status: 'unknown',
      summary: 'could not read',
      fix: explained({ steps: [onNode('Run as SYSTEM')] }),
    }),
    finding('elsewhere', { status: 'skip', summary: 'not for this node' }),
  ]);

  test('has a case for every check, and failures only for failed ones', () => {
    expect(xml).toContain(
      '<testsuite name="checks of win-node-1" tests="5" failures="1" skipped="2">\n    <testcase classname="check" name="good: Title of good">\n    </testcase>',
    );
    expect(caseOf(xml, 'bad: Title of bad')).toContain(
      '<failure type="bad" message="it broke">it broke\n  service account: .\\Administrator\nFix: mend it\nSee: https://k8s.io/</failure>',
    );
  });

  test('skips a check that could not be judged, and says what would help', () => {
    expect(caseOf(xml, 'hidden: Title of hidden')).toContain(
      '<skipped message="could not read"/>\n      <system-out>Fix: Run as SYSTEM</system-out>',
    );
    expect(caseOf(xml, 'elsewhere: Title of elsewhere')).toContain('<skipped message="not for this node"/>');
  });

  test('reports warnings without failing a build', () => {
    expect(caseOf(xml, 'old: Title of old')).toContain('<system-out>WARN it is old\nFix: renew it</system-out>');
  });

  test('has a case for each failure in logs and events, which fails if its cause is confirmed', () => {
    const cause = {
      id: 'image-user',
      title: 'The user of the image',
      evidence,
      fix: explained({ steps: [onNode('do this')] }),
      reference: '',
    };
    const diagnosis = (weight: Diagnosis['causes'][number]['weight']): Diagnosis => ({
      signature: 'logon-denied',
      title: 'The log-on was refused',
      component: 'hcsshim',
      hostProcess: true,
      captured: {},
      seen: [{ source: 'containerd.log', text: 'failed to logon user', count: 3 }],
      causes: [
        { ...cause, weight },
        { ...cause, id: 'password-policy', weight: 'ruled-out' },
      ],
      checks: [],
    });
    const said = '3 in containerd.log: failed to logon user\n';
    const shown = (weight: Parameters<typeof diagnosis>[0]) =>
      caseOf(render([], { diagnoses: [diagnosis(weight)] }), 'logon-denied: The log-on was refused');
    expect(shown('confirmed')).toContain(
      `<failure type="image-user" message="The user of the image">${said}confirmed image-user: The user of the image\n  service account: .\\Administrator\n  Fix: do this</failure>`,
    );
    expect(shown('confirmed')).not.toContain('<system-out>');
    expect(shown('likely')).not.toContain('<failure');
    expect(shown('likely')).toContain(`<system-out>${said}likely image-user`);
    expect(shown('likely')).not.toContain('password-policy');
  });
});
