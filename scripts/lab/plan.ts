/** What the lab's programs on a node read from C:\lab\plan.json to know what they are. */
export interface NodePlan {
  containerd: {
    version: string;
    /** Of the shim on disk. */
    shim: string;
    endpoint: 'answers' | 'silent';
    /** What it logs after its start: the part of a line that follows the time. */
    log: readonly string[];
  };
  pods: readonly PodPlan[];
  /** Where kubelet and kube-proxy answer health checks. */
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
  /** A program of the lab that runs in it. */
  program: string | null;
}
