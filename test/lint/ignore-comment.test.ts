import { describe, expect, test } from 'vitest';
import type { Step } from '../../agent/fix.ts';
import { lint } from '../../agent/lint.ts';
import type { NodeKind } from '../../agent/node/new-pod.ts';
import { faultsOf } from '../fix.ts';
import { anyNode, bindNode } from '../rules/lint.ts';

const lintText = (lines: readonly string[], nodes: readonly NodeKind[] = anyNode) => {
  const { problems, silenced } = lint([{ file: 'a.yaml', text: lines.join('\n') }], { nodes, all: false });
  const ofComments = problems.filter(({ rule }) => rule === 'ignore-comment');
  expect(ofComments.flatMap(({ fix }) => fix?.steps.flatMap((step) => placesOf(step)) ?? [])).toEqual([]);
  const isAbout = (rule: string) => rule === 'run-as-non-root' || rule === 'ignore-comment' || rule === 'dns-policy';
  return {
    said: problems
      .filter(({ rule }) => isAbout(rule))
      .map(({ line, column, severity, rule, message }) => `${line}:${column} ${severity} ${rule}: ${message}`),
    silenced: silenced.map(({ line, rule, reason }) => `${line} ${rule}: ${reason}`),
  };
};

/** What is wrong with where a step is typed. */
const placesOf = (step: Step) => faultsOf({ steps: [step] }).filter((fault) => fault.startsWith('not on a node'));

const pod = (...lines: string[]) => [
  'apiVersion: v1',
  'kind: Pod',
  'spec:',
  '  hostNetwork: true',
  '  securityContext:',
  '    windowsOptions: {hostProcess: true}',
  ...lines,
];
const runAsNonRoot = 'warn run-as-non-root: HostProcess pods must not set runAsNonRoot: true';

describe('a comment silences one rule', () => {
  test('on its own line', () => {
    const text = pod('    runAsNonRoot: true # hostprobe: ignore run-as-non-root our policy wants it');
    expect(lintText(text)).toEqual({ said: [], silenced: ['7 run-as-non-root: our policy wants it'] });
  });

  test('on the next line that is neither blank nor a comment', () => {
    const text = pod('    # hostprobe: ignore run-as-non-root policy', '', '    # another', '    runAsNonRoot: true');
    const expected = { said: [], silenced: ['10 run-as-non-root: policy'] };
    expect(lintText(text)).toEqual(expected);
    expect(lintText([...text.map((line) => `${line}\r`), ''])).toEqual(expected);
  });

  test('and no other rule, and nowhere else', () => {
    const text = pod(
      '    runAsNonRoot: true',
      '  # hostprobe: ignore run-as-non-root policy',
      '  containers: [{name: a, securityContext: {runAsNonRoot: true}}]',
      '  dnsPolicy: ClusterFirstWithHostNet # hostprobe: ignore run-as-non-root policy',
    );
    expect(lintText(text)).toEqual({
      said: [
        `7:5 ${runAsNonRoot}`,
        '10:3 warn dns-policy: ClusterFirstWithHostNet is not supported on Windows: names of services do not resolve',
        '10:38 warn ignore-comment: run-as-non-root has nothing to say at line 10, but at line 7',
      ],
      silenced: ['9 run-as-non-root: policy'],
    });
  });
});

test('a comment above the wrong line is told at its own', () => {
  const text = pod('    runAsNonRoot: true', '  # hostprobe: ignore run-as-non-root policy', '  dnsPolicy: Default');
  expect(lintText(text).said).toEqual([
    `7:5 ${runAsNonRoot}`,
    '8:3 warn ignore-comment: run-as-non-root has nothing to say at line 9, but at line 7',
  ]);
});

