import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { assess } from '../../agent/assess.ts';
import { bundle } from '../../agent/cli/bundle.ts';
import { readConfig } from '../../agent/config.ts';
import { plainView } from '../../agent/renderer.ts';
import { text } from '../../agent/renderers/text.ts';
import { run } from '../run.ts';
import { snapshotOf } from '../stories.ts';
import { kustomize, objectsIn } from './render.ts';

const container = z.looseObject({ image: z.string(), command: z.array(z.string()), args: z.array(z.string()) });

const outcome = z.strictObject({ when: z.string().optional(), message: z.string() });

/** The fields that are used here, as troubleshoot.sh knows them. Source: its pkg/apis/troubleshoot/v1beta2/collector_shared.go. */
const supportBundle = z.strictObject({
  apiVersion: z.literal('troubleshoot.sh/v1beta2'),
  kind: z.literal('SupportBundle'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    collectors: z.tuple([
      z.strictObject({
        runDaemonSet: z.strictObject({
          collectorName: z.string(),
          name: z.string(),
          namespace: z.string(),
          timeout: z.string().regex(/^\d+m$/),
          podSpec: z.looseObject({ initContainers: z.tuple([container]), containers: z.tuple([container]) }),
        }),
      }),
      z.strictObject({
        logs: z.strictObject({
          collectorName: z.string(),
          name: z.string(),
          namespace: z.string(),
          selector: z.array(z.string()),
          limits: z.strictObject({ maxLines: z.int() }),
        }),
      }),
    ]),
    analyzers: z.tuple([
      z.strictObject({
        textAnalyze: z.strictObject({
          checkName: z.string(),
          collectorName: z.string(),
          fileName: z.string(),
          ignoreIfNoFiles: z.boolean(),
          regexGroups: z.string(),
          outcomes: z.array(z.partialRecord(z.enum(['fail', 'warn', 'pass']), outcome)),
        }),
      }),
    ]),
  }),
});

const file = new URL('../../manifests/troubleshoot.yaml', import.meta.url);
const { collectors, analyzers } = supportBundle.parse(parse(readFileSync(file, 'utf8'))).spec;
const [{ runDaemonSet }, { logs }] = collectors;
const [{ textAnalyze }] = analyzers;

/** As troubleshoot.sh makes it of the spec. Source: its pkg/collect/run_daemonset.go, createDaemonSetSpec. */
const made = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'run-daemonset', namespace: runDaemonSet.namespace },
  spec: {
    selector: { matchLabels: { 'troubleshoot-role': 'run-daemonset-collector' } },
    template: {
      metadata: { labels: { 'troubleshoot-role': 'run-daemonset-collector' } },
      spec: runDaemonSet.podSpec,
    },
  },
};

describe('the spec for troubleshoot.sh', () => {
  test('makes pods without lint problems', async () => {
    const { code, stdout } = await run(['lint', '-'], { input: stringify(made) });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^1 HostProcess pod judged in 1 file: 0 errors, 0 warnings, 0 notes/),
    });
  });

  test('runs a command that hostprobe has, which writes the bundle as text', () => {
    const [line = ''] = runDaemonSet.podSpec.initContainers[0].args;
    const [, words = '', file = ''] = /^hostprobe report > \S+ & hostprobe bundle (.*) > (.*)$/.exec(line) ?? [];
    const { config, operands } = readConfig(bundle, words.split(' '), {});
    expect([config.output, operands]).toEqual(['base64', ['-']]);
    // Base64 has a third more, and must fit into a log that is not rotated.
    expect((config['max-size'] * 4) / 3).toBeLessThan(10 * 2 ** 20);
    expect(runDaemonSet.podSpec.containers[0].args[0]).toContain(`& type ${file} &`);
    expect(runDaemonSet.podSpec.containers[0].image).toBe(runDaemonSet.podSpec.initContainers[0].image);
  });

  test('reads the logs of the pods that the manifests make', async () => {
    const daemonSet = objectsIn(await kustomize()).find(({ kind }) => kind === 'DaemonSet');
    const workload = z.object({
      spec: z.object({ template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) }) }),
    });
    const { labels } = workload.parse(daemonSet).spec.template.metadata;
    expect(logs.namespace).toBe(daemonSet?.metadata.namespace);
    for (const pair of logs.selector) {
      const [name = '', value] = pair.split('=');
      expect(labels[name]).toBe(value);
    }
  });

  describe('has a result for each node', () => {
    /** As troubleshoot.sh finds it. Source: its pkg/analyze/text_analyze.go, analyzeRegexGroups and compareRegex. */
    function analyze(log: string) {
      // Go writes named groups with a P.
      const found = new RegExp(textAnalyze.regexGroups.replaceAll('(?P<', '(?<')).exec(log)?.groups ?? {};
      for (const one of textAnalyze.outcomes) {
        for (const [is, { when, message }] of Object.entries(one)) {
          const [name = '', , value] = when?.split(' ') ?? [];
          if (when === undefined || found[name] === value) {
            return { is, says: message.replaceAll(/\{\{ \.(\w+) \}\}/g, (_, group) => found[group] ?? '') };
          }
        }
      }
      return null;
    }
    const logOf = (story: string) => `${text.render(assess(snapshotOf(story)), plainView)}-----\r\nUEsDBBQA\n`;

    test.each([
      ['healthy', 'pass', /^win-node-1: New HostProcess pods start here/],
      ['nssm-user-account', 'fail', /^win-node-1: New HostProcess pods do not start on this node[\s\S]*log-on tokens/],
      ['aks-containerd-1.6', 'warn', /^win-node-1: /],
    ])('%s: %s', (story, is, says) => {
      expect(analyze(logOf(story))).toEqual({ is, says: expect.stringMatching(says) });
    });

    test('also for one without a report', () => {
      expect(analyze('hostprobe: a bug')).toEqual({ is: 'warn', says: expect.stringContaining('printed no report') });
    });

    test('and the bundle is what follows the line of dashes', () => {
      const [, read = ''] = /^ +# +(sed .*) > /m.exec(readFileSync(file, 'utf8')) ?? [];
      const [script = '', log] = [read.replace(' hostprobe/win-1.log', ''), logOf('healthy')];
      expect(execFileSync('sh', ['-c', script], { input: log })).toEqual(Buffer.from('UEsDBBQA', 'base64'));
    });
  });
});
