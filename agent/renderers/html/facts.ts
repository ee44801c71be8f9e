import { type ComponentChild, h } from 'preact';
import { plural } from '../../amounts/plural.ts';
import { notKnown } from '../../check/missing-fact.ts';
import type { FactId } from '../../fact/ids.ts';
import type { Report } from '../../report.ts';
import { mark } from './mark.ts';

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
  network: 'interfaces, sockets, DNS, requests',
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
  const longest = Math.max(1, ...rows.map(([, { ms }]) => ms));
  return h(
    'details',
    { class: 'folded', id: 'facts' },
    h(
      'summary',
      null,
      mark(got === rows.length ? 'pass' : 'unknown'),
      h('h2', null, `${got} of ${plural(rows.length, 'fact')} gathered`),
    ),
    h(
      'table',
      null,
      h('caption', null, 'Source, outcome and duration of each fact'),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Fact', 'From', 'Outcome', 'Took'].map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(([id, fared]) => row(id, fared, fared.ms / longest)),
      ),
    ),
  );
}

function row(id: FactId, { ok, ms, error }: Fared, share: number): ComponentChild {
  const outcome = error === undefined ? 'gathered' : notKnown(id, error);
  return h(
    'tr',
    null,
    h('th', { scope: 'row' }, h('code', null, id)),
    h('td', null, sources[id]),
    h('td', null, mark(ok ? 'pass' : 'unknown'), ' ', outcome),
    h('td', { class: 'took' }, `${Math.round(ms)} ms`, bar(share)),
  );
}

const bar = (share: number) =>
  h(
    'svg',
    { class: 'bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('rect', { width: Math.max(1, Math.round(100 * share)), height: 4 }),
  );
