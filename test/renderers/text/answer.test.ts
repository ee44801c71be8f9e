import { describe, expect, test } from 'vitest';
import * as fixes from '../../../agent/fix.ts';
import { plainView } from '../../../agent/renderer.ts';
import { showAnswer } from '../../../agent/renderers/text/answer.ts';
import { showDiagnosis } from '../../../agent/renderers/text/diagnosis.ts';
import { showExplanation } from '../../../agent/renderers/text/explanation.ts';
import type { Diagnosis } from '../../../agent/report.ts';

type Cause = Diagnosis['causes'][number];
type Fix = fixes.ExplainedFix;
type Step = Fix['steps'][number];

/** As readers get them, with commands that nobody types. */
const told = (step: typeof fixes.onNode) => (say: string, run?: string) => step(say, run as never) as unknown as Step;
const [inManifest, onCluster, onNode] = [told(fixes.inManifest), told(fixes.onCluster), told(fixes.onNode)];
const applyManifest = fixes.applyManifest as unknown as Step;

const cause = (id: string, weight: Cause['weight'], more: Partial<Cause> = {}): Cause => ({
  ...{ id, weight, title: `Title of ${id}`, reference: 'https://kubernetes.io/' },
  evidence: [{ label: 'service', value: `value of ${id}\nsecond line` }],
  fix: { steps: [onNode(`Mend ${id}.`, `mend ${id}`)] },
  ...more,
});

const diagnosis = (causes: Cause[], more: Partial<Diagnosis> = {}): Diagnosis => ({
  ...{ signature: 'logon-denied', title: 'The log-on was refused', component: 'hcsshim', hostProcess: true, causes },
  ...{ captured: {}, checks: [], seen: [{ source: 'text', text: 'denied', count: 1 }] },
  ...more,
});

const why = (id: string) => `First of ${id}. Second sentence.`;
const answer = (one: Diagnosis, brief = false) => showAnswer(one, plainView, { why, brief }).split('\n');

