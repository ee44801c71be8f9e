import { describe, expect, test } from 'vitest';
import { assess } from '../../../agent/assess.ts';
import { historyLines } from '../../../agent/bundle/messages.ts';
import { explanationOf } from '../../../agent/diagnose.ts';
import { compareDigests, digest } from '../../../agent/history/digest.ts';
import { redactText } from '../../../agent/redact.ts';
import { plainView } from '../../../agent/renderer.ts';
import { renderers } from '../../../agent/renderers/index.ts';
import { historyWith } from '../../history/runs.ts';
import { snapshotOf as read, storyNames } from '../../stories.ts';

describe.each(storyNames())('of the story %s nothing is taken for a secret', (story) => {
  test('in its snapshot', () => {
    for (const indent of [0, 2]) {
      const text = `${JSON.stringify(read(story), null, indent)}\n`;
      expect(redactText(text)).toBe(text);
    }
  });

  test('in any form of its report, and in what explains it', () => {
    const report = assess(read(story));
    const view = { ...plainView, verbose: true };
    for (const { id, render } of renderers) expect(redactText(render(report, view)), id).toBe(render(report, view));
    const explained = JSON.stringify(explanationOf(report.diagnoses), null, 2);
    expect(redactText(explained)).toBe(explained);
  });

  test('in the history of a node that came to it', () => {
    const seen = (name: string) => digest({ snapshot: read(name), report: assess(read(name)) });
    const { first } = compareDigests(new Map(), seen('healthy'));
    const changes = compareDigests(first, seen(story)).changes.map((change) => ({
      at: '2026-11-01T12:00:00Z',
      after: null,
      ...change,
    }));
    const lines = historyLines(historyWith(...changes));
    expect(redactText(lines)).toBe(lines);
  });
});
