import type { ComponentChild } from 'preact';
import type { FindingStatus } from '../../check.ts';
import type { FactId } from '../../fact/ids.ts';
import { notKnown, plural } from '../../fact.ts';
import type { Outline, Report } from '../../report.ts';
import { h, mark } from './document.ts';
import { breakablePath } from './findings.ts';

const sources: Readonly<Record<FactId, string>> = {
  services: 'service control manager',
  'runtime-process': 'process list and process tokens',
  runtime: 'CRI, over its named pipe',
  'runtime-binaries': 'files and their --version output',
  identity: "hostprobe's own token and job",
  sandbox: 'environment and files',
  token: 'token files and their claims',
  accounts: 'local accounts, security policy',
  limits: "hostprobe's own job",
  usage: 'job objects, process list',
  network: 'interfaces, sockets, DNS, requests',
  'pod-network': 'HNS, files, processes, Kubernetes API',
  os: 'registry, files, service control manager',
  logs: 'log files and event logs',
  cluster: 'Kubernetes API',
};

type Fared = Report['facts'][FactId];

/** Source, outcome and duration of each fact. */
export function factsTable({ facts }: Report): ComponentChild {
  // The keys of a record by fact ids are fact ids.
  const rows = Object.entries(facts) as [FactId, Fared][];
  const got = rows.filter(([, { ok }]) => ok).length;
  return h('details', { class: 'folded', id: 'facts' })(
    h('summary')(
      mark(got === rows.length ? 'pass' : 'unknown'),
      h('h2')(`${got} of ${plural(rows.length, 'fact')} gathered`),
    ),
    h('table')(
      h('caption')('Source, outcome and duration of each fact'),
      h('thead')(h('tr')(['Fact', 'From', 'Outcome', 'Took'].map((name) => h('th', { scope: 'col' })(name)))),
      h('tbody')(rows.map(([id, fared]) => row(id, fared))),
    ),
  );
}

function row(id: FactId, { ok, ms, error }: Fared): ComponentChild {
  const outcome = error === undefined ? 'gathered' : notKnown(id, error);
  return h('tr')(
    h('th', { scope: 'row' })(h('code')(id)),
    h('td')(sources[id]),
    h('td')(mark(ok ? 'pass' : 'unknown'), ' ', outcome),
    h('td', { class: 'took' })(`${Math.round(ms)} ms`),
  );
}

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
  return h('div', { class: 'tokens' })(
    h('h4')('Service account token'),
    h('ul')(places.map((forms) => placeOf(forms, pod))),
  );
}

function placeOf(forms: readonly TokenPath[], pod: string | null): ComponentChild {
  // A group has at least one member.
  const [first] = forms as [TokenPath, ...TokenPath[]];
  const { status, words } = judge(first, pod);
  return h('li')(
    h('p', { class: `judged ${status}` })(mark(status), h('span')(words)),
    breakablePath(first.directory),
    h('ul', { class: 'ways' })(forms.map(({ form }) => h('li')(ways[form]))),
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
