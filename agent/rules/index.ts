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

/** All rules. */
export const rules: readonly Rule[] = [
  hostProcessRules,
  networkRules,
  userRules,
  accountRules,
  fieldRules,
  nodeRules,
  podSecurityRules,
  mountRules,
  pathRules,
  programRules,
  commandRules,
  variableRules,
  probeRules,
  resourceRules,
].flatMap((written: Rules) => Object.entries(written).map(([id, rule]) => ({ id, severity: 'error', ...rule })));

/** What every API server refuses, in any cluster. */
export const apiRules: readonly Rule[] = rules.filter(({ ofApi }) => ofApi);
