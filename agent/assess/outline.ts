import { ifKnown, type Part } from '../fact.ts';
import type { TokenFile } from '../facts/token.ts';
import { containerdRunsAs } from '../node/containerd-account.ts';
import { containerdStarter } from '../node/containerd-service.ts';
import { containerdRelease, newMode, shimFamily } from '../node/new-pod.ts';
import { ownContainer, ownMode, tokenOwner } from '../node/own-container.ts';
import type { Outline } from '../report.ts';
import type { Mode } from '../shim/paths.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localService, localSystem, mayLogOn, networkService, sidName } from '../windows/account.ts';

/** The outline: a summary of the node, which the report page draws. In an ordinary container nothing but the agent is known. */
export function outlineOf(facts: KnownFacts): Outline {
  const filter = facts['runtime-binaries']?.bindFilter.present;
  return {
    windows: windowsOf(facts),
    containerd: {
      version: containerdRelease(facts)?.text ?? null,
      service: containerdStarter(facts)?.service.name ?? null,
      account: accountOf(facts),
    },
    newPods: {
      shim: shimFamily(facts)?.family ?? null,
      bindFilter: filter?.ok ? filter.value : null,
      mode: newMode(facts)?.mode ?? null,
    },
    agent: agentOf(facts),
  };
}

function windowsOf({ os }: KnownFacts): string | null {
  const version = os && ifKnown(os.version);
  if (version === undefined) return null;
  const { product, build, revision } = version;
  return `${product}, build ${build}${revision === null ? '' : `.${revision}`}`;
}

function accountOf(facts: KnownFacts): Outline['containerd']['account'] {
  const account = containerdRunsAs(facts);
  const [said] = account?.evidence ?? [];
  if (account === null || said === undefined) return null;
  return {
    name: said.value,
    kind: kinds[account.sid ?? ''] ?? 'other',
    from: said.label,
    mayLogOn: mayLogOn(account.sid),
  };
}

type Account = NonNullable<Outline['containerd']['account']>;
const kinds: Readonly<Record<string, Account['kind']>> = {
  [localSystem]: 'LocalSystem',
  [localService]: 'LocalService',
  [networkService]: 'NetworkService',
};

function agentOf({ identity, sandbox, token }: KnownFacts): Outline['agent'] {
  const user = identity && ifKnown(identity.token)?.user;
  const own = identity && sandbox ? { identity, sandbox } : null;
  return {
    runsIn: identity && ifKnown(identity.silo)?.server ? 'isolated' : own && ownContainer(own),
    account: user === undefined ? null : (user.name ?? sidName(user.sid)),
    pod: token?.pod.name ?? null,
    mode: own && modeOf(own),
    mountPoint: sandbox?.mountPoint ?? null,
    tokenPaths: (token?.paths ?? []).map(({ form, directory, token: file }) => ({
      form,
      directory,
      found: presence(file),
      of: file.ok && file.value !== null ? tokenOwner(file.value) : null,
    })),
  };
}

/** A rootfs that the pod chose itself shows its mode only by the silo. */
const modeOf = (own: Parameters<typeof ownMode>[0]): Mode | null =>
  own.sandbox.form === 'custom' && !own.identity.silo.ok ? null : ownMode(own);

function presence(file: Part<TokenFile | null>): Outline['agent']['tokenPaths'][number]['found'] {
  if (file.ok) return file.value === null ? 'absent' : 'there';
  return file.error.kind === 'denied' ? 'denied' : 'unknown';
}
