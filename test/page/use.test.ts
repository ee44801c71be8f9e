import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useBrowser } from '../browser.ts';
import { bundleByHand } from '../bundle/bundles.ts';
import { zip } from '../bundle/zip.ts';
import { drawOf } from '../compare/draw.ts';
import { models, poolOf } from '../compare/pools.ts';
import { set } from '../compare/recorded.ts';
import { builtPage } from '../image/built.ts';
import { pathOf } from '../pages.ts';
import { snapshotText } from '../stories.ts';
import { clear, giveFiles, go, openTab, saved, useExplainer } from './explainer.ts';
import { objections } from './eye.ts';

const open = useExplainer(useBrowser());

const logOn = 'failed to create user process token: failed to logon user: Access is denied.';
const snapshotOf = (story: string) => Buffer.from(snapshotText(story));
const agent = readFileSync(pathOf('test/predict/agent.yaml'), 'utf8');
const broken = agent.replace('hostNetwork: true', 'hostNetwork: false');

/** Each tab with an answer in it. */
const shown: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  Explain: async (page) => {
    await page.locator('#entered').fill(logOn);
    await giveFiles(page, [{ name: 'n.json', content: snapshotOf('nssm-user-account') }]);
  },
  Lint: async (page) => page.locator('#entered').fill(broken),
  Predict: async (page) => {
    await page.locator('#entered').fill(agent);
    const stories = ['healthy', 'aks-containerd-1.6', 'nssm-user-account'];
    await giveFiles(
      page,
      stories.map((story) => ({ name: `${story}.json`, content: snapshotOf(story) })),
    );
  },
};

test('it is one file of at most 340 kB gzipped, whose policy lets it load and ask for nothing', async () => {
  const page = await builtPage({ served: false });
  expect(gzipSync(page).length).toBeLessThan(340_000);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^;]*; style-src 'sha256-[^;]*; worker-src blob:;/);
  expect(policy).not.toMatch(/unsafe|https?:|connect-src|\*/);
  expect(await builtPage({ served: true })).toContain("connect-src 'self'");
  expect(page).not.toContain(pathOf(''));
});

