/** What the programs of a lab node read from C:\lab\plan.json. */
export interface NodePlan {
  containerd: {
    version: string;
    /** What the shim on disk says of its version; null: nothing. */
    shim: string | null;
    endpoint: 'answers' | 'silent';
    pipe: string;
    /** Methods of CRI that get no answer. */
    unanswered: readonly string[];
    /** Lines that it logs after its start, without the time. */
    log: readonly string[];
  };
  pods: readonly PodPlan[];
  /** The health check ports of the kubelet and kube-proxy. */
  ports: { kubelet: number; kubeProxy: number };
}

export interface PodPlan {
  sandboxId: string;
  containerId: string;
  name: string;
  namespace: string;
  uid: string;
  container: string;
  image: string;
  /** runAsUserName. */
  user: string;
  hostProcess: boolean;
  /** The program of the lab that runs in the container; null: none. */
  program: string | null;
}
