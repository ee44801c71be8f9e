import { type ComponentChild, h } from 'preact';
import type { FindingStatus } from '../../check.ts';
import type { Outline } from '../../report.ts';
import { mark } from './mark.ts';
import { breakablePath } from './path.ts';

type TokenPath = Outline['agent']['tokenPaths'][number];

const ways: Readonly<Record<TokenPath['form'], string>> = {
  fixed: 'full path',
  'mount-point': 'under CONTAINER_SANDBOX_MOUNT_POINT',
  relative: '.\\var\\run, relative to the working directory',
  rooted: '/var/run, the path that Kubernetes clients use',
};

/** The directories that may hold a token, each with the paths that lead there. */
export function tokensOf(paths: readonly TokenPath[], pod: string | null): ComponentChild {
  if (paths.length === 0) return null;
  const places = [...Map.groupBy(paths, ({ directory }) => directory.toLowerCase()).values()];
  return h(
    'div',
    { class: 'tokens' },
    h('h4', null, 'Service account token'),
    h(
      'ul',
      null,
      places.map((forms) => placeOf(forms, pod)),
    ),
  );
}

function placeOf(forms: readonly TokenPath[], pod: string | null): ComponentChild {
  // A group has at least one member.
  const [first] = forms as [TokenPath, ...TokenPath[]];
  const { status, words } = judge(first, pod);
  return h(
    'li',
    null,
    h('p', { class: `judged ${status}` }, mark(status), h('span', null, words)),
    breakablePath(first.directory),
    h(
      'ul',
      { class: 'ways' },
      forms.map(({ form }) => h('li', null, ways[form])),
    ),
  );
}

/** The owner matters only if the pod is known. */
function judge({ found, of }: TokenPath, pod: string | null): { status: FindingStatus; words: string } {
  switch (found) {
    case 'there':
      if (pod !== null && of !== null && !of.endsWith(`, pod ${pod}`))
        return { status: 'warn', words: `belongs to ${of}` };
      return { status: 'pass', words: 'found' };
    case 'absent':
      return { status: 'skip', words: 'not found' };
    case 'denied':
      return { status: 'fail', words: 'access denied' };
    case 'unknown':
      return { status: 'unknown', words: 'could not be read' };
  }
}