test('a comment that silences nothing names the nearest line, and says what to do', () => {
  const stepsOf = (...lines: string[]) =>
    lint([{ file: 'a.yaml', text: pod(...lines).join('\n') }], { nodes: anyNode, all: false })
      .problems.filter(({ rule }) => rule === 'ignore-comment')
      .map(({ severity, message, fix }) => [severity, message.slice(-9), fix?.steps.map(({ say, on }) => [say, on])]);
  const move = [['Move the comment there: it silences one line.', 'manifest']];
  const idle = '# hostprobe: ignore run-as-non-root policy';
  const container = '  - {name: a, securityContext: {runAsNonRoot: true}}';
  expect(stepsOf('    runAsNonRoot: true', `  containers: ${idle}`, container)).toEqual([['warn', 'at line 7', move]]);
  expect(stepsOf('    runAsNonRoot: true', '  containers:', container, `  dnsPolicy: Default ${idle}`)).toEqual([
    ['warn', 'at line 9', move],
  ]);
  expect(stepsOf(`  dnsPolicy: Default ${idle}`)).toEqual([
    ['info', 'at line 7', [['Remove the comment.', 'manifest']]],
  ]);
  // It is read again, and silences.
  const [bare] = lint([{ file: 'a.yaml', text: pod('    runAsNonRoot: true # hostprobe: ignore').join('\n') }], {
    nodes: anyNode,
    all: false,
  }).problems.filter(({ rule }) => rule === 'ignore-comment');
  const written = bare?.fix?.steps[0]?.run?.replace('<rule>', 'run-as-non-root').replace('<reason>', 'policy');
  expect(lintText(pod(`    runAsNonRoot: true ${written}`)).silenced).toEqual(['7 run-as-non-root: policy']);
});

describe('a comment silences nothing', () => {
  test.each([
    ['without a reason', 'ignore run-as-non-root', 'it silences nothing without a rule and a reason'],
    ['without a rule', 'ignore', 'it silences nothing without a rule and a reason'],
    [
      'with a rule that is none',
      'ignore run-as-nonroot why',
      'there is no rule run-as-nonroot; did you mean run-as-non-root?',
    ],
  ])('%s, and says so', (_what, comment, message) => {
    expect(lintText(pod(`    runAsNonRoot: true # hostprobe: ${comment}`))).toEqual({
      said: [`7:5 ${runAsNonRoot}`, `7:24 warn ignore-comment: ${message}`],
      silenced: [],
    });
  });

  test.each([
    'hostprobe: ignored run-as-non-root why',
    'ignore run-as-non-root why',
    'hostprobe ignore run-as-non-root why',
  ])('that says something else: %s', (comment) => {
    expect(lintText(pod(`    runAsNonRoot: true # ${comment}`))).toEqual({
      said: [`7:5 ${runAsNonRoot}`],
      silenced: [],
    });
  });

  test.each(['#hostprobe:ignore run-as-non-root why', '#\thostprobe: \tignore  run-as-non-root   why'])(
    'but any blanks between its words do: %j',
    (comment) => {
      expect(lintText(pod(`    runAsNonRoot: true ${comment}`)).silenced).toEqual(['7 run-as-non-root: why']);
    },
  );

  test('with a rule that is none, which its fix lists', () => {
    const { problems } = lint([{ file: 'a.yaml', text: pod('    a: 1 # hostprobe: ignore x why').join('\n') }], {
      nodes: anyNode,
      all: false,
    });
    const [step] = problems.find(({ rule }) => rule === 'ignore-comment')?.fix?.steps ?? [];
    expect(step?.run).toBe('hostprobe list rules');
  });

  test('where it is not a comment', () => {
    const text = pod('    runAsNonRoot: true', "  nodeName: 'x# hostprobe: ignore run-as-non-root why'");
    expect(lintText(text).said).toEqual([`7:5 ${runAsNonRoot}`]);
  });
});

test('a comment about what holds on other nodes than those asked for is not idle', () => {
  const text = pod('  # hostprobe: ignore local-group only new nodes', '  dnsPolicy: Default');
  expect(lintText(text, bindNode).said).toEqual([]);
  expect(lintText(text).said).toHaveLength(1);
});
