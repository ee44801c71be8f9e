import { describe, expect, test } from 'vitest';
import { lintWith, podOf } from './lint.ts';

describe('node-selector', () => {
  const judge = lintWith('node-selector');

  const placed = (spec: string) =>
    podOf(`
  hostNetwork: true
  os: {name: windows}
  securityContext: {windowsOptions: {hostProcess: true}}
  ${spec}
`);

  test('warns of a pod that the scheduler may place on Linux, with any os.name', () => {
    expect(judge(placed('containers: [{name: a}]'))).toEqual(['4:1 warn nothing keeps the pod off Linux nodes']);
    expect(judge(placed('nodeSelector: {disk: ssd}'))).toEqual(['8:3 warn nothing keeps the pod off Linux nodes']);
  });

  test.each([
    'nodeSelector: {kubernetes.io/os: windows}',
    'nodeSelector: {node.kubernetes.io/windows-build: 10.0.20348}',
    'nodeName: win-1',
    'nodeSelector: {kubernetes.io/hostname: node-1}',
    'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [node-1]}]}]}}}',
    'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}]}}}',
  ])('accepts %s', (spec) => {
    expect(judge(placed(spec))).toEqual([]);
  });
});
