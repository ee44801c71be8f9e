import { inManifest } from '../fix.ts';
import { runAsNamesOf } from '../manifest/pod.ts';
import { volumeNodes } from '../node/kind.ts';
import type { Rule } from '../rule.ts';
import { readRunAs } from '../shim/run-as.ts';

export const localGroup: Rule = {
  id: 'local-group',
  title: 'Local group as runAsUserName',
  why: 'The shim of containerd 1.6 knows no groups: it takes the name for a user, who cannot log on.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  holds: volumeNodes,
  judge: (pod) =>
    runAsNamesOf(pod)
      .filter(({ text }) => readRunAs(text).kind === 'bare')
      .map(({ text, path }) => ({
        path,
        message: `the local group ${text} cannot be a runAsUserName there`,
        fix: {
          steps: [
            inManifest(
              'Use NT AUTHORITY\\SYSTEM, NT AUTHORITY\\Local Service or NT AUTHORITY\\Network Service, or containerd 1.7 and up.',
            ),
          ],
        },
      })),
};
