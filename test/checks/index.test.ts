import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { runCheck } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';
import { factIds } from '../../agent/fact/ids.ts';
import type { FactError } from '../../agent/fact.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { asLocalService, both, type Edit, healthyVariations, isolated, withoutApi } from '../variations.ts';

const ids = checks.map(({ id }) => id);
const filesIn = (folder: URL, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== `index${ending}`)
    .map((name) => name.slice(0, -ending.length))
    .sort();

/** Ids of the checks that warn or fail, with the verdict. */
function complaints(snapshot: Snapshot): Record<string, string> {
  const findings = checks.map((check) => runCheck(check, snapshot));
  const bad = findings.filter(({ status }) => status === 'warn' || status === 'fail');
  return Object.fromEntries(bad.map(({ check, status }) => [check, status]));
}

describe('the list of checks', () => {
  test('holds every file of agent/checks, by its name', () => {
    expect(ids.toSorted()).toEqual(filesIn(new URL('../../agent/checks/', import.meta.url), '.ts'));
  });

  test('has a test for each', () => {
    expect(filesIn(new URL('./', import.meta.url), '.test.ts')).toEqual(ids.toSorted());
  });

  test('has no id and no title twice', () => {
    expect(new Set(ids).size).toBe(checks.length);
    expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length);
  });
});

/** What a healthy node may be warned of all the same, because it is true there. */
const toBeWarnedOf: Record<string, Record<string, string>> = {
  // 1.6 starts HostProcess pods and lacks what came with 1.7.
  'volume mode': { 'containerd-version': 'warn' },
  'volume mode as LocalService': { 'containerd-version': 'warn' },
  // Without the bind filter pods start and find their mounts elsewhere.
  'fallback mode': { 'bind-filter': 'warn' },
  'fallback mode as LocalService': { 'bind-filter': 'warn' },
};

describe('a healthy node gives pass or skip', () => {
  test.each(Object.entries(healthyVariations))('%s', (name, edit) => {
    expect(complaints(snapshotWith(edit))).toEqual(toBeWarnedOf[name] ?? {});
  });

  test('and seen as SYSTEM, or as a plain program by an administrator, leaves nothing unjudged', () => {
    for (const name of ['bind mode', 'volume mode', 'fallback mode', 'a plain program on the node']) {
      const snapshot = snapshotWith(healthyVariations[name]);
      const unjudged = checks.map((check) => runCheck(check, snapshot)).filter(({ status }) => status === 'unknown');
      expect(unjudged, name).toEqual([]);
    }
  });
});

test('of a healthy node LocalService leaves four checks unjudged, and eight without the API', () => {
  const hiddenFrom = (edit: Edit) => {
    const { status, findings } = assess(snapshotWith(edit));
    expect(status).toBe('healthy');
    return findings.filter((finding) => finding.status === 'hidden').map(({ check }) => check);
  };
  expect(hiddenFrom(asLocalService)).toEqual([
    'interactive-logon-right',
    'container-usage',
    'hns',
    'hns-load-balancers',
  ]);
  expect(hiddenFrom(both(asLocalService, withoutApi))).toEqual([
    'cri-endpoint',
    'runtime-ready',
    'interactive-logon-right',
    'container-usage',
    'terminating-pods',
    'sandbox-changes',
    'hns',
    'hns-load-balancers',
  ]);
});

test('in an ordinary container only hostprobe itself is judged: what it sees is not the node', () => {
  const { findings } = assess(snapshotWith(isolated));
  expect(findings.map(({ check }) => check)).toEqual(ids);
  expect(findings.filter(({ status }) => status !== 'skip')).toMatchObject([{ check: 'host-process', status: 'fail' }]);
});

describe('what could not be looked at is never judged', () => {
  const timeout: FactError = { kind: 'timeout', message: 'no answer within 5000 ms' };

  test('every check is unknown when every fact is missing', () => {
    const snapshot = snapshotWith(undefined, Object.fromEntries(factIds.map((id) => [id, timeout])));
    for (const check of checks) expect(runCheck(check, snapshot).status, check.id).toBe('unknown');
  });

  test.each(factIds)('every check that needs %s is unknown without it, and says why', (id) => {
    const snapshot = snapshotWith(undefined, { [id]: timeout });
    for (const check of checks.filter(({ needs }) => needs.includes(id))) {
      const finding = runCheck(check, snapshot);
      expect(finding, check.id).toMatchObject({ status: 'unknown' });
      expect(finding.summary).toContain(timeout.message);
    }
  });

  test.each(Object.entries(healthyVariations))('a refused part blames nothing: %s', (name, edit) => {
    // The token is asked for as the account of the pod: a refusal there is what its clients meet.
    const refusedToken =
      name === 'a plain program on the node' ? {} : { 'token-paths': 'fail', 'token-client': 'fail' };
    expect(complaints(snapshotWith(both(edit, refuse)))).toEqual(refusedToken);
  });
});

/** Every part of every fact as an account sees it that is refused everything. */
const refuse: Edit = (facts) => {
  const error = { kind: 'denied', message: 'ERROR_ACCESS_DENIED (5)', code: '5' };
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== null && typeof inner === 'object' && 'ok' in inner) {
        Object.assign(value, { [key]: { ok: false, error } });
      } else walk(inner);
    }
  };
  walk(facts);
};
