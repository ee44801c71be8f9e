import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { opened } from '../bundle/take.ts';
import { composed } from '../composed.ts';
import { container, manifestWith, runAs } from '../pod.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { layoutOf, program, tarOf } from '../saved-image.ts';
import { snapshotWith } from '../snapshot.ts';
import { asLocalService } from '../variations.ts';

const run = useManyRuns();

const healthy = saved(snapshotWith());
const weak = saved(snapshotWith(asLocalService));
const sick = saved(composed['nssm-user-account'] ?? snapshotWith());
const named = (node: string) => saved({ ...snapshotWith(), node });
const rules = saved("rules: [{ id: word, pattern: 'x7k2p' }]");
const log = saved(
  'failed to create user process token: failed to logon user: The user name or password is incorrect.\n',
);
const bound = saved(
  'failed to bind target "C:\\data" to root "C:\\hpc\\data" for job object: The request is not supported.\n',
);
const ofProgram = saved(
  'startup.go 158: failed to query kubeadm\'s config map error=Get "https://10.96.0.1:443/api/v1/namespaces/kube-system/configmaps/kubeadm-config?timeout=2s": net/http: request canceled while waiting for connection\n',
);
const pod = (account: string) =>
  saved(
    manifestWith((of) => {
      runAs(account)(of);
      container({ image: 'agent:1', command: ['agent.exe'] })(of);
    }).text,
  );
const linux = saved('apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: r/a:1}]}\n');
const system = pod('NT AUTHORITY\\SYSTEM');
const group = pod('hpc-users');
const image = saved(await tarOf(await layoutOf([{ 'Files/other.exe': program() }], { name: 'agent:1' })));

/** A command line, and a flag that changes what it prints, or how it ends. */
const rows: readonly [line: string, flags: string][] = [
  [`report --facts ${weak}`, '--strict'],
  [`report --facts ${weak}`, '--verbose'],
  [`report --facts ${sick}`, '-o npd'],
  [`explain ${log}`, `--facts ${sick}`],
  [`explain ${log}`, '--containerd 1.6'],
  [`explain ${bound}`, '--bind-filter no'],
  [`explain ${log}`, '--run-as-user hpc-users'],
  [`explain ${log}`, `--pod ${group}`],
  [`explain ${ofProgram}`, '--host-process'],
  [`explain ${log}`, '--all'],
  [`explain`, '--list'],
  [`lint ${group}`, '--containerd 2.x'],
  [`lint ${group}`, '--bind-filter no'],
  [`lint ${group}`, '--kubernetes 1.25'],
  [`lint ${group}`, '--fail-on warn'],
  [`lint ${saved('kind: Service')}`, '--require'],
  [`lint ${linux}`, '--all'],
  [`lint ${group}`, `--facts ${healthy}`],
  [`lint ${group}`, `--image ${image}`],
  [`predict ${system}`, `--facts ${sick}`],
  [`predict ${system} --facts ${healthy}`, '--kubernetes 1.25'],
  [`predict ${system} --facts ${sick}`, '--verbose'],
  [`predict ${system} --facts ${healthy}`, `--image ${image}`],
  ['policy', '--action deny'],
  ['policy', '--containerd 2.x'],
  ['policy', '--bind-filter no'],
  [`compare ${sick} ${named('a')} ${named('b')}`, '-o json'],
  [`bundle --facts ${sick} -`, `--dry-run`],
];

test('a flag changes what its command prints, or how it ends', async () => {
  for (const [line, flags] of rows) {
    const base = await run(line.split(' '));
    const changed = await run([...line.split(' '), ...flags.split(' ')]);
    expect({ line, flags, isTaken: ![64, 70].includes(changed.code ?? 70) }).toEqual({ line, flags, isTaken: true });
    expect(changed, `${line} ${flags}`).not.toEqual(base);
  }
});

test('the files of a saved node are redacted by the rules of the user too', async () => {
  const [name, plain] = [`${weak}.zip`, `${weak}-plain.zip`];
  await run(['bundle', '--facts', weak, plain]);
  await run(['bundle', '--facts', weak, '--redact', rules, name]);
  const said = async (path: string) => (await opened(readFileSync(path))).text('report.json');
  expect(await said(plain)).toContain('x7k2p');
  expect(await said(name)).not.toContain('x7k2p');
});
