import { inManifest, leastAccount, onCluster, onNode, orSystem } from '../fix.ts';
import { subdomainFaults } from '../manifest/admission/names.ts';
import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import {
  containersOf,
  hostPathsOf,
  type Pod,
  runAsNamesOf,
  runAsOf,
  securityContextsOf,
  textsOf,
} from '../manifest/pod.ts';
import { isBuiltin, isBuiltinUser } from '../node/local-accounts.ts';
import { volumeNodes } from '../node/new-pod.ts';
import type { Offence, Rules } from '../rule.ts';
import { windowsPath } from '../shim/paths.ts';
import { lostBackslash, type RunAs, readRunAs, spellingOf, withBackslash } from '../shim/run-as.ts';
import { refused, told } from './offence.ts';

/** Who a container runs as. */
export const accountRules = {
  'nt-authority-spelling': {
    title: 'Spelling of the system accounts',
    why: 'The shim recognises a system account only by the domain NT AUTHORITY in capital letters, in every language of Windows. It treats any other spelling as a user with a password.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go',
    judge: (pod) =>
      runAsNamesOf(pod).flatMap(({ text, path }) => {
        const account = readRunAs(text);
        if (account.kind !== 'misspelled') return [];
        const lost = lostBackslash.exec(text)?.[0];
        if (lost !== undefined) {
          const code = `U+${lost.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
          const meant = withBackslash(text);
          const doubled = meant.replaceAll('\\', '\\\\');
          const say = `Use single quotes, '${meant}', or two backslashes, "${doubled}".`;
          return [
            told(
              path,
              `YAML reads the backslash of "${meant}" in double quotes as an escape: the name has ${code} in it`,
              setField(pod, path, meant, say),
            ),
          ];
        }
        const spelling = spellingOf(account);
        return [
          told(
            path,
            `the shim does not recognise ${text} as a system account`,
            setField(pod, path, spelling.account ?? '<account>', spelling.say),
          ),
        ];
      }),
  },
  'account-kind': {
    title: 'Kind of account in runAsUserName',
    why: 'The shim has no password to log an account on with. Only the three system accounts work, and local groups, for which the shim creates a temporary account.',
    reference: 'https://github.com/microsoft/hcsshim/pull/1286',
    judge: (pod) =>
      runAsNamesOf(pod).flatMap(({ text, path }) => {
        const wrong = complaint(readRunAs(text));
        if (wrong === null) return [];
        const [message, write, say] = wrong;
        return [told(path, message, setField(pod, path, write, say))];
      }),
  },
  'local-group': {
    title: 'Local group as runAsUserName',
    why: 'The shim of containerd 1.6 does not know local groups. It treats the name as a user, whose log-on fails.',
    reference: 'https://github.com/microsoft/hcsshim/pull/1286',
    holds: volumeNodes,
    judge: (pod) =>
      runAsNamesOf(pod)
        .filter(({ text }) => readRunAs(text).kind === 'bare' && !isBuiltinUser(text))
        .map(({ text, path }) =>
          told(
            path,
            `the shim treats the local group ${text} as a user`,
            setField(pod, path, leastAccount, `Use a system account, such as this one; ${orSystem}.`),
            onNode('Or keep the group, and upgrade containerd and its shim together to 1.7 or newer.'),
            onCluster(
              'After that upgrade, see that CONTAINER-RUNTIME of every node is containerd://1.7 or newer, and lint with --containerd 1.7.',
              'kubectl get nodes -l kubernetes.io/os=windows -o wide',
            ),
          ),
        ),
  },
  gmsa: {
    title: 'Credential specs of group managed service accounts',
    why: 'The shim reads no credential spec for a HostProcess container, whose programs do not get the identity of the account. The API server refuses one that is empty or larger than 64 KiB, and a name of one that no object can have.',
    ofApi: true,
    reference: validation,
    judge: (pod) =>
      securityContextsOf(pod).flatMap(({ path: at, context }) => {
        const { gmsaCredentialSpec: spec, gmsaCredentialSpecName: name } = context?.windowsOptions ?? {};
        const judgeField = (field: string, value: string, complaints: readonly string[]): Offence[] => {
          const path = [...at, 'securityContext', 'windowsOptions', field];
          const step = removeField(pod, path, ', which HostProcess containers do not use');
          if (complaints.length === 0) return [{ ...told(path, ignored, step), severity: 'warn' }];
          return complaints.map((detail) => refused(pod, path, invalid(value, detail), step));
        };
        return [
          ...(name === undefined ? [] : judgeField('gmsaCredentialSpecName', name, subdomainFaults(name))),
          ...(spec === undefined ? [] : judgeField('gmsaCredentialSpec', spec.slice(0, 40), complaintsOf(spec))),
        ];
      }),
  },
  'account-rights': {
    title: 'Accounts of programs that administer the node',
    why: 'Local Service and Network Service are no administrators: they open neither the pipe of containerd nor disks, volumes, networks and services for changes, and write nowhere below C:\\var\\lib\\kubelet. A CSI driver was tried as Local Service and taken back.',
    severity: 'warn',
    reference: 'https://github.com/kubernetes-sigs/azuredisk-csi-driver/pull/2426',
    judge: (pod) =>
      containersOf(pod).flatMap((placed) => {
        const user = runAsOf(pod, placed);
        const { kind, name } = readRunAs(user?.text ?? '');
        if (user === null || kind !== 'service' || name.toLowerCase() === 'system') return [];
        const why = needIn(pod, placed);
        if (why === null) return [];
        return [
          told(
            user.path,
            `${user.text} is no administrator, and ${why}`,
            setField(pod, user.path, 'NT AUTHORITY\\SYSTEM', 'Run it as SYSTEM, which can do anything on the node.'),
          ),
        ];
      }),
  },
} satisfies Rules;

/** What works in the place of an account with a password. */
const instead = `Use a system account, such as this one, or the bare name of a local group (containerd 1.7 and up); ${orSystem}.`;

/** What is wrong with an account, and what to write instead. */
function complaint({ kind, text, domain, name }: RunAs): readonly [message: string, write: string, say: string] | null {
  if (kind === 'image')
    return [`${text} exists inside ordinary containers only, not on the host`, leastAccount, instead];
  if (kind === 'bare' && isBuiltinUser(name)) {
    return [`${text} is a user, and the shim has no password for it`, leastAccount, instead];
  }
  if (kind !== 'prefixed') return null;
  if (isBuiltin(domain)) {
    const message = `the shim looks ${text} up as a user: a name with a domain is never a local group`;
    return [message, name, 'Write the bare name of the group.'];
  }
  const gmsa = name.endsWith('$') ? ', and reads no gMSA credentials for HostProcess containers' : '';
  return [`${text} is an account of ${domain}: the shim has no password for it${gmsa}`, leastAccount, instead];
}

const maxKiB = 64;

const ignored =
  'HostProcess containers do not get the identity of a group managed service account: their credential spec is ignored';

function complaintsOf(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
  const size = new TextEncoder().encode(spec).length;
  return size > maxKiB * 1024 ? [`gmsaCredentialSpec size must be under ${maxKiB} KiB`] : [];
}

/** What shows that the program administers the node; null: nothing does. */
function needIn(pod: Pod, placed: ReturnType<typeof containersOf>[number]): string | null {
  const text = textsOf(placed).find((one) => administers.test(one.text))?.text;
  if (text !== undefined) return `the program uses ${administers.exec(text)?.[0]}`;
  const folder = hostPathsOf(pod)
    .map(({ hostPath }) => windowsPath(hostPath.path))
    .find((path) => ofKubelet.test(path));
  return folder === undefined ? null : `the pod mounts ${folder}`;
}

const administers =
  /pipe[\\/]+containerd|kubelet[\\/]+plugins(?:_registry)?|csi\.sock|\bNew-(?:NetFirewallRule|Service|HnsNetwork)\b/i;
const ofKubelet = /^C:\\var\\lib\\kubelet(?:\\(?:plugins|pods)|$)/i;

/** The form of runAsUserName, and what goes with it. */
export const userRules = {
  'run-as-user': {
    title: 'Every container has a runAsUserName',
    why: 'Without it the USER of the image decides. ContainerUser and ContainerAdministrator do not exist on the host ("The user name or password is incorrect."), and the shim refuses an empty user.',
    reference:
      'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#choosing-a-user-account',
    judge(pod) {
      const field = ['securityContext', 'windowsOptions', 'runAsUserName'];
      const ofPod = ['spec', ...field];
      const all = containersOf(pod);
      const without = all.filter((placed) => runAsOf(pod, placed) === null);
      if (without.length === 0) return [];
      const say = `Set an account for the pod, with as few rights as it needs; ${orSystem}.`;
      const step = setField(pod, ofPod, leastAccount, say);
      if (without.length === all.length) {
        return [told(ofPod, 'runAsUserName is not set: the USER of the image decides', step)];
      }
      return without.map(({ container: { name }, path }) =>
        told(
          [...path, ...field],
          `runAsUserName is set neither for the container ${name} nor for the pod: the USER of its image decides`,
          step,
        ),
      );
    },
  },
  'run-as-user-form': {
    title: 'Form of runAsUserName',
    why: 'The API server refuses names that no Windows account can have.',
    ofApi: true,
    reference: validation,
    judge(pod) {
      return securityContextsOf(pod).flatMap(({ path: at, context }) => {
        const name = context?.windowsOptions?.runAsUserName;
        if (name === undefined) return [];
        const path = [...at, 'securityContext', 'windowsOptions', 'runAsUserName'];
        const step = () => setField(pod, path, groupIn(name) ?? 'NT AUTHORITY\\SYSTEM', say);
        return complaints(name).map((detail) => refused(pod, path, invalid(name, detail), step()));
      });
    },
  },
  'run-as-non-root': {
    title: 'runAsNonRoot',
    why: 'Kubernetes documents that HostProcess pods must not set it. Today it only keeps ContainerAdministrator from starting.',
    severity: 'warn',
    reference:
      'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements',
    judge: (pod) =>
      securityContextsOf(pod)
        .filter(({ context }) => context?.runAsNonRoot === true)
        .map(({ path }) => [...path, 'securityContext', 'runAsNonRoot'])
        .map((path) =>
          told(
            path,
            'HostProcess pods must not set runAsNonRoot: true',
            removeField(pod, path),
            inManifest('Choose an account with few rights in runAsUserName instead.'),
          ),
        ),
  },
} satisfies Rules;

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';

const dns = new RegExp(`^${label}(?:\\.${label})*$`);

const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const control = /[\u0000-\u001f\u007f]/;

/** Go counts bytes; a UTF-16 unit has at most three. */
const isLonger = (text: string, bytes: number) =>
  text.length > bytes / 3 && new TextEncoder().encode(text).length > bytes;

function complaints(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (control.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : null;
  const said: string[] = [];
  if (domain !== null) {
    if (isLonger(domain, 255)) said.push("runAsUserName's Domain length must be under 256 characters");
    if (!netBios.test(domain) && !dns.test(domain)) {
      said.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') said.push("runAsUserName's User cannot be empty");
  if (isLonger(user, 104)) said.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) said.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    said.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return said;
}

const say = 'Write a system account, or the bare name of a local group: accounts with a password do not work.';

/** The local group in a name such as .\\group; null: it names none. */
const groupIn = (name: string): string | null => /^\.\\([\w -]{1,104})$/.exec(name)?.[1] ?? null;
