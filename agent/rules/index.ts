import type { Rule, Rules } from '../rule.ts';
import { accountRules, userRules } from './accounts.ts';
import { commandRules } from './commands.ts';
import { fieldRules } from './fields.ts';
import { hostProcessRules } from './host-process.ts';
import { mountRules } from './mounts.ts';
import { networkRules } from './network.ts';
import { nodeRules } from './nodes.ts';
import { pathRules } from './paths.ts';
import { podSecurityRules } from './pod-security.ts';
import { probeRules } from './probes.ts';
import { programRules } from './programs.ts';
import { resourceRules } from './resources.ts';
import { variableRules } from './variables.ts';

const all: readonly Rule[] = [
  userRules,
  accountRules,
  hostProcessRules,
  networkRules,
  nodeRules,
  fieldRules,
  podSecurityRules,
  mountRules,
  pathRules,
  programRules,
  commandRules,
  variableRules,
  probeRules,
  resourceRules,
].flatMap((written: Rules) => Object.entries(written).map(([id, rule]) => ({ id, severity: 'error', ...rule })));

/** What every API server refuses, in any cluster, in the order in which it says it. */
export const apiRules: readonly Rule[] = all.filter(({ ofApi }) => ofApi);

/** All rules: whether the pod is a HostProcess pod at all, what the API server refuses, then the others. */
export const rules: readonly Rule[] = [
  ...new Set([...all.filter(({ id }) => id === 'host-process-field'), ...apiRules, ...all]),
];
