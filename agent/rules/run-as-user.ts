import { inManifest, leastAccount, orSystem } from '../fix.ts';
import { invalid, validation } from '../manifest/admission/words.ts';
import { removeField, setField } from '../manifest/edit.ts';
import { containersOf, runAsOf, securityContextsOf } from '../manifest/pod.ts';
import type { Rules } from '../rule.ts';
import { refused, told } from './offence.ts';

/** The form of runAsUserName, and what goes with it. */
export const userRules = {
  'run-as-user': {
    title: 'Every container has a runAsUserName',
    why: 'Without it the USER of the image decides. ContainerUser and ContainerAdministrator do not exist on the host ("The user name or password is incorrect."), and the shim refuses an empty user.',
    reference:
      'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#choosing-a-user-account',
    judge(pod) {
      const field = ['securityContext', 'windowsOptions', 'runAsUserName'];
      const all = containersOf(pod);
      const without = all.filter((placed) => runAsOf(pod, placed) === null);
      if (without.length === 0) return [];
      const fix = {
        steps: [
          setField(
            pod,
            ['spec', ...field],
            leastAccount,
            `Set an account for the pod, with as few rights as it needs; ${orSystem}.`,
          ),
        ],
      };
      if (without.length === all.length) {
        return [{ path: ['spec', ...field], message: 'runAsUserName is not set: the USER of the image decides', fix }];
      }
      return without.map(({ container, path }) => ({
        path: [...path, ...field],
        message: `runAsUserName is set neither for the container ${container.name} nor for the pod: the USER of its image decides`,
        fix,
      }));
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