describe('the first screen of a failure', () => {
  test('has verdict, fix, reason, evidence, what decides, the alternatives and what is ruled out, in this order', () => {
    const next = [onNode('Mend it twice.', 'mend first'), onCluster('See the pods.', 'kubectl get pods')];
    const causes = [
      cause('first', 'likely', {
        evidence: [{ label: 'matched text', value: 'x' }, ...cause('first', 'likely').evidence],
      }),
      ...['b', 'c', 'd', 'e', 'f', 'g'].map((id) => cause(id, 'possible')),
      cause('h', 'ruled-out'),
      cause('i', 'ruled-out'),
    ];
    expect(answer(diagnosis(causes, { note: 'A note.', next }))).toEqual([
      'Likely: Title of first (first)',
      '  Fix, on the node: Mend first.',
      '        mend first',
      '  What failed: The log-on was refused (logon-denied)',
      '  Why: First of first.',
      '  service: value of first',
      '  A note.',
      '  To decide, where you run kubectl: See the pods.',
      '        kubectl get pods',
      ...['b', 'c', 'd', 'e'].map((id) => `Or: Title of ${id} (${id})`),
      'Or: f, g',
      'Ruled out: h, i',
    ]);
  });

  test('has no line for what there is not', () => {
    const one = cause('a', 'confirmed', { evidence: [], fix: { steps: [onNode('Call.')] } });
    expect(answer(diagnosis([one], { next: [onNode('See.', 'dir')] }))).toEqual([
      'Confirmed: Title of a (a)',
      '  Fix: Call.',
      '  What failed: The log-on was refused (logon-denied)',
      '  Why: First of a.',
    ]);
  });

  test('of several failures has no reason, and the alternatives by their ids', () => {
    expect(answer(diagnosis(['a', 'b', 'c'].map((id) => cause(id, 'possible'))), true)).toEqual([
      'Possible, first of 3: Title of a (a)',
      '  Fix, on the node: Mend a.',
      '        mend a',
      '  What failed: The log-on was refused (logon-denied)',
      '  service: value of a',
      'Or: b, c',
    ]);
  });

  test('says where no cause is left, what was ruled out, and what to do next', () => {
    const next = [{ ...onNode('Look.', 'dir'), risk: 'None.' }];
    expect(answer(diagnosis([cause('a', 'ruled-out'), cause('b', 'ruled-out')], { note: 'A note.', next }))).toEqual([
      'No known cause is left: The log-on was refused (logon-denied)',
      '  A note.',
      '  Next, on the node: Look.',
      '        dir',
      '  Risk: None.',
      '  Ruled out: a, b',
    ]);
    expect(answer(diagnosis([]))).toHaveLength(1);
  });

  test('names the three places where it was seen most, and how many there are beside them', () => {
    const failed = (...seen: Partial<Diagnosis['seen'][number]>[]) =>
      answer(
        diagnosis([cause('a', 'possible')], {
          seen: seen.map((one) => ({ source: 'x.log', text: 't', count: 1, ...one })),
        }),
      )
        .join('\n')
        .replaceAll('\n  ', ' ')
        .match(/What failed: [^;]*(.*?) Why/s)?.[1];
    expect(failed({ source: 'text' })).toBe('');
    expect(failed({ source: 'text', count: 2 })).toBe('; 2 times in text');
    expect(failed({ source: 'text', pod: 'p' })).toBe('; once in text (pod p)');
    expect(failed({ container: 'c', at: '2026-11-01T12:00:00Z' })).toBe(
      '; once in x.log (container c), last at 2026-11-01T12:00:00Z',
    );
    expect(failed({ pod: 'p', container: 'c' })).toBe('; once in x.log (pod p, container c)');
    const counted = [1, 4, 2, 5, 3].map((count) => ({ count, source: `${count}.log` }));
    expect(failed(...counted)).toBe('; 5 times in 5.log; 4 times in 4.log; 3 times in 3.log; 3 times in 2 more places');
    expect(failed(...counted.slice(0, 4))).toMatch(/; 1 time in 1 more place$/);
    expect(failed(...counted.map((one) => ({ ...one, pod: 'p' })))).toMatch(/; 3 times in 2 more pods$/);
  });

  test('has at most 21 lines, unless one step has more: reasons go first, then steps', () => {
    const steps = (count: number, lines: number): Fix => ({
      steps: Array.from({ length: count }, (_, at) => onNode(`Step ${at}.`, Array(lines).fill('line').join('\n'))),
    });
    const of = (fix: Fix) => answer(diagnosis([cause('a', 'possible', { fix }), cause('b', 'possible')]));
    const whole = of(steps(5, 2));
    expect([whole.length, whole.at(-1)]).toEqual([21, 'Or: Title of b (b)']);
    expect(whole).toContain('  Why: First of a.');
    expect(of(steps(5, 2)).slice(0, 4)).toEqual([
      'Possible, first of 2: Title of a (a)',
      '  Fix, on the node:',
      '  1. Step 0.',
      '        line',
    ]);
    const cut = of(steps(7, 2));
    expect(cut.length).toBeLessThanOrEqual(21);
    expect(cut.find((line) => line.includes('add --all'))).toMatch(/^ {2}\d more steps: add --all$/);
    expect(of(steps(2, 30)).find((line) => line.includes('add --all'))).toBe('  1 more step: add --all');
  });

  test('gives up its reasons first, then what decides, then a line for each alternative, as the steps need the room', () => {
    const next = [onNode('Look which.', 'look')];
    const others = ['b', 'c', 'd'].map((id) => cause(id, 'possible'));
    const shown = (lines: number) => {
      const fix = { steps: [onNode('Step.', Array(lines).fill('line').join('\n'))] };
      const all = answer(diagnosis([cause('a', 'possible', { fix }), ...others], { next }));
      return [/^ {2}Why: /, /^ {2}To decide/, /^Or: Title of /].map((one) => all.some((line) => one.test(line)));
    };
    const steps = Array.from({ length: 25 }, (_, lines) =>
      shown(lines + 1)
        .map(Number)
        .join(''),
    );
    expect([...new Set(steps)]).toEqual(['111', '011', '001', '000']);
    expect(steps.lastIndexOf('111')).toBe(steps.indexOf('011') - 1);
  });

  test('says in one line how a manifest is applied, and what then shows that it worked', () => {
    const verify = { on: 'node', run: 'mend a', expect: 'It is well.' } as unknown as NonNullable<Fix['verify']>;
    const fix = { steps: [inManifest('Change it.', 'hostNetwork: true'), applyManifest], verify };
    expect(answer(diagnosis([cause('a', 'possible', { fix })])).slice(1, 6)).toEqual([
      '  Fix, in the manifest: Change it.',
      '        hostNetwork: true',
      `  Then apply the manifest: ${applyManifest.run}`,
      '  It worked if, on the node: It is well.',
      '        mend a',
    ]);
    const again = { steps: [onNode('Look.', 'dir'), onNode('Mend it.', 'mend a')], verify };
    expect(answer(diagnosis([cause('a', 'possible', { fix: again })]))).toContain(
      '  It worked if step 2 then shows: It is well.',
    );
  });
});

