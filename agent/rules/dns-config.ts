import { required, unsupported, validation } from '../manifest/admission/words.ts';
import { setField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

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
      const step = setField(pod, path, 'Default', "Use the node's own resolver.");
      return [refused(pod, path, unsupported(dnsPolicy, policies), step)];
    }
    if (dnsPolicy !== 'None' || config !== undefined) return [];
    const at = ['spec', 'dnsConfig'];
    const missing = refused(pod, at, required('must provide `dnsConfig` when `dnsPolicy` is None'));
    return [{ ...missing, path, fix: { steps: [setField(pod, at, { nameservers: ['<address>'] }, say)] } }];
  },
};
