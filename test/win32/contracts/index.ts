import type { Contract } from '../contract.ts';
import { accounts } from './accounts.ts';
import { files } from './files.ts';
import { jobs } from './jobs.ts';
import { networks } from './networks.ts';
import { processes } from './processes.ts';
import { services } from './services.ts';
import { system } from './system.ts';
import { tokens } from './tokens.ts';

/** Every native call of the agent, by its name. */
export const contracts: Readonly<Record<string, Contract>> = {
  ...services,
  ...processes,
  ...tokens,
  ...jobs,
  ...networks,
  ...accounts,
  ...files,
  ...system,
};
