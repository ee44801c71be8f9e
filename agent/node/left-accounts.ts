import type { RuntimeFact } from '../facts/runtime.ts';
import { type ShellCommand, shell } from '../fix/command.ts';
import { crictl } from './crictl.ts';

/**
 * Lists the temporary accounts of local groups that no container uses: the first 20 digits of a container's ID are the
 * account's name. Lists nothing if crictl gets no answer.
 */
export const leftAccounts = (facts: { runtime?: Pick<RuntimeFact, 'endpoint'> }): ShellCommand =>
  shell`$LASTEXITCODE = 1; $ids = ${crictl(facts)} ps -a -q; if ($LASTEXITCODE -eq 0) { Get-LocalUser | Where-Object { $_.Name -match '^[0-9a-f]{20}$' -and -not ($ids -match ('^' + $_.Name)) } }`;

export const riskOfRemoving = 'A container that still uses such an account loses it, and can start no further process.';