test.each([
  ['Explain', logOn, 'Possible, first of 2: containerd runs as an account that is not allowed to create log-on tokens'],
  ['Lint', broken, 'As it is, this will be refused, or will not do what it says'],
  ['Predict', agent, 'It is unknown for 1 of 5 nodes whether DaemonSet monitoring/agent will run'],
])('after %s the answer is in view, and begins with its verdict', async (name, text, verdict) => {
  const { page } = await open();
  for (const height of [720, 480]) {
    await page.setViewportSize({ width: 1280, height });
    await openTab(page, name);
    await page.locator('#entered').fill(text);
    await go(page);
    const head = page.locator('.answer .verdict h2').first();
    expect(await head.textContent()).toBe(verdict);
    await expect.poll(async () => (await head.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0);
    expect((await head.boundingBox())?.y).toBeLessThan(120);
    await clear(page);
  }
});

test('what will be refused stands before what lint only warns of, wherever it is in the file', async () => {
  const { page } = await open();
  await openTab(page, 'Lint');
  const spec = broken.replace(/^ +nodeSelector: .*\n/m, '');
  await page.locator('#entered').fill(spec);
  await go(page);
  const places = await page.locator('.problems .place button').allTextContents();
  const lines = places.map((place) => Number(/\d+/.exec(place)?.[0]));
  expect(lines).not.toEqual(lines.toSorted((a, b) => a - b));
  const marks = (await page.locator('.problems h3').allTextContents()).map((title) => title.trim().split(':')[0]);
  expect(new Set(marks).size).toBeGreaterThan(1);
  expect(marks).toEqual(
    marks.toSorted(
      (a, b) => ['Error', 'Warning', 'Note'].indexOf(a ?? '') - ['Error', 'Warning', 'Note'].indexOf(b ?? ''),
    ),
  );
  await clear(page);
});

test('a prediction without nodes is for the usual ones, and says so', async () => {
  const { page } = await open();
  await openTab(page, 'Predict');
  await page.locator('#entered').fill(agent);
  await go(page);
  expect(await page.locator('thead th').allTextContents()).toEqual([
    'Question',
    ' containerd 1.6, Server 2022',
    ' containerd 1.7 without bind filter, Server 2022',
    ' containerd 1.7, Server 2022',
    ' containerd 2.x, Server 2022',
    ' containerd 2.x, Server 2025',
  ]);
  expect(await page.locator('.answer').first().textContent()).toContain(
    'No node was given, so these are the usual ones',
  );
  // Whether it will run is no cell like the others.
  expect(await page.locator('td.verdict').allTextContents()).toContain('it will run');
});

test('a prediction shows once what the nodes have in common, and opens the first that does not run', async () => {
  const { page } = await open();
  await openTab(page, 'Predict');
  await page.locator('#entered').fill(broken);
  await go(page);
  expect(await page.locator('td.verdict').allTextContents()).toEqual(['it will not run; it stops at admission']);
  expect(await page.locator('td.verdict').getAttribute('colspan')).toBe('5');
  expect(await page.locator('details.folded[open]').count()).toBe(1);
  expect(await page.getByText('hostNetwork: true').first().isVisible()).toBe(true);
});

test('the first of several possible causes shows its fix, which is selected where nothing may be copied', async () => {
  const { page } = await open();
  await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  await page.locator('#entered').fill(logOn);
  await go(page);
  const command = page.locator('.command', { hasText: 'sc.exe config <service> obj= LocalSystem' }).first();
  expect(await command.locator('code').isVisible()).toBe(true);
  await command.locator('.copy').click();
  await command.getByText('Selected').waitFor();
  expect(await page.evaluate('getSelection().toString()')).toBe(await command.locator('code').textContent());
});

test('an id that an answer names leads to what it means', async () => {
  const { page, complaints } = await open();
  const ordinary = 'failed to create shim task: hcs::CreateComputeSystem web: Access is denied.: unknown';
  await page.locator('#entered').fill(ordinary);
  await go(page);
  await page.getByRole('link', { name: 'host-process-ignored' }).click();
  const target = page.locator('#cause-host-process-ignored');
  expect(await target.textContent()).toContain('containerd before 1.6 does not support HostProcess containers');
  expect(await target.evaluate((shown) => shown.matches(':target'))).toBe(true);
  expect(await page.locator('.diagnosis').count()).toBe(1);
  expect(complaints).toEqual([]);
});

test('of several nodes that are dropped, those that stand out from their pool are told, and by what', async () => {
  const { page, complaints } = await open();
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const pool = poolOf(drawOf(3, 'command'), { model, size: 4, rolling: false });
  set(pool[0] ?? null, ['facts', 'services', 'value', 'containerd', 'value', 'account'], '.\\k8s-admin');
  const files = pool.map((node, index) => ({ name: `${index}.json`, content: JSON.stringify(node) }));
  await giveFiles(page, files);
  await go(page);
  const answer = page.locator('.answer > .answer').last();
  expect(await answer.textContent()).toMatch(
    /1 of 4 nodes stands out from its pool.*account is \.\\k8s-admin; all 3 peers/,
  );
  expect((await saved(page, 'Save as JSON')).name).toBe('comparison.json');
  expect(await page.getByRole('button', { name: 'Report of' }).count()).toBe(4);
  await clear(page);
  await giveFiles(page, files.slice(0, 2));
  await go(page);
  await expect.poll(() => answer.textContent()).toMatch(/differs from its 1 peer.*There is one peer: which of the two/);
  expect(complaints).toEqual([]);
});

test('what is in the wrong tab is carried to the right one', async () => {
  const { page } = await open();
  const verdict = page.locator('.verdict h2').first();
  await page.locator('#entered').fill(broken);
  await go(page);
  await page.getByRole('button', { name: 'This is a manifest: lint it' }).click();
  await expect.poll(() => verdict.textContent()).toMatch(/^As it is, this will be refused/);
  expect(await page.locator('#entered').inputValue()).toBe(broken);
  await page.getByRole('button', { name: 'Predict where it runs' }).click();
  await expect
    .poll(() => verdict.textContent())
    .toBe('DaemonSet monitoring/agent will not run on any of these 5 nodes');
  await page.locator('#entered').fill(logOn);
  await go(page);
  await page.getByRole('button', { name: 'This is an error text or a log: explain it' }).click();
  await expect.poll(() => verdict.textContent()).toMatch(/^(?:Likely|Possible, first of \d): /);
});

test('files that are dropped beside the box are added, and nothing that was pasted is lost', async () => {
  const { page } = await open();
  await page.locator('#entered').fill('mine');
  // A browser opens a file that nobody takes.
  const isTaken = await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['${logOn}'], 'beside.log'));
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector('footer').dispatchEvent(drop);
    return drop.defaultPrevented;
  })()`);
  expect(isTaken).toBe(true);
  expect(await page.locator('.files code').allTextContents()).toEqual(['beside.log']);
  expect(await page.locator('#entered').inputValue()).toBe('mine');
});

test('nodes whose files have the same name are distinguished', async () => {
  const { page } = await open();
  await openTab(page, 'Predict');
  await page.locator('#entered').fill(agent);
  const stories = ['healthy', 'nssm-user-account'];
  await giveFiles(
    page,
    stories.map((story) => ({ name: 'snapshot.json', content: snapshotOf(story) })),
  );
  await go(page);
  expect(await page.locator('thead th').allTextContents()).toEqual([
    'Question',
    ' snapshot.json',
    ' snapshot (2).json',
  ]);
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violations = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`;
const width = 'document.documentElement.scrollWidth';

