import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { outlineSection } from '../../../agent/renderers/html/outline.ts';
import type { Outline } from '../../../agent/report.ts';
import { readPage } from '../../texts-in.ts';
import { reportOf } from '../reports.ts';

const said = (page: string) => readPage(page).replaceAll(/\s+/g, ' ').trim();

/** The boxes of the chain: each with its heading, its lines, and what the line to the next says. */
function chainOf(edit: (outline: Outline) => void) {
  const report = structuredClone(reportOf([]));
  edit(report.outline);
  // A section is an element.
  const page = render(outlineSection(report) as VNode);
  const boxes = page.split('<div class="box">').slice(1);
  return boxes.map((box) => ({
    heading: said(/<h3>(.*?)<\/h3>/.exec(box)?.[1] ?? ''),
    lines: [...box.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(
      ([, label = '', value = '']) => `${label}: ${said(value)}`,
    ),
    modes: [...box.matchAll(/<li class="(mode[^"]*)">(.*?)<\/li>/g)].map(([, is, mode = '']) => `${is}: ${said(mode)}`),
    arrow: /<div class="arrow"[^>]*>(.*?)<\/div>/.exec(box)?.[1],
  }));
}

test('a node is a chain of containerd, what new pods get, and hostprobe', () => {
  const [containerd, newPods, agent] = chainOf((outline) => {
    outline.windows = 'Windows Server 2022';
    outline.containerd = {
      ...{ version: 'v1.7.28', service: 'containerd' },
      account: { name: 'WIN-1\\admin', kind: 'other', from: 'containerd.exe (pid 1)', mayLogOn: false },
    };
    outline.newPods = { shim: 'hpc', bindFilter: true, mode: 'bind' };
    outline.agent = {
      ...{
        runsIn: 'host-process',
        account: 'LocalService',
        pod: 'hostprobe-x',
        mode: 'volume',
        mountPoint: 'C:\\C\\1',
      },
      tokenPaths: [],
    };
  });
  expect(containerd).toEqual({
    heading: 'containerd',
    lines: [
      'Runs as: WIN-1\\ admin is not allowed to create log-on tokens containerd.exe (pid 1)',
      ...['Version: v1.7.28', 'Started by: service containerd', 'On: Windows Server 2022'],
    ],
    modes: [],
    arrow: 'starts',
  });
  expect(newPods).toEqual({
    heading: 'New HostProcess pods',
    lines: ['Shim: of containerd 1.7 or newer', 'Bind filter: present'],
    modes: [
      'mode here: volume C:\\C\\&lt;id&gt; containerd 1.6 this pod',
      'mode: fallback C:\\hpc\\&lt;id&gt; no bind filter',
      'mode here: bind C:\\hpc bind filter new pods',
    ].map((line) => line.replace('&lt;', '<').replace('&gt;', '>')),
    arrow: 'such as',
  });
  expect(agent).toMatchObject({
    heading: "hostprobe's own pod",
    lines: [
      ...['Runs as: LocalService', 'Runs in: a HostProcess container', 'Pod: hostprobe-x', 'Its files: C:\\ C\\ 1'],
    ],
  });
});

test.each([
  ['none', 'does not support HostProcess'],
  ['volume', 'of containerd 1.6'],
  [null, 'not known'],
] as const)('a shim that is %s is told as %s', (shim, words) => {
  const [, box] = chainOf(({ newPods }) => Object.assign(newPods, { shim, bindFilter: false, mode: null }));
  expect(box?.lines).toEqual([`Shim: ${words}`, 'Bind filter: not present']);
});

test('what is not known is said; an account that may log on is no fault', () => {
  const unknown = chainOf((outline) => {
    outline.windows = null;
    outline.containerd = { version: null, service: null, account: null };
    outline.newPods = { shim: null, bindFilter: null, mode: null };
    outline.agent = { runsIn: null, account: null, pod: null, mode: null, mountPoint: null, tokenPaths: [] };
  });
  const lines = unknown.flatMap((box) => box.lines);
  expect(lines.filter((line) => !line.endsWith(': not known'))).toEqual([]);
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    ...['Runs as', 'Version', 'Started by', 'On', 'Shim', 'Bind filter', 'Runs as', 'Runs in'],
  ]);
  const [good] = chainOf(({ containerd }) => {
    containerd.account = { name: 'LocalSystem', kind: 'LocalSystem', from: 'x', mayLogOn: true };
  });
  expect(good?.lines[0]).toBe('Runs as: LocalSystem may make log-on tokens x');
});

test.each([
  ['isolated', 'an ordinary container, which cannot see the node', 'ordinary-1'],
  ['none', 'no container', null],
] as const)(
  'hostprobe that is %s stands beside the pods, with its pod if it has one, and without files',
  (runsIn, words, pod) => {
    const [, newPods, agent] = chainOf((outline) =>
      Object.assign(outline.agent, { runsIn, pod, account: 'LocalSystem' }),
    );
    expect([newPods?.arrow, agent?.heading]).toEqual(['beside', 'hostprobe itself']);
    expect(agent?.lines).toEqual([
      'Runs as: LocalSystem',
      `Runs in: ${words}`,
      ...(pod === null ? [] : [`Pod: ${pod}`]),
    ]);
  },
);
