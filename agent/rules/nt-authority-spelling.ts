import { setField } from '../manifest/edit.ts';
import { runAsNamesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { lostBackslash, readRunAs, spellingOf, withBackslash } from '../shim/run-as.ts';
import { told } from './offence/told.ts';

export const ntAuthoritySpelling: Rule = {
  id: 'nt-authority-spelling',
  title: 'Spelling of the system accounts',
  why: 'The shim recognises a system account only by the domain NT AUTHORITY in capital letters, in every language of Windows. It treats any other spelling as a user with a password.',
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
        const doubled = meant.replaceAll('\\', '\\\\');
        const say = `Use single quotes, '${meant}', or two backslashes, "${doubled}".`;
        return [
          told(
            path,
            `YAML reads the backslash of "${meant}" in double quotes as an escape: the name has ${code} in it`,
            setField(pod, path, meant, say),
          ),
        ];
      }
      const spelling = spellingOf(account);
      return [
        told(
          path,
          `the shim does not recognise ${text} as a system account`,
          setField(pod, path, spelling.account ?? '<account>', spelling.say),
        ),
      ];
    }),
};