describe('a diagnosis in full', () => {
  const show = (one: Diagnosis, options = {}) => showDiagnosis(one, plainView, options).split('\n');
  const five = ['a', 'b', 'c', 'd', 'e'].map((id) => cause(id, id === 'a' ? 'likely' : 'possible'));
  const headings = (lines: string[]) => lines.filter((line) => /^ {8}(?:likely|possible|Other|Possible)/.test(line));

  test('has three causes in full, and names the others, by the flag where there is one', () => {
    expect(headings(show(diagnosis(five)))).toEqual([
      '        likely    a: Title of a',
      '        possible  b: Title of b',
      '        possible  c: Title of c',
      '        Other possible causes (details: hostprobe explain <id>):',
    ]);
    expect(show(diagnosis(five), { all: false })).toContain('        Other possible causes (details: --all):');
    expect(headings(show(diagnosis(five), { all: true }))).toHaveLength(5);
    expect(show(diagnosis(five.slice(0, 3)))).not.toContain('Other');
  });

  test('of a text in no known words first asks for the number of the error, and only names what is possible', () => {
    const untold = diagnosis(five, { captured: { tail: 'x' } });
    expect(headings(show(untold))).toEqual([
      '        likely    a: Title of a',
      '        Possible causes (details: hostprobe explain <id>): b, c, d, e',
    ]);
    expect(headings(show(untold, { all: true }))).toHaveLength(5);
    expect(headings(show(diagnosis(five, { captured: { tail: 'x', code: '5' } })))).toHaveLength(4);
    expect(headings(show(diagnosis(five.slice(0, 3), { captured: { tail: 'x' } })))).toHaveLength(3);
  });

  test('says how to tell the causes apart, or what is next where one is left, and why the first leads to it', () => {
    const next = [{ ...onNode('Look.', 'dir\ncd'), risk: 'Some.' }];
    const lines = show(diagnosis(five, { next, note: 'A note.' }), { why });
    expect(lines.slice(3, 9)).toEqual([
      '        A note.',
      '        To narrow this down, on the node: Look.',
      '            dir',
      '            cd',
      '        Risk: Some.',
      '        likely    a: Title of a',
    ]);
    expect(lines.filter((line) => line.includes('Why:'))).toEqual(['          Why: First of a. Second sentence.']);
    expect(show(diagnosis(five.slice(0, 1), { next }))).toContain('        Next, on the node: Look.');
  });
});

describe('what explain prints', () => {
  const asOf = { node: 'win-1', at: '2026-11-01T12:00:00Z' };
  const show = (all: Diagnosis[], options: Partial<Parameters<typeof showExplanation>[2]> = {}) =>
    showExplanation(all, { ...plainView, width: 1000 }, { why, all: false, node: null, ...options }).split('\n');
  const open = diagnosis([cause('a', 'possible'), cause('b', 'possible')]);
  const settled = diagnosis([cause('a', 'confirmed')], { signature: 'other-error', title: 'Another' });
  const last = (lines: string[]) => lines.at(-2);

  test('ends with what the answer rests on, or how to decide, unless who asks says it', () => {
    expect(last(show([open], { node: asOf }))).toBe(
      'All steps and reasons: add --all. Based on the facts of win-1 at 2026-11-01T12:00:00Z.',
    );
    expect(last(show([open]))).toMatch(
      /^All steps and reasons: add --all\. To decide by facts: --node <name>, or --facts/,
    );
    expect(last(show([open], { asked: true }))).toBe('All steps and reasons: add --all.');
    expect(last(show([settled]))).toBe('All steps and reasons: add --all.');
    expect(last(show([open], { all: true, node: asOf }))).toBe('Based on the facts of win-1 at 2026-11-01T12:00:00Z.');
  });

  test('one fix is for all failures of one cause', () => {
    expect(show([open, settled])).toContain('other-error: Another. The same cause: a.');
    expect(show([{ ...open, hostProcess: false }, settled]).join('\n')).not.toContain('The same cause');
  });

  test('what brings a change to its pod stands once, below all causes', () => {
    const steps = [inManifest('Change it.', 'x: y'), applyManifest];
    const of = (id: string) => diagnosis([cause(id, 'confirmed', { fix: { steps } })], { signature: id });
    const lines = show([of('a'), of('b')], { all: true });
    expect(lines.filter((line) => line.includes(String(applyManifest.run)))).toHaveLength(1);
    expect(lines.slice(-5).join('\n')).toContain('After a change of the manifest:');
    // Of several ways the one that has every step.
    const remade = { ...onCluster('', 'kubectl replace --force -f <manifest>'), say: applyManifest.say };
    const longer = diagnosis([cause('c', 'confirmed', { fix: { steps: [...steps, remade] } })], { signature: 'c' });
    for (const all of [
      [of('a'), longer],
      [longer, of('a')],
    ]) {
      expect(show(all, { all: true }).join('\n')).toContain('kubectl replace --force -f <manifest>');
    }
  });

  test('says how to read about a cause that a sentence names', () => {
    const references = (ids: string[]) => ids.map((id) => ({ id, title: id, why: id }));
    const named = (...ids: string[]) => show([{ ...settled, references: references(ids) } as Diagnosis]);
    expect(last(named('mount-pipe'))).toBe('To read about mount-pipe: hostprobe explain mount-pipe');
    expect(last(named('mount-pipe', 'image-user'))).toBe(
      'To read about one of these causes: hostprobe explain mount-pipe',
    );
  });

  test('where nothing is recognised, says what tells more', () => {
    const [said = '', ...rest] = show([]);
    expect(rest).toEqual(['']);
    for (const what of [
      'pod/<name>',
      'kubectl describe pod',
      'kubectl logs --previous',
      'containerd',
      'explain --list',
    ])
      expect(said).toContain(what);
  });
});
