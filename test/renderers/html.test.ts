import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { explained, onNode } from '../../agent/fix.ts';
import { printable } from '../../agent/print/printable.ts';
import { plainView } from '../../agent/renderer.ts';
import { showTime } from '../../agent/renderers/html/document.ts';
import { checksPage, html, pageCsp } from '../../agent/renderers/html.ts';
import { renderers } from '../../agent/renderers/index.ts';
import type { Report } from '../../agent/report.ts';
import { composed } from '../composed.ts';
import { fullHistory, fullReport } from '../page/report.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { finding, reportOf } from './reports.ts';

const render = (report: Report) => html.render(report, plainView);
/** What a person reads, in its order. */
const words = (page: string) =>
  page
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
const told = (report: Report) => words(render(report));

describe('the page', () => {
  test.each(Object.entries(composed))(
    'of %s is the same bytes each time, and needs nothing from elsewhere',
    (_, story) => {
      const page = render(assess(story));
      expect(render(assess(structuredClone(story)))).toBe(page);
      expect(page.match(/<(script|link|img|iframe|object|embed|form|base)\b[^>]*>/g)).toEqual([
        expect.stringContaining('<link rel="icon" href="data:image/svg+xml,'),
        '<script>',
      ]);
      expect(page).not.toMatch(/@import|url\(/);
    },
  );

  test('may use only its own style and script by its Content-Security-Policy', () => {
    const page = render(reportOf([finding('a')]));
    for (const name of ['style', 'script']) {
      const [, text = ''] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(page) ?? [];
      expect(pageCsp).toContain(`${name}-src 'sha256-${createHash('sha256').update(text).digest('base64')}';`);
    }
    expect(pageCsp).toMatch(/^default-src 'none';.* frame-ancestors 'none'$/);
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=/);
  });

  test('shows status, node and time, then failures, warnings, unknown and passed checks', () => {
    const page = told(
      reportOf(
        [
          finding('quiet'),
          finding('not-known', { status: 'unknown', fix: explained({ steps: [onNode('Run as SYSTEM')] }) }),
          finding('small', { status: 'warn', fix: explained({ steps: [onNode('later')] }) }),
          finding('large', { status: 'fail', fix: explained({ steps: [onNode('now')] }) }),
        ],
        { status: 'unhealthy' },
      ),
    );
    const order = [
      'win-node-1 is unhealthy',
      'Nothing was seen that stops new HostProcess pods, but a check failed. Summary of large.',
      'Seen at 2026-11-01 12:00:00 UTC',
      'Failing',
      'large',
      'Warning',
      'small',
      'Could not be judged',
      'Run as SYSTEM',
      'not-known',
      '1 passed',
      'quiet',
      'facts gathered',
      'This node',
    ];
    const places: number[] = [];
    for (const part of order) places.push(page.indexOf(part, places.at(-1) ?? page.indexOf('Skip to')));
    expect(places).not.toContain(-1);
  });

  /** As a browser shows it: the text of the page with nothing put between its parts. */
  const textOf = (page: string) =>
    page
      .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]+>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');

  test.each(storyNames())('leaves nothing out of the report of %s', (name) => {
    const report = assess(snapshotOf(name));
    const page = render(report);
    const [text, missing] = [textOf(page), [] as string[]];
    const needs = (...parts: (string | undefined | null)[]) => {
      for (const part of parts) if (part && !text.includes(printable(part, false))) missing.push(part);
    };
    const needsFix = ({ steps, verify }: NonNullable<Report['findings'][number]['fix']>) => {
      for (const { say, run, risk } of steps) needs(say, run, risk);
      needs(verify?.run, verify?.expect);
    };
    for (const { check, title, status, summary, evidence, fix, reference, note, causes } of report.findings) {
      // Those that one fix makes visible share its card.
      if (status === 'unknown') needs(check, summary);
      else needs(`${title} ${check}`, summary);
      for (const { label, value } of evidence) needs(label, value);
      if (status === 'fail' || status === 'warn') needs(causes.join(', '), reference?.replace(/^https?:\/\//, ''));
      if (fix !== null && status !== 'hidden') needsFix(fix);
      if (note !== undefined && (status === 'pass' || status === 'skip' || status === 'hidden'))
        needs(`Note: ${note}.`);
    }
    for (const { signature, component, title, seen, causes, next = [], checks, hostProcess } of report.diagnoses) {
      needs(title, `${component}: ${signature}`, checks.length > 0 ? `Related checks: ${checks.join(', ')}` : null);
      for (const one of seen) {
        needs(one.text, `Seen ${one.count === 1 ? 'once' : `${one.count} times`} in ${one.source}`);
        needs(one.pod === undefined ? null : `pod ${one.pod}`, one.container && `container ${one.container}`);
      }
      for (const { say, run, risk } of next) needs(say, run, risk);
      if (!hostProcess) continue;
      for (const cause of causes) {
        needs(cause.title, cause.id);
        for (const { label, value } of cause.evidence) needs(label, value);
        if (cause.weight !== 'ruled-out') needs(...cause.fix.steps.map(({ say }) => say));
      }
    }
    expect(missing).toEqual([]);
    // Causes that are more than possible are open, and those that are folded go on with their number.
    const open = page.replaceAll(/<details[\s\S]*?<\/details>/g, '');
    for (const { causes, hostProcess } of report.diagnoses) {
      for (const { title, weight } of causes) {
        if (hostProcess && (weight === 'confirmed' || weight === 'likely')) expect(textOf(open)).toContain(title);
      }
    }
    for (const [, start] of page.matchAll(/<ol [^>]*start="(\d+)"/g)) expect(start).toBe('4');
  });

  test('draws the share of each status as wide as it has checks, one after the other', () => {
    const statuses = ['pass', 'pass', 'pass', 'warn', 'warn', 'fail', 'skip'] as const;
    const page = render(reportOf(statuses.map((status, index) => finding(`c${index}`, { status }))));
    const parts = [...page.matchAll(/<rect class="(\w+)" x="(\d+)" width="(\d+)"/g)].map(
      ([, , x, width]) => [Number(x), Number(width)] as const,
    );
    expect(parts).toHaveLength(4);
    let end = 0;
    for (const [x, width] of parts) {
      expect(x).toBe(end);
      end += width;
    }
    expect(end).toBe(7);
    expect(page).toContain('viewBox="0 0 7 1"');
  });

  test('has a tab of another colour for each status that needs another deed', () => {
    const colourOf = (status: Report['status']) =>
      /<link rel="icon" href="([^"]+)"/.exec(render(reportOf([], { status })))?.[1];
    expect(new Set((['healthy', 'degraded', 'unhealthy', 'unknown'] as const).map(colourOf)).size).toBe(4);
  });

  test('opens the evidence of what fails, and folds that of the others', () => {
    const evidence = [{ label: 'seen', value: 'x' }];
    const isOpen = (status: 'fail' | 'warn') => {
      const [, card = ''] = render(reportOf([finding('a', { status, evidence })])).split(
        `<article class="card ${status}`,
      );
      return /<details[^>]*\bopen\b[^>]*>/.test(card.split('</article>')[0] ?? '');
    };
    expect([isOpen('fail'), isOpen('warn')]).toEqual([true, false]);
  });

  test('has its address for the explanation and the checks of the agent that serves it', () => {
    const page = render(reportOf([finding('a')]));
    for (const path of ['explain', 'checks', 'openapi.json']) expect(page).toContain(`href="${path}"`);
    expect(pageCsp).toContain("connect-src 'self'");
  });

  test('a likely cause is open however many come before it, and those that are folded go on with their number', () => {
    const [found] = diagnose([
      { source: 'a log', text: 'failed to logon user: The user name or password is incorrect.', count: 1 },
    ]);
    if (found === undefined) throw new Error('it is known');
    const shown = (diagnosis: typeof found) => render(reportOf([], { diagnoses: [diagnosis] }));
    const open = (page: string) => page.split('more possible cause')[0] ?? '';
    const titles = found.causes.map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(5);
    expect(shown(found)).toContain('<ol class="causes" start="4">');
    expect(titles.map((title) => textOf(open(shown(found))).includes(title)).lastIndexOf(true)).toBe(2);
    const likely = structuredClone(found);
    for (const cause of likely.causes.slice(0, 5)) cause.weight = 'likely';
    expect(titles.map((title) => textOf(open(shown(likely))).includes(title)).lastIndexOf(true)).toBe(4);
    const step = {
      ...explained({ steps: [onNode('Look there.')] }).steps[0],
    } as (typeof found.causes)[0]['fix']['steps'][0];
    const next = { ...found, next: [step] };
    expect(textOf(shown(next))).toContain('To narrow this down');
    const alone = textOf(shown({ ...next, causes: found.causes.slice(0, 1) }));
    expect(alone).toContain('Next');
    expect(alone).not.toContain('To narrow this down');
  });

  test('one folder of a token stands once, however its letters are written', () => {
    const report = assess(snapshotOf('healthy'));
    const places = (page: string) => page.match(/class="tokens".*?<\/div>/s)?.[0].match(/class="judged/g)?.length;
    const before = places(render(report));
    for (const [index, path] of report.outline.agent.tokenPaths.entries()) {
      if (index % 2 === 1) path.directory = path.directory.toUpperCase();
    }
    expect(places(render(report))).toBe(before);
  });

  test('the outline says what is not known, and which mode is that of new pods and of this pod', () => {
    const outlineOf = (edit: (outline: Report['outline']) => void) => {
      const report = assess(snapshotOf('healthy'));
      edit(report.outline);
      return render(report);
    };
    const line = (page: string, label: string) =>
      words(new RegExp(`<dt>${label}</dt><dd>(.*?)</dd>`).exec(page)?.[1] ?? '').trim();
    const unknown = outlineOf(({ newPods, containerd }) => {
      Object.assign(newPods, { shim: null, bindFilter: null });
      Object.assign(containerd, { service: null, account: null });
    });
    for (const label of ['Shim', 'Bind filter', 'Started by', 'Runs as'])
      expect(line(unknown, label)).toBe('not known');
    const known = outlineOf(({ newPods, containerd, agent }) => {
      Object.assign(newPods, { shim: 'hpc', bindFilter: false, mode: 'fallback' });
      Object.assign(containerd, { service: 'rke2' });
      agent.mode = 'volume';
    });
    expect([line(known, 'Shim'), line(known, 'Bind filter'), line(known, 'Started by')]).toEqual([
      ...['of containerd 1.7 or newer', 'not present', 'service rke2'],
    ]);
    const modes = [...known.matchAll(/<li class="mode[^"]*">(.*?)<\/li>/g)].map(([, mode]) => words(mode ?? '').trim());
    expect(modes.map((mode) => mode.replace(/^(\w+).*?(new pods|this pod|$)/, '$1 $2'))).toEqual([
      ...['volume this pod', 'fallback new pods', 'bind '],
    ]);
  });

  test('says whether containerd may make log-on tokens, in the colour of that', () => {
    const of = (name: string) => render(assess(snapshotOf(name)));
    expect(of('nssm-user-account')).toMatch(/<span class="judged fail">.*?is not allowed to create log-on tokens/);
    expect(of('healthy')).toMatch(/<span class="judged pass">.*?may make log-on tokens/);
  });

  test('shows the outline first if nothing needs attention', () => {
    const page = told(reportOf([finding('a')]));
    expect(page).toContain('New HostProcess pods start here: bind mode, containerd 1.7.28, as SYSTEM.');
    expect(page.indexOf('This node')).toBeLessThan(page.lastIndexOf('1 passed'));
  });

  test('groups the checks that one fix makes visible, and says once why they could not be judged', () => {
    const denied = {
      status: 'unknown' as const,
      summary: 'could not read: denied',
      fix: explained({ steps: [onNode('Run as SYSTEM')] }),
    };
    const page = told(
      reportOf([
        finding('a', denied),
        finding('b', { ...denied, summary: 'could not read: no pipe' }),
        finding('c', denied),
        finding('d', { ...denied, fix: explained({ steps: [onNode('Run again')] }) }),
      ]),
    );
    expect(page.split('Run as SYSTEM')).toHaveLength(2);
    expect(page.split('could not read: denied')).toHaveLength(3);
    expect(page).toContain('Title of a a Title of c c could not read: denied');
    expect(page).toContain('4 not judged');
  });

  test('shows the confirmed cause first, collapses the possible ones, and only names those ruled out', () => {
    const cause = {
      title: 'Title',
      evidence: [{ label: 'account', value: '.\\x' }],
      fix: explained({ steps: [onNode('do this')] }),
      reference: '',
    };
    const report = reportOf([finding('a')], {
      status: 'unhealthy',
      diagnoses: [
        {
          signature: 'logon-denied',
          title: 'The log-on was refused',
          component: 'hcsshim',
          hostProcess: true,
          captured: {},
          seen: [
            {
              source: 'C:\\containerd.log',
              text: 'failed to logon user',
              count: 3,
              at: '2026-11-01T11:00:00.000Z',
              pod: 'p',
            },
          ],
          causes: [
            { ...cause, id: 'containerd-account', title: 'containerd may not', weight: 'confirmed' },
            { ...cause, id: 'security-product', weight: 'possible' },
            { ...cause, id: 'image-user', weight: 'ruled-out' },
          ],
          checks: ['a'],
        },
      ],
    });
    const page = render(report);
    expect(words(page)).toContain('A HostProcess pod has failed here: containerd may not.');
    expect(words(page)).toContain('Seen 3 times in C:\\containerd.log, pod p, last at 2026-11-01 11:00:00 UTC');
    expect(words(page)).toMatch(/confirmed containerd may not containerd-account Fix/);
    expect(words(page)).toMatch(/possible Title security-product If this is the cause Fix/);
    expect(words(page)).toMatch(/1 cause ruled out Title image-user account: \.\\x/);
    expect(page).toContain('<a href="#check-a">');
    expect(page).toContain('id="check-a"');
  });

  test('summarises several failures in a table, and collapses all but three possible causes', () => {
    const causes = ['a', 'b', 'c', 'd', 'e'].map((id) => ({
      ...{ id: `cause-${id}`, title: `Cause ${id}`, weight: 'possible' as const },
      ...{ evidence: [], fix: explained({ steps: [onNode('do this')] }), reference: '' },
    }));
    const diagnosis = {
      ...{
        signature: 'logon-incorrect',
        title: 'Wrong',
        component: 'hcsshim',
        hostProcess: true,
        captured: {},
        causes,
      },
      ...{ seen: [{ source: 'events', text: 'x', count: 3, pod: 'ops/a' }], checks: [] },
    };
    const page = render(
      reportOf([], { diagnoses: [diagnosis, { ...diagnosis, signature: 'mount-pipe', causes: [] }] }),
    );
    expect(words(page)).toMatch(
      /Failure Pods Times First cause How sure logon-incorrect ops\/a 3 cause-a possible mount-pipe ops\/a 3 - -/,
    );
    expect(page).toContain('<a href="#diagnosis-2">');
    expect(page).toContain('id="diagnosis-2"');
    expect(words(page)).toMatch(/Cause c cause-c .* 2 more possible causes .*Cause d cause-d/);
    expect(render(reportOf([], { diagnoses: [diagnosis] }))).not.toContain('<th scope="col">Failure');
  });

  test('says which token is not the pod’s own, and distinguishes denied from absent', () => {
    const place = (directory: string, found: 'there' | 'absent' | 'denied' | 'unknown', of: string | null = null) => ({
      form: 'fixed' as const,
      directory,
      found,
      of,
    });
    const report = reportOf([finding('a')]);
    report.outline.agent.tokenPaths = [
      place('C:\\1', 'there', 'system:serviceaccount:a:b, pod hostprobe-x7k2p'),
      place('C:\\2', 'there', 'system:serviceaccount:a:b, pod web-1'),
      place('C:\\3', 'absent'),
      place('C:\\4', 'denied'),
      place('C:\\5', 'unknown'),
      place('C:\\6', 'there'),
    ];
    const [, tokens = ''] = render(report).split('Service account token');
    const marks = [...tokens.matchAll(/class="judged (\w+)"/g)].map(([, status]) => status);
    expect(marks).toEqual(['pass', 'warn', 'skip', 'fail', 'unknown', 'pass']);
    expect(words(tokens)).toContain('belongs to system:serviceaccount:a:b, pod web-1 C:\\ 2');
  });

  test('shows how long each fact took, and why one is missing', () => {
    const report = reportOf([finding('a')]);
    report.facts.runtime = { ok: false, ms: 1500.4, error: { kind: 'denied', message: 'the pipe' } };
    const page = told(report);
    expect(page).toContain('14 of 15 facts gathered');
    expect(page).toContain('could not read (runtime, access denied): the pipe 1500 ms');
  });

  test('shows the changes, the newest first, the status over time, and where the history begins', () => {
    const report = fullReport();
    const [, history = ''] = /<section id="history"([\s\S]*?)<\/section>/.exec(render(report)) ?? [];
    const said = words(history);
    expect([...history.matchAll(/<rect class="(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      ...['pass', 'fail', 'warn', 'fail', 'warn', 'fail'],
      ...['tick', 'tick', 'tick', 'tick', 'tick'],
    ]);
    // The mark of a finding is that of what it became.
    const rows = [
      ...history.matchAll(/class="mark (\w+)"(?:(?!<samp>)[\s\S])*?finding [\s\S]*?<\/samp>[\s\S]*?<samp>(\w+)/g),
    ];
    expect(rows.length).toBeGreaterThan(1);
    for (const [, mark, became] of rows) expect(mark).toBe(became);
    const end = `${report.at.slice(0, 10)} ${report.at.slice(11, 19)} UTC`;
    expect(said).toContain(`What changed 2026-11-24 08:00:00 UTC ${end}`);
    expect(said).toContain('Found at 2026-11-24 23:00:00 UTC , in the first run after a restart of hostprobe');
    expect(said.indexOf('2026-11-25 04:00:00 UTC')).toBeLessThan(said.indexOf('1 earlier run '));
    expect(said.indexOf('2026-11-24 08:01:00 UTC')).toBeGreaterThan(said.indexOf('1 earlier run '));
    expect(said).toContain('diagnosis logon-denied: none \u2192 containerd-account confirmed');
    expect(said).toContain('No history before 2026-11-24 08:00:00 UTC.');
    expect(said).toContain('The history has a problem: the history cannot be written: ENOSPC.');
  });

  test('begins the strip of changes at the time that was asked for, or where the history begins if that is later', () => {
    const stripOf = (since: string | null, begins: string) => {
      const history = { ...fullHistory(), since, begins };
      const page = render({ ...reportOf([finding('a')]), history });
      const [, from = ''] = /class="ends"><time datetime="([^"]+)"/i.exec(page) ?? [];
      return [from, words(page).includes('No history before')];
    };
    const [early, late] = ['2026-11-24T08:00:00.000Z', '2026-11-24T20:00:00.000Z'];
    expect(stripOf(late, early)).toEqual([late, false]);
    expect(stripOf(early, late)).toEqual([late, true]);
    expect(stripOf(null, early)).toEqual([early, false]);
  });

  test('says that nothing changed, and shows no history if none was kept', () => {
    const report = reportOf([finding('a')]);
    const history = { ...fullHistory(), since: null, problem: null, changes: [] };
    expect(told({ ...report, history })).toContain('No changes recorded.');
    expect(told(report)).not.toContain('What changed');
  });

  test('shows the newest of many changes, and says where the others are', () => {
    const [change] = fullHistory().changes;
    if (change === undefined) throw new Error('the full history has changes');
    const changes = Array.from({ length: 1000 }, (_, index) => ({ ...change, what: `service s${index} state` }));
    const page = told(reportOf([finding('a')], { history: { ...fullHistory(), changes } }));
    expect(page.match(/service s\d+ state/g)).toHaveLength(200);
    expect(page).toContain('service s999 state');
    expect(page).toContain('800 older changes: GET /history');
  });

  test('links only to forms that exist', () => {
    const forms = [...render(reportOf([finding('a')])).matchAll(/href="report\?format=(\w+)/g)].map(([, form]) => form);
    expect(forms).toHaveLength(4);
    expect(renderers.map(({ id }) => id)).toEqual(expect.arrayContaining(forms));
  });

  test('says that it is stale, and which values come from a stand-in', () => {
    const report = reportOf([finding('a')], { standIns: ['accounts of processes'] });
    expect(told(report)).toContain('Stand-ins gave some of these answers Not from this node: accounts of processes');
    expect(told(report)).not.toContain('Stale:');
    expect(told({ ...report, stale: true })).toContain('Stale: newer runs on this node failed');
  });
});

test.each(['token-expired', 'local-service-cri-silent'])(
  'a check that a sentence names is a link to it, and every link within the page leads somewhere: %s',
  (story) => {
    const page = render(assess(snapshotOf(story)));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(page).toMatch(/see <a href="#check-[a-z-]+"><code>/);
    for (const id of links) expect(page).toContain(`id="${id}"`);
  },
);

test.each([
  ['2026-11-01T12:00:00.000Z', '2026-11-01 12:00:00 UTC'],
  ['2026-11-01T12:00:00Z', '2026-11-01 12:00:00 UTC'],
  // A time without a zone is not said to have one.
  ['2026-11-01T12:00:00', '2026-11-01 12:00:00'],
])('the time %s is read as %s', (at, shown) => {
  expect(showTime(at)).toBe(shown);
});

test('each area of the page of checks is headed by its name, but for the runtime, which is headed by its programs', () => {
  const headings = [...checksPage(checks).matchAll(/<section id="(\w+)"[^>]*><h2[^>]*>([^<]*)</g)];
  expect(headings.map(([, area]) => area)).toContain('token');
  const others = headings.filter(([, area = '', heading = '']) => !heading.toLowerCase().includes(area));
  expect(others.map(([, area]) => area)).toEqual(['runtime']);
});
