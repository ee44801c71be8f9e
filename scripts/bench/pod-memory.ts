import { judging } from '../../agent/server/limits/threads.ts';

/** What a thread takes in addition to its heap. */
const besideHeapMib = 4;

/**
 * MiB of private memory that each part of a pod takes at most, as `npm run bench -- memory peak` measures it. Windows counts the
 * memory that is committed; the pages of node.exe itself, which all its processes share, are not.
 * The limit in the manifests must be enough for all of them at once.
 */
export const podMib = {
  agent: 42,
  judging: judging.threads * (judging.heapMib.old + judging.heapMib.young + besideHeapMib),
  /** Its thread compiles the redaction for itself. */
  bundle: 36,
  /** Started in the pod with kubectl exec. */
  secondHostprobe: 28,
};
