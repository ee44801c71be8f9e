import { inManifest } from '../fix.ts';
import { runAsNamesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { lostBackslash, readRunAs, spelledRight, withBackslash } from '../shim/run-as.ts';

export const ntAuthoritySpelling: Rule = {
  id: 'nt-authority-spelling',
  title: 'Spelling of the system accounts',
  why: 'The shim knows the service log-on only by the domain NT AUTHORITY, letter by letter, in every language of Windows; any other spelling is tried as a user with a password.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go',
  judge: (pod) =>
    runAsNamesOf(pod).flatMap(({ text, path }) => {
      const account = readRunAs(text);
      if (account.kind !== 'misspelled') return [];
      const lost = lostBackslash.exec(text)?.[0];
      if (lost !== undefined) {
        const code = `U+${lost.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
        const meant = withBackslash(text);
        const run = `runAsUserName: '${meant}'\n# or\nrunAsUserName: "${meant.replaceAll('\\', '\\\\')}"`;
        return [
          {
            path,
            message: `YAML reads the backslash of "${meant}" in double quotes as an escape: the name has ${code} in it`,
            fix: { steps: [inManifest('Use single quotes, or two backslashes.', run)] },
          },
        ];
      }
      return [
        {
          path,
          message: `runAsUserName ${text} is not one of the system accounts as the shim reads them`,
          fix: { steps: [inManifest(`Write ${spelledRight(account)}.`)] },
        },
      ];
    }),
};
