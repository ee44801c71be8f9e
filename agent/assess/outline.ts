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
  return {
    runsIn: runsIn(identity, sandbox),
    account: user === undefined ? null : (user.name ?? sidName(user.sid)),
    pod: token?.pod.name ?? null,
    mode: modeOfAgent(identity, sandbox),
    mountPoint: sandbox?.mountPoint ?? null,
    tokenPaths: (token?.paths ?? []).map(({ form, directory, token: file }) => ({
      form,
      directory,
      found: presence(file),
      of: file.ok && file.value !== null ? tokenOwner(file.value) : null,
    })),
  };
}

function runsIn(identity: KnownFacts['identity'], sandbox: KnownFacts['sandbox']): Outline['agent']['runsIn'] {
  if (identity && ifKnown(identity.silo)?.server) return 'isolated';
  return identity && sandbox ? ownContainer({ identity, sandbox }) : null;
}

/** A rootfs that the pod chose itself shows its mode only by the silo. */
function modeOfAgent(identity: KnownFacts['identity'], sandbox: KnownFacts['sandbox']): Mode | null {
  if (identity === undefined || sandbox === undefined) return null;
  return sandbox.form === 'custom' && !identity.silo.ok ? null : ownMode({ identity, sandbox });
}

function presence(file: Part<TokenFile | null>): Outline['agent']['tokenPaths'][number]['found'] {
  if (file.ok) return file.value === null ? 'absent' : 'there';
  return file.error.kind === 'denied' ? 'denied' : 'unknown';
}
