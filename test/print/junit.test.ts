import { expect, test } from 'vitest';
import { type Case, showJunit } from '../../agent/print/junit.ts';

const good: Case = { classname: 'check', name: 'a', failure: null, skipped: null, output: '' };

test('a JUnit report counts what failed and what was skipped, for each suite and for all', () => {
  const failed = { ...good, name: 'b', failure: { type: 'kind', message: 'why', text: 'first\nsecond' } };
  const skipped = { ...good, name: 'c', skipped: 'nobody could look' };
  expect(
    showJunit('all', [
      { name: 'one', cases: [good, failed] },
      { name: 'two', cases: [skipped, { ...good, name: 'd', output: 'a warning' }] },
    ]),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="4" failures="1" skipped="1">
  <testsuite name="one" tests="2" failures="1">
    <testcase classname="check" name="a">
    </testcase>
    <testcase classname="check" name="b">
      <failure type="kind" message="why">first
second</failure>
    </testcase>
  </testsuite>
  <testsuite name="two" tests="2" failures="0" skipped="1">
    <testcase classname="check" name="c">
      <skipped message="nobody could look"/>
    </testcase>
    <testcase classname="check" name="d">
      <system-out>a warning</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('markup, quotes and what XML cannot have come through as text', () => {
  const text = '</failure><x a="1"> & \u001b[2J \u0000 \ud800 ]]>';
  const shown = showJunit('<&">', [
    {
      name: text,
      cases: [
        { ...good, name: text, failure: { type: text, message: text, text } },
        { ...good, skipped: text, output: text },
      ],
    },
  ]);
  const escaped = '&lt;/failure&gt;&lt;x a=&quot;1&quot;&gt; &amp; \ufffd[2J \ufffd \ufffd ]]&gt;';
  expect(shown.split(escaped)).toHaveLength(8);
  expect(shown.replaceAll(escaped, '')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="&lt;&amp;&quot;&gt;" tests="2" failures="1" skipped="1">
  <testsuite name="" tests="2" failures="1" skipped="1">
    <testcase classname="check" name="">
      <failure type="" message=""></failure>
    </testcase>
    <testcase classname="check" name="a">
      <skipped message=""/>
      <system-out></system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});
