import { templateHead } from '../../agent/node/local-accounts.ts';

/**
 * Who holds a right by a security template: SIDs as "*S-1-5-80-0", and names of accounts that secedit writes out.
 * @param exported by secedit /export /areas USER_RIGHTS
 */
export function holdersIn(exported: string, right: string): string[] {
  const lines = exported.split(/\r?\n/);
  if (!lines.includes('[Privilege Rights]'))
    throw new Error('the template must have a section [Privilege Rights], but has none');
  const line = lines.find((one) => one.replace(/\s*=.*$/, '') === right) ?? '';
  const held = line.replace(/^[^=]*=?/, '').split(',');
  return held.map((one) => one.trim()).filter((one) => one !== '');
}

/** A security template with the holders of one right, and one more; secedit leaves the other rights alone. */
export function templateWithRight(exported: string, right: string, account: string): string {
  const holders = [...holdersIn(exported, right), account].join(',');
  return `\ufeff${[...templateHead, `${right} = ${holders}`, ''].join('\r\n')}`;
}
