import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { explanationView } from '../../../agent/page/views/problems.ts';
import { schemaVersion } from '../../../agent/snapshot.ts';

test('a text without a known error is no good news: it is shown as unknown', () => {
  const view = explanationView({ schemaVersion, recognised: false, summary: [], diagnoses: [] }, null);
  const shown = render(h(Fragment, null, view));
  expect(shown).toContain('class="verdict unknown"');
  expect(shown).not.toContain('verdict pass');
});
