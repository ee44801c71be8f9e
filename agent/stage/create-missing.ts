import { shell, type Words, words } from '../fix/command.ts';
import { type Fix, onCluster, type Step, verified } from '../fix.ts';
import { subdomainFaults } from '../manifest/admission/names.ts';
import { kindWords, type Reference, type Sought } from './references.ts';

/**
 * How to create an object that a pod names.
 * @param reference what the pod names, with the keys that it needs
 * @param sought the same, with the namespace that it belongs to
 */
export function createObject(reference: Reference, sought: Sought): Fix {
  const { kind, name } = sought;
  const what = kindWords[kind];
  // The API server accepts no such name, so nothing can be created, and a shell might run parts of it.
  if (subdomainFaults(name).length > 0) {
    return { steps: [onCluster(`Name another ${what}, because no object can have the name ${name}.`)] };
  }
  return verified([createStep(reference, sought)], shell`kubectl get ${objectOf(sought)}`, 'It lists the object.');
}

/** How to add a key that a pod needs to a config map or a secret. */
export function addKey(sought: Sought, key: string): Fix {
  const say = `Add the key ${key} to the ${kindWords[sought.kind]} ${sought.name}`;
  const more = sought.kind === 'Secret' ? ' under stringData, which takes the value as plain text' : ' under data';
  const object = objectOf(sought);
  return verified(
    [onCluster(`${say}${more}.`, shell`kubectl edit ${object}`)],
    shell`kubectl describe ${object}`,
    'It lists the key.',
  );
}

function createStep({ keys, use }: Reference, { kind, name, namespace }: Sought): Step {
  const what = kindWords[kind];
  const within = inNamespace(namespace);
  const create = (say: string, options = words``) =>
    onCluster(
      `Create the ${what} ${say}.`,
      kind === 'Secret'
        ? shell`kubectl create secret generic ${name}${within}${options}`
        : shell`kubectl create ${kind.toLowerCase()} ${name}${within}${options}`,
    );
  // Files keep the values of secrets out of the history of the shell.
  const files =
    keys.length === 0
      ? words` --from-file=<file>`
      : keys.reduce((before, key) => words`${before} --from-file=${key}=<file>`, words``);
  switch (kind) {
    case 'Secret':
      return use === 'pull'
        ? create(
            'from the config.json that docker login writes, whose path is <file>',
            words` --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=<file>`,
          )
        : create('from files, where <file> is the path of the file with the value', files);
    case 'ConfigMap':
      return create('from files, where <file> is the path of the file with the value', files);
    case 'PriorityClass':
      return create(
        'with a priority, where <number> is higher for pods that are scheduled first',
        words` --value=<number>`,
      );
    case 'PersistentVolumeClaim':
    case 'RuntimeClass':
    case 'Node':
      return onCluster(
        `Name a ${what} that is in this list, or apply a manifest that creates the ${what} ${name}.`,
        shell`kubectl get ${kind.toLowerCase()}${within}`,
      );
    default:
      return create('or name another');
  }
}

const objectOf = ({ kind, name, namespace }: Sought): Words =>
  words`${kind.toLowerCase()} ${name}${inNamespace(namespace)}`;

const inNamespace = (namespace: string | null): Words =>
  namespace === null ? words`` : words` --namespace ${namespace}`;