describe.each(Object.entries(shown))('the tab %s', (name, give) => {
  test('has nothing that axe objects to, empty or full, light or dark, and fits 360 pixels', async () => {
    const { page, complaints } = await open();
    await openTab(page, name);
    await page.evaluate(axe);
    expect(await page.evaluate(violations)).toEqual([]);
    await give(page);
    await go(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of [1280, 360]) {
        await page.setViewportSize({ width: size, height: 800 });
        expect(await page.evaluate(violations)).toEqual([]);
        expect(await page.evaluate(width)).toBe(size);
        expect(await page.evaluate(objections)).toEqual([]);
      }
    }
    expect(complaints).toEqual([]);
  });

  test('is used with the keyboard alone, each place to be seen', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    for (let at = 0; at < Object.keys(shown).indexOf(name); at++) await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(name);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('entered');
    await page.keyboard.insertText(name === 'Explain' ? logOn : agent);
    const reached = new Set<string>();
    for (let count = 0; count < 12; count++) {
      await page.keyboard.press('Tab');
      reached.add(String(await page.evaluate('document.activeElement.textContent')));
      if (await page.evaluate('document.activeElement !== document.body')) {
        expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
      }
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['Add files', name, 'Copy a link', 'Redact and save', 'Clear']),
    );
    await page.locator('#entered').focus();
    await page.keyboard.press('Control+Enter');
    await page.locator('.answer > .answer, .note').first().waitFor();
  });

  test('prints its answer, without the form, on white and unfolded', async () => {
    const { page } = await open();
    await openTab(page, name);
    await give(page);
    await go(page);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('textarea:visible, button:visible').count()).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.setViewportSize({ width: 700, height: 900 });
    expect(await page.evaluate(objections)).toEqual([]);
  });

  test('keeps what it was given while another tab is looked at', async () => {
    const { page } = await open();
    await openTab(page, name);
    await page.locator('#entered').fill('mine');
    await openTab(page, name === 'Lint' ? 'Explain' : 'Lint');
    expect(await page.locator('#entered').inputValue()).toBe('');
    await openTab(page, name);
    expect(await page.locator('#entered').inputValue()).toBe('mine');
  });
});

