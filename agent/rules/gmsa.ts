import { inManifest } from '../fix.ts';
import { securityContextsOf } from '../manifest/pod.ts';
import { invalid, validation } from '../manifest/refusal.ts';
import type { Rule } from '../rule.ts';

const maxKiB = 64;

export const gmsa: Rule = {
  id: 'gmsa',
  title: 'Size of gmsaCredentialSpec',
  why: 'The API server refuses a credential spec that is empty or larger than 64 KiB.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    return securityContextsOf(pod).flatMap(({ path: at, context }) => {
      const spec = context?.windowsOptions?.gmsaCredentialSpec;
      const detail = spec === undefined ? null : complaint(spec);
      if (detail === null) return [];
      const path = [...at, 'securityContext', 'windowsOptions', 'gmsaCredentialSpec'];
      const shown = spec?.slice(0, 40);
      return [
        {
          path,
          message: invalid(pod, path, shown, detail),
          fix: { steps: [inManifest('Remove it: HostProcess containers do not use credential specs.')] },
        },
      ];
    });
  },
};

function complaint(spec: string): string | null {
  if (spec === '') return 'gmsaCredentialSpec cannot be an empty string';
  const size = new TextEncoder().encode(spec).length;
  return size > maxKiB * 1024 ? `gmsaCredentialSpec size must be under ${maxKiB} KiB` : null;
}
