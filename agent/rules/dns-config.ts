import { setField } from '../manifest/edit.ts';
import { requiredIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import type { Rule } from '../rule.ts';

const policies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const say = 'Name the DNS servers; <address> is that of one.';

export const dnsConfig: Rule = {
  id: 'dns-config',
  title: 'dnsPolicy and dnsConfig together',
  why: 'The API server refuses a dnsPolicy that it does not know, and None without a dnsConfig.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    const { dnsPolicy = 'ClusterFirst', dnsConfig: config } = pod.spec;
    const path = ['spec', 'dnsPolicy'];
    if (!policies.includes(dnsPolicy)) {
      const fix = { steps: [setField(pod, path, 'Default', "Use the node's own resolver.")] };
      return [{ path, message: unsupportedIn(pod, path, dnsPolicy, policies), fix }];
    }
    if (dnsPolicy !== 'None' || config !== undefined) return [];
    return [
      {
        path,
        message: requiredIn(pod, ['spec', 'dnsConfig'], 'must provide `dnsConfig` when `dnsPolicy` is None'),
        fix: { steps: [setField(pod, ['spec', 'dnsConfig'], { nameservers: ['<address>'] }, say)] },
      },
    ];
  },
};
