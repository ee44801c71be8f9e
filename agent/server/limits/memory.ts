/** Threads that judge request bodies, each ended when its heap is full: enough for a MiB of manifests or of a log. */
export const judging = { threads: 2, heapMib: { old: 48, young: 8 } };

/** What a thread takes in addition to its heap. */
const besideHeapMib = 4;

/**
 * MiB of private memory that each part of a pod takes at most, as `npm run bench -- memory peak` measures it. Windows counts the
 * memory that is committed; the pages of node.exe itself, which all its processes share, are not.
 * The limit in the manifests must be enough for all of them at once.
 */
export const podMib = {
  agent: 44,
  judging: judging.threads * (judging.heapMib.old + judging.heapMib.young + besideHeapMib),
  /** Its thread compiles the redaction for itself. */
  bundle: 36,
  /** Started in the pod with kubectl exec. */
  secondHostprobe: 32,
};
