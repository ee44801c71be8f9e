import { type Match, match, type Signature } from '../signature.ts';
import { apiServer } from './api-server.ts';
import { application, containerPaths } from './application.ts';
import { client } from './client.ts';
import { containerd, containerdShim } from './containerd.ts';
import { containerdImage } from './containerd-image.ts';
import { exits } from './exit.ts';
import { hcsshimCreate } from './hcsshim-create.ts';
import { hcsshimLogon } from './hcsshim-logon.ts';
import { hcsshimStart } from './hcsshim-start.ts';
import { hcsshimTask } from './hcsshim-task.ts';
import { kubelet } from './kubelet.ts';
import { lookAlikes } from './look-alikes.ts';
import { shells } from './shells.ts';
import { stageFailures } from './stage.ts';

/** The catalogue of known wordings. */
export const signatures: readonly Signature[] = [
  ...hcsshimLogon,
  ...hcsshimStart,
  ...hcsshimCreate,
  ...hcsshimTask,
  ...containerd,
  ...containerdShim,
  ...containerdImage,
  ...stageFailures,
  ...kubelet,
  ...apiServer,
  ...client,
  ...containerPaths,
  ...shells,
  ...application,
  ...exits,
  ...lookAlikes,
];

/** A wording may begin with a large letter or a small one: it is searched for from the second on, if enough of it is left. */
export const fromSecond = (word: string): string => (/^[A-Za-z][^A-Z]{10}/.test(word) ? word.slice(1) : word);

/** Logs are searched for these: a line of a log without any of them matches no signature, but for capitals inside. */
export const literalsOfAll = (): string[] => [
  ...new Set(signatures.flatMap((signature) => signature.literals.map(fromSecond))),
];

/** A match on what a step of the start handled comes before other meanings of its words. */
const others = [...new Set([...stageFailures, ...signatures.filter(({ rest }) => rest === true)])];
const inOrder = [...signatures.filter(({ rest }) => rest === undefined), ...others];
/** Where it is told that a HostProcess container says it, words that any program may print say more than that it is one. */
const whenTold = inOrder.toSorted((a, b) => Number(a.unknown === true) - Number(b.unknown === true));

/** The wording of a message; null when hostprobe does not know it. @param told its source says that it is of a HostProcess container */
export function recognise(text: string, told = false): Match | null {
  const small = text.toLowerCase();
  for (const signature of told ? whenTold : inOrder) {
    const found = match(signature, text, small);
    if (found !== null) return found;
  }
  return null;
}
