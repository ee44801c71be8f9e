import { describe, expect, test } from 'vitest';
import { chart, type KubernetesObject, kustomize, objectsIn, runProgram, template, unsetImage } from './render.ts';

const helmsOwn = /^(?:helm\.sh\/chart|app\.kubernetes\.io\/(?:instance|version|managed-by))$/;

/** Without what Helm adds to every chart, and with one name for the ConfigMap, which each tool makes from what is in it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'string') return value.replace(/^hostprobe-[0-9a-z]{10}$/, 'hostprobe-settings');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !helmsOwn.test(key))
      .map(([key, inner]) => [key, plain(inner)]),
  );
}

const idOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
const byId = (text: string) =>
  Object.fromEntries(
    objectsIn(text)
      // Helm makes the namespace itself (--create-namespace), and NOTES.txt says which label it needs.
      .filter(({ kind }) => kind !== 'Namespace')
      .map((object) => plain(object) as KubernetesObject)
      .map((object) => [idOf(object), object]),
  );

describe('the chart', () => {
  test.each([
    ['its default', '', []],
    ['the overlay system', 'overlays/system', ['account=system']],
    ['the overlay static-token', 'overlays/static-token', ['tokenSecret=hostprobe-tokens']],
    ['the overlay own-certificate', 'overlays/own-certificate', ['tlsSecret=hostprobe-tls']],
    ['the overlay rescue', 'overlays/rescue', ['windowsOptions.inheritUser=true']],
    ['the overlay publish', 'overlays/publish', ['publish=true']],
    ['the overlay services', 'overlays/services', ['account=system', 'services=true']],
    ['the overlay own-node-policy', 'overlays/own-node-policy', ['publish=true', 'ownNodePolicy=true']],
    ['the overlay prometheus', 'overlays/prometheus', ['podMonitor.enabled=true', 'prometheusRule.enabled=true']],
  ])('gives the same as kustomize: %s', async (_name, folder, settings) => {
    const values = settings.flatMap((setting) => ['--set', setting]);
    expect(byId(await template(...values))).toEqual(byId(await kustomize(folder)));
  });

  test.each([
    ['local-service', 'NT AUTHORITY\\LocalService'],
    ['system', 'NT AUTHORITY\\SYSTEM'],
    ['hostprobe-readers', 'hostprobe-readers'],
  ])('runs as the account %s', async (account, name) => {
    expect(await template('--set', `account=${account}`)).toContain(`runAsUserName: '${name}'`);
  });

  test.each([
    'account=NT AUTHORITY\\SYSTEM',
    'account=NT AUTHORITYSYSTEM',
    'account=LocalSystem',
    'windowsOptions.runAsUserName=NT AUTHORITY\\SYSTEM',
  ])('refuses %s with the right spelling', async (setting) => {
    await expect(template('--set', setting)).rejects.toThrow(/set account=system/);
  });

  test('the policy names the ServiceAccount of the release, and is refused where the cluster is too old for it', async () => {
    const values = ['--set', 'ownNodePolicy=true,serviceAccount.name=probe,fullnameOverride=other'];
    const text = await template(...values);
    expect(text).toContain("request.userInfo.username == 'system:serviceaccount:hostprobe:probe'");
    expect(text).toContain('policyName: other-own-node');
    await expect(template(...values, '--kube-version', '1.29.9')).rejects.toThrow(/needs Kubernetes 1\.30 or newer/);
  });

  test('is clean by helm lint --strict', async () => {
    await runProgram('helm', ['lint', '--strict', chart]);
  });

  test('without a registry it fails with a sentence, and the base names an image that no node pulls', async () => {
    await expect(template('--set', 'image.registry=')).rejects.toThrow(
      /image\.registry must name the registry that the nodes pull from, but is empty: .* --set image\.registry=/,
    );
    const base = await runProgram('kubectl', ['kustomize', 'manifests/base']);
    expect(base).toContain(`image: ${unsetImage}:0.1.0`);
    // A repository has no capital letter. Source: distribution/reference reference.go.
    expect(unsetImage).toMatch(/[A-Z]/);
  });

  test('names the image by registry, tag and digest', async () => {
    const imageOf = async (...values: string[]) => /image: (.*)/.exec(await template(...values))?.[1];
    expect(await imageOf()).toBe('"registry.example.com/hostprobe:0.1.0"');
    expect(await imageOf('--set', 'image.tag=next')).toBe('"registry.example.com/hostprobe:next"');
    const elsewhere = 'image.registry=,image.repository=one.example/hostprobe,image.digest=sha256:abc';
    expect(await imageOf('--set', elsewhere)).toBe('"one.example/hostprobe@sha256:abc"');
  });

  test.each([
    ['system-node-critical', 1],
    ['ours', 0],
  ])('has a quota for a priority that clusters ration: %s', async (name, count) => {
    const objects = objectsIn(await template('--set', `priorityClassName=${name}`));
    expect(objects.filter(({ kind }) => kind === 'ResourceQuota')).toHaveLength(count);
  });

  test('gives the pods a new ConfigMap when a setting changes', async () => {
    const nameOf = async (...values: string[]) =>
      objectsIn(await template(...values)).find(({ kind }) => kind === 'ConfigMap')?.metadata.name;
    expect(await nameOf('--set', 'config.HOSTPROBE_INTERVAL=300')).not.toBe(await nameOf());
  });

  test.each([
    ['resources=none', 'resources'],
    ['port=99999', 'port'],
    ['podMonitor.enabld=true', 'enabld'],
    ['account=', 'account'],
    // What is left of NT AUTHORITY\SYSTEM and NT AUTHORITY\LocalService when Helm has read them as escapes.
    ['account=NT AUTHORITY\\SYSTEM', 'account must be system, local-service, or the name of a local group'],
    ['account=NT AUTHORITY\\LocalService', 'account must be system, local-service'],
    ['account=NT AUTHORITY\\\\SYSTEM', 'account must be system, local-service'],
    ['account=LocalSystem', 'account must be system, local-service'],
    ['windowsOptions.runAsUserName=SYSTEM', 'runAsUserName'],
    ['serviceAccount.create=false', 'serviceAccount.name must name an account'],
  ])('refuses %s, and names what is wrong', async (setting, named) => {
    await expect(template('--set', setting)).rejects.toThrow(named);
  });
});
