import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assess } from '../../agent/assess.ts';
import { causes } from '../../agent/causes/index.ts';
import { causesIn } from '../../agent/cli/mcp/tools/explain.ts';
import { diagnose, explanationOf } from '../../agent/diagnose.ts';
import { readText } from '../../agent/messages/text.ts';
import { explanationView } from '../../agent/page/problems.ts';
import { showExplanation } from '../../agent/renderers/text/explanation.ts';
import type { Diagnosis } from '../../agent/report.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { knownFacts } from '../../agent/snapshot.ts';
import { snapshotOf, storyNames } from '../stories.ts';
import { ask } from './ask.ts';
import { readLines } from './fill.ts';

const texts = readLines('failures.jsonl', z.looseObject({ text: z.string() })).map(({ text }) => text);
/** Failures of texts alone, which are possible at most, and of nodes whose facts make them likely or confirm them. */
const diagnosed: Diagnosis[][] = [
  ...[...texts, ...signatures.flatMap(({ samples }) => samples)].map((text) => ask(text).diagnoses),
  ...texts.map((text) => diagnose(readText(text, 'text', null), knownFacts(snapshotOf('healthy-1.7')))),
  ...storyNames().map((name) => assess(snapshotOf(name)).diagnoses),
].filter(([first]) => first?.hostProcess === true && first.causes.some(({ weight }) => weight !== 'ruled-out'));

const view = { colour: false, ascii: true, width: 10_000, verbose: false };
const why = () => '';
const text = (diagnoses: Diagnosis[], all: boolean) => showExplanation(diagnoses, view, { why, all, node: null });
const page = (diagnoses: Diagnosis[]) => render(h(Fragment, null, explanationView(explanationOf(diagnoses), null)));
const word = (pattern: RegExp, shown: string) => pattern.exec(shown)?.[1]?.toLowerCase();

describe('how sure a first cause is', () => {
  test('has one word in the headline, beside the cause, on the page, in JSON and for an assistant', () => {
    const weights = new Set<string>();
    for (const [first] of diagnosed) {
      if (first === undefined) continue;
      const { weight, id } = first.causes.find((one) => one.weight !== 'ruled-out') ?? {};
      weights.add(weight ?? '');
      const said = {
        headline: word(/^(\w+)(?:, first of \d+)?: /, text([first], false)),
        badge: word(new RegExp(`^ {8}(\\w+) +${id}: `, 'm'), text([first], true)),
        table: word(new RegExp(`  ${id}  +(\\w+)$`, 'm'), text([first, { ...first, signature: 'x' }], false)),
        page: word(/class="verdict \w+"><h2>.*?<span>(\w+)(?:, first of \d+)?: /, page([first])),
        pageBadge: word(/class="weight">(\w+)</, page([first])),
        assistant: word(/^(\w+)(?:, first of \d+)?: /, causesIn([first]).verdict),
      };
      const all = Object.fromEntries(Object.keys(said).map((place) => [place, weight]));
      expect(said, `${first.signature}: ${id}`).toEqual(all);
    }
    expect([...weights].sort()).toEqual(['confirmed', 'likely', 'possible']);
  });

  test('says of how many it is the first', () => {
    const [denied] = ask(
      'Error: failed to create user process token: failed to logon user: Access is denied.',
    ).diagnoses;
    expect(text(denied === undefined ? [] : [denied], false)).toMatch(/^Possible, first of 2: containerd runs as/);
  });
});

describe('a cause that a sentence names by its id', () => {
  const named = (said: string) => ask(said).diagnoses[0]?.references?.map(({ id }) => id);

  test('is data, with what it says', () => {
    const cause = causes.find(({ id }) => id === 'host-process-ignored');
    const said = 'hcs::CreateComputeSystem agent: The system cannot find the path specified.';
    expect(ask(said).diagnoses[0]?.references).toEqual([{ id: cause?.id, title: cause?.title, why: cause?.explain }]);
    expect(named('Logon failure: unknown user name or bad password.')).toContain('nt-authority-spelling');
  });

  test('is told how to open', () => {
    const shown = (said: string) => text(ask(said).diagnoses, false);
    expect(shown('hcs::CreateComputeSystem agent: The system cannot find the path specified.')).toContain(
      '\nTo read about host-process-ignored: hostprobe explain host-process-ignored\n',
    );
    expect(shown('Logon failure: unknown user name or bad password.')).toContain(
      '\nTo read about one of these causes: hostprobe explain local-group-missing\n',
    );
  });

  test('exists', () => {
    const pointers = signatures.flatMap(({ title }) => title.match(/(?<=\bsee )[a-z]+(?:-[a-z]+)+/g) ?? []);
    expect(pointers.length).toBeGreaterThan(0);
    expect(pointers.filter((id) => !causes.some((cause) => cause.id === id))).toEqual([]);
  });
});