describe('what is dropped', () => {
  test('may be gzip and UTF-16', async () => {
    const { page } = await open();
    for (const [file, content] of [
      ['a.log.gz', gzipSync(logOn)],
      ['b.log', Buffer.from(`\ufeff${logOn}`, 'utf16le')],
      ['c.log', Buffer.from(logOn, 'utf16le')],
    ] as const) {
      await giveFiles(page, [{ name: file, content }]);
      await go(page);
      expect(await page.locator('.diagnosis blockquote').textContent(), file).toBe(logOn);
      await clear(page);
    }
  });

  test('a bundle shows its node, and what its logs say', async () => {
    const { page } = await open();
    const log = { name: 'logs/containerd.log', content: `${logOn}\n` };
    await giveFiles(page, [{ name: 'b.zip', content: bundleByHand([log]) }]);
    await go(page);
    await page.getByText('Seen once in logs/containerd.log').waitFor();
    await page.getByRole('button', { name: 'Report of win-node-1' }).click();
    expect(await page.locator('.report h1').textContent()).toBe('win-node-1 is healthy');
  });

  const one = { name: 'logs/a.log', content: 'all is well\n' };
  const harm: [string, Buffer, string][] = [
    ['encrypted', zip([{ ...one, says: { flags: 0x801 } }]), 'is encrypted'],
    ['two of one name', zip([one, { ...one, name: 'LOGS/A.log' }]), 'twice, or in different case'],
    ['a way out', zip([{ ...one, name: '../up' }]), 'has an unsafe name'],
    ['a huge file', zip([{ ...one, says: { bytes: 0xfffffff0 } }]), 'bytes, and at most'],
    [
      'a bomb',
      zip(Array.from({ length: 9 }, (_, at) => ({ name: `${at}`, content: Buffer.alloc(2 ** 24) }))),
      'times its size, like a zip bomb',
    ],
    ['cut off', zip([one]).subarray(0, 60), 'it has no end of a zip archive'],
  ];
  test('a bundle that is made to harm is refused, as on the command line', async () => {
    const { page } = await open();
    for (const [name, content, why] of harm) {
      await giveFiles(page, [{ name: 'b.zip', content }]);
      await go(page);
      const note = page.getByRole('alert');
      expect(await note.textContent(), name).toContain('b.zip must be a bundle as hostprobe bundle writes it, but');
      expect(await note.textContent(), name).toContain(why);
      await clear(page);
    }
  });

  test('a log of 50 MB is read while the page answers, with its progress', async () => {
    const { page } = await open();
    await page.evaluate(`{
      const line = 'time="2026-11-01T12:00:00Z" level=info msg="nothing of note happened here, as on every other day"\\n';
      const parts = [line.repeat(520_000), ${JSON.stringify(`${logOn}\n`)}];
      const files = new DataTransfer();
      files.items.add(new File(parts, 'containerd.log'));
      const picker = document.getElementById('picker');
      picker.files = files.files;
      picker.dispatchEvent(new Event('change', { bubbles: true }));
      window.shown = new Set();
      new MutationObserver(() => {
        for (const label of document.querySelectorAll('label[for=progress]')) window.shown.add(label.textContent);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }`);
    await go(page);
    await page.locator('.diagnosis').waitFor();
    const told = await page.evaluate<string[]>('[...window.shown]');
    expect(told.filter((text) => /^Reading containerd\.log: \d+ %$/.test(text)).length).toBeGreaterThan(1);
  });
});

describe('lint', () => {
  test('leads from a problem to its line in the text', async () => {
    const { page } = await open();
    await openTab(page, 'Lint');
    await page.locator('#entered').fill(broken);
    await go(page);
    await page
      .getByRole('button', { name: /^Go to line/ })
      .first()
      .click();
    expect(await page.evaluate('getSelection().toString() || document.activeElement.id')).not.toBe('');
    expect(await page.evaluate('document.activeElement.id')).toBe('entered');
    const line = await page.evaluate<string>(
      'document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)',
    );
    expect(line.trim()).toBe(await page.locator('.source').first().textContent());
  });

  test('judges for the nodes that are chosen', async () => {
    const { page } = await open();
    await openTab(page, 'Lint');
    await page.locator('#entered').fill(agent);
    await page.locator('select').selectOption({ label: 'containerd 1.6' });
    await go(page);
    const { text } = await saved(page, 'Save as JSON');
    expect(JSON.parse(text).nodes).toEqual(['1.6']);
  });
});

const secret = 'AKIAIOSFODNN7EXAMPLE'.replace('EXAMPLE', 'QX4TZ2B');
const withSecret = `${logOn}\naws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzq8Lr2mN4vTs\n${secret}\n`;

describe('a secret', () => {
  test('is taken out before a file is saved', async () => {
    const { page } = await open();
    await giveFiles(page, [{ name: 'kubelet.log', content: withSecret }]);
    const { name, text } = await saved(page, 'Redact and save');
    expect(name).toBe('kubelet.redacted.log');
    expect(text).toContain(logOn);
    expect(text).toContain('[redacted:');
    expect(text).not.toContain('wJalrXUtnFEMI');
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^Saved kubelet\.redacted\.log: \d secrets? replaced\./,
    );
  });

  test('is warned of before it becomes part of a link', async () => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#entered').fill(withSecret);
    await page.locator('summary', { hasText: 'Pod or workload' }).click();
    await page.locator('#pod').fill(`${agent}# ${secret}\n`);
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByText('The text contains what looks like a secret').waitFor();
    await page.getByRole('button', { name: 'Copy a link without the secrets' }).click();
    await page.getByText('The link is copied.').waitFor();
    const link = String(await page.evaluate('navigator.clipboard.readText()'));
    const { page: other } = await open(new URL(link).hash);
    await other.locator('.diagnosis').waitFor();
    const text = await other.locator('#entered').inputValue();
    expect(text).toContain(logOn);
    expect(text).not.toContain('wJalrXUtnFEMI');
    const pod = await other.locator('#pod').inputValue();
    expect([pod.startsWith(agent), pod.includes(secret)]).toEqual([true, false]);
    // Only who asks for it copies the secret too.
    await page.getByRole('button', { name: 'Copy a link', exact: true }).click();
    await page.getByRole('button', { name: 'Copy it as it is' }).click();
    await page.getByText('The link is copied.').waitFor();
    const whole = String(await page.evaluate('navigator.clipboard.readText()'));
    const { page: third } = await open(new URL(whole).hash);
    await third.locator('.diagnosis').waitFor();
    expect(await third.locator('#entered').inputValue()).toBe(withSecret);
  });
});

