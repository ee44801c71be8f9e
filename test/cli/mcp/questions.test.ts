import { readFileSync } from 'node:fs';
import { encode } from 'gpt-tokenizer';
import { expect, test } from 'vitest';
import { snapshotFile, storyNames } from '../../stories.ts';
import { ask, connected } from './client.ts';

interface Question {
  question: string;
  tool: string;
  given: Record<string, string>;
  verdict?: string;
  error?: string;
  /** What a right answer needs. */
  holds: string[];
}
const questions: Question[] = readFileSync(new URL('questions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const pod = (windows: string, network = 'hostNetwork: true') => `
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: monitoring}
spec:
  ${network}
  nodeSelector: {kubernetes.io/os: windows}
  os: {name: windows}
  securityContext: {windowsOptions: ${windows}}
  containers: [{name: agent, image: 'agent:1', command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe']}]
`;
const manifests: Readonly<Record<string, string>> = {
  POD: pod(`{hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}`),
  POD_WITHOUT_NETWORK: pod(`{hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}`, 'hostNetwork: false'),
  POD_AS_LOCALSYSTEM: pod(`{hostProcess: true, runAsUserName: 'LocalSystem'}`),
  ORDINARY: pod('{}'),
};

test('there are 30 questions, and of each tool that needs no cluster some', () => {
  expect(questions.length).toBe(30);
  expect(new Set(questions.map(({ tool }) => tool))).toEqual(
    new Set(['explain', 'report', 'predict', 'lint', 'lookup']),
  );
});

test('every question is answered for at most 1,500 tokens', async () => {
  const folder = snapshotFile('second-containerd').replace(/[^/\\]+$/, '');
  const client = await connected(['--allow', folder, '--allow', 'test/nodes']);
  for (const { question, tool, given, verdict = '', error, holds } of questions) {
    const { facts, manifest, ...others } = given;
    const { isError, answer, text } = await ask(client, tool, {
      ...others,
      ...(manifest === undefined ? {} : { manifest: manifests[manifest] }),
      ...(facts === undefined ? {} : { facts: storyNames().includes(facts) ? snapshotFile(facts) : facts }),
    });
    expect({ question, isError }).toEqual({ question, isError: error !== undefined });
    if (error !== undefined) expect(text).toContain(error);
    else expect({ question, verdict: answer.verdict }).toEqual({ question, verdict: expect.stringContaining(verdict) });
    for (const needed of holds) expect(text, question).toContain(needed);
    if (given.detail === undefined) expect(encode(text).length, question).toBeLessThanOrEqual(1500);
  }
});
