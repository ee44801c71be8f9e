import { readFileSync } from 'node:fs';
import { Environment } from '@marcbachmann/cel-js';
import { describe, expect, test } from 'vitest';
import { eventMark } from '../../agent/diagnose.ts';
import { publishAccess } from '../access.ts';
import { kustomize, objectIn } from './render.ts';

interface Policy {
  matchConditions: { expression: string }[];
  variables: { name: string; expression: string }[];
  validations: { expression: string; message?: string; messageExpression?: string }[];
}
const { spec } = objectIn(await kustomize('overlays/own-node-policy'), 'ValidatingAdmissionPolicy') as unknown as {
  spec: Policy;
};

/** What kube-apiserver 1.34.2 answered where the policy was in force. */
const recorded = readFileSync(new URL('../kubernetes/api-v1.34.2.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const node = recorded.find(({ what }) => what === 'a node').answer;

/** The token of the pod on win-1, as the API server knows its bearer. */
const agent = {
  username: 'system:serviceaccount:hostprobe:hostprobe',
  extra: { 'authentication.kubernetes.io/node-name': ['win-1'] },
};
interface Asked {
  resource: 'nodes' | 'events';
  operation?: string;
  object: object;
  oldObject?: object | null;
  userInfo?: object;
}

/** What the policy says of a request: null lets it through. */
function judge({ resource, operation = 'UPDATE', object, oldObject = null, userInfo = agent }: Asked): string | null {
  const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true });
  const request = { userInfo, operation, resource: { resource } };
  const context: Record<string, unknown> = { request, object, oldObject, variables: {} };
  const value = (expression: string) => environment.evaluate(comparable(expression), context);
  if (!spec.matchConditions.every(({ expression }) => value(expression))) return null;
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of spec.variables) {
    variables[name] = value(expression);
    context.variables = { ...variables };
  }
  for (const { expression, message, messageExpression } of spec.validations) {
    if (value(expression) !== true) return message ?? String(value(messageExpression ?? ''));
  }
  return null;
}

/** Kubernetes compares optionals with each other, this library their values only. */
const comparable = (expression: string) =>
  expression.replaceAll(/\b(?:object|oldObject)(?:\.\w+)*\.\?\w+(?=\s*(?:==|&&|\)|$))/g, '$&.orValue(null)');

const status = (more: object) => ({ ...node, status: { ...node.status, ...more } });
const conditions = (...more: object[]) => status({ conditions: [...node.status.conditions, ...more] });
const own = { type: 'HostProcessReady', status: 'False', reason: 'ChecksFailed', message: 'x' };
const ofNode = (object: object, more: Partial<Asked> = {}) =>
  judge({ resource: 'nodes', object, oldObject: node, ...more });

describe('with the policy own-node, the token of a pod on win-1', () => {
  test('may change its condition on win-1', () => {
    const others = node.status.conditions.filter(({ type }: { type: string }) => type !== own.type);
    expect(ofNode(status({ conditions: [...others, own] }))).toBeNull();
  });

  test('may not change win-2, in the words that a real API server gave', () => {
    const other = { ...node, metadata: { ...node.metadata, name: 'win-2' } };
    const said = ofNode(other, { oldObject: other });
    expect(said).toBe('hostprobe on win-1 may not change the node win-2');
    const real = recorded.find(({ what }) => what.startsWith('condition of another node'));
    expect(real.answer.message).toContain(said);
  });

  /** All of NodeStatus. Source: kubernetes api/core/v1/types.go. */
  test.each([
    ['capacity', { cpu: '1' }],
    ['allocatable', { cpu: '1' }],
    ['phase', 'Terminated'],
    ['addresses', [{ type: 'InternalIP', address: '192.0.2.1' }]],
    ['daemonEndpoints', { kubeletEndpoint: { Port: 1 } }],
    ['nodeInfo', { kubeletVersion: 'v0' }],
    ['images', [{ names: ['x'] }]],
    ['volumesInUse', ['x']],
    ['volumesAttached', [{ name: 'x', devicePath: 'y' }]],
    ['config', { error: 'x' }],
    ['runtimeHandlers', [{ name: 'x' }]],
    ['features', { supplementalGroupsPolicy: true }],
    ['declaredFeatures', ['x']],
  ])('may not change status.%s', (field, value) => {
    expect(ofNode(status({ [field]: value }))).toBe('hostprobe may change its own condition only');
  });

  test('may not change another condition, labels, annotations or the spec', () => {
    const refused = 'hostprobe may change its own condition only';
    expect(ofNode(conditions({ ...own, type: 'MemoryPressure', status: 'True' }))).toBe(refused);
    expect(ofNode({ ...node, metadata: { ...node.metadata, labels: { a: 'b' } } })).toBe(refused);
    expect(ofNode({ ...node, metadata: { ...node.metadata, annotations: { a: 'b' } } })).toBe(refused);
    expect(ofNode({ ...node, spec: { ...node.spec, unschedulable: true } })).toBe(refused);
  });

  test('may change nothing where the token names no node; other accounts are none of its business', () => {
    expect(ofNode(node, { userInfo: { username: agent.username, extra: {} } })).toMatch(/bound to no node/);
    expect(ofNode(status({ phase: 'x' }), { userInfo: { username: 'system:node:win-1', extra: {} } })).toBeNull();
  });

  test('may emit events about its own node', () => {
    const said = `a cause. ${eventMark}agent -n node-tools`;
    const event = { ...recorded.find(({ what }) => what === 'event on a pod').answer, message: said };
    const create = (object: object) => judge({ resource: 'events', operation: 'CREATE', object });
    const elsewhere = { ...event, source: { ...event.source, host: 'win-2' } };
    const refused = 'hostprobe may emit events of its own node only';
    expect(create(event)).toBeNull();
    expect(create(elsewhere)).toBe(refused);
    expect(create({ ...event, source: { component: 'kubelet', host: 'win-1' } })).toBe(refused);
    expect(create({ ...event, involvedObject: { kind: 'Secret', name: 'x' } })).toBe(refused);
    expect(create({ ...event, involvedObject: { kind: 'Node', name: 'win-2' } })).toBe(refused);
    const others = 'hostprobe may emit its own events only';
    expect(create({ ...event, reason: 'Unhealthy' })).toBe(others);
    expect(create({ ...event, type: 'Normal' })).toBe(others);
    expect(create({ ...event, message: 'all is well' })).toBe(others);
    expect(create({ ...event, involvedObject: { ...event.involvedObject, name: 'other' } })).toBe(others);
    const onNode = { ...event, involvedObject: { kind: 'Node', name: 'win-1' } };
    expect(create({ ...onNode, reason: 'HostProcessNotReady' })).toBeNull();
    expect(create({ ...onNode, reason: 'Rebooted' })).toBe(others);
    const patch = (oldObject: object) => judge({ resource: 'events', object: event, oldObject });
    expect([patch(event), patch(elsewhere)]).toEqual([null, refused]);
  });

  test('is held to it for all that hostprobe writes', () => {
    expect(publishAccess.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([
      'patch nodes/status',
      'create events',
      'patch events',
    ]);
  });
});