describe('a link', () => {
  test('carries the text and the pod to another browser, which explains them at once', async () => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#entered').fill(`${logOn} \u00e4\u6f22`);
    await page.locator('summary', { hasText: 'Pod or workload' }).click();
    await page.locator('#pod').fill(agent);
    await page.getByRole('button', { name: 'Copy a link' }).click();
    await page.getByText('The link is copied.').waitFor();
    const link = String(await page.evaluate('navigator.clipboard.readText()'));
    const { page: other, complaints } = await open(new URL(link).hash);
    await other.locator('.diagnosis').first().waitFor();
    expect(await other.locator('#entered').inputValue()).toBe(`${logOn} \u00e4\u6f22`);
    expect(await other.locator('#pod').inputValue()).toBe(agent);
    expect(complaints).toEqual([]);
  });

  test.each(['#v1.', '#v1.AAAA', '#v1.%%%', `#v1.${Buffer.from('not packed').toString('base64url')}`])(
    'that is damaged is reported as such: %s',
    async (fragment) => {
      const { page, complaints } = await open(fragment);
      await page.getByText('it is damaged or incomplete').waitFor();
      expect(complaints).toEqual([]);
    },
  );
});

test('markup in a text is shown as it is, and runs nothing', async () => {
  const { page, complaints } = await open();
  const markup = '</script><img src=x onerror="window.ran=1"><b>bold</b>';
  await page.locator('#entered').fill(`${logOn.replace('Access', `${markup} Access`)}\n${markup} ${logOn}`);
  await go(page);
  expect(await page.locator('.diagnosis').first().textContent()).toContain('<b>bold</b>');
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(complaints).toEqual([]);
});

test('a task is stopped by a press', async () => {
  const { page } = await open();
  await page.evaluate(`{
    const files = new DataTransfer();
    const line = 'level=error msg="failed to create x" err=y '.repeat(4) + '\\n';
    files.items.add(new File(Array.from({ length: 4 }, () => line.repeat(400_000)), 'a.log'));
    const picker = document.getElementById('picker');
    picker.files = files.files;
    picker.dispatchEvent(new Event('change', { bubbles: true }));
  }`);
  await page.locator('button.go').click();
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Stopped.');
});

test.each([
  ['tells of it', "this.dispatchEvent(new MessageEvent('message', { data: { bug: 'TypeError: of x' } }))"],
  ['ends by it', "this.dispatchEvent(new ErrorEvent('error', { message: 'TypeError: of x' }))"],
])('a bug in the work is called one, with what it says and what to do, where the thread %s', async (_, does) => {
  const { page } = await open();
  await page.evaluate(`globalThis.Worker = class extends Worker { postMessage() { ${does}; } }`);
  await page.locator('#entered').fill(logOn);
  await go(page);
  const said = (await page.getByRole('alert').textContent()) ?? '';
  expect(said).toContain('TypeError: of x');
  expect(said).toMatch(/\bbug\b.*\breport\b.*\bwithout its secrets\b/);
  expect(await page.locator('.note').getAttribute('class')).toContain('fail');
  expect(await page.locator('button.go').isEnabled()).toBe(true);
});

test('a task without progress is given up after half a minute, with a way out', async () => {
  const { page } = await open();
  // The clock stands still between the steps, however long a busy machine takes for one.
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await page.evaluate('globalThis.Worker = class extends Worker { postMessage() {} }');
  await page.locator('#entered').fill(logOn);
  await page.locator('button.go').click();
  await page.clock.fastForward(29_000);
  expect(await page.locator('.note').count()).toBe(0);
  await page.clock.fastForward(2_000);
  expect(await page.getByRole('alert').textContent()).toMatch(/no progress for 30 s\. Use a part .* command line/);
});
