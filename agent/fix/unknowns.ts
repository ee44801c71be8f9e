/** Placeholders in commands for values that only the reader knows, and their explanation, which `explained` adds to a fix. */
export const unknowns: Readonly<Record<string, string>> = {
  '<node>': 'the name of the node in the list of nodes of the cluster',
  '<pod>': 'the failing pod',
  '<current pod>': 'the failing pod, or the one that its controller made in its place',
  '<namespace>': 'the namespace of the pod',
  '<listed pod>': 'the name of the pod in the list',
  '<its namespace>': 'its namespace there',
  '<service>':
    'the service that starts containerd: rke2, k3s or k0sworker where the list of services has one, else containerd',
  '<handler>': 'the handler of the class',
  '<account>': 'the account that the pod runs as',
  '<left account>': 'a name in the list',
  '<group>': 'the group that runAsUserName names',
  '<domain>': 'the domain of the account',
  '<image>': 'the image of the container',
  '<new image>': 'the name of your image with a tag that it has not had yet',
  '<pause image>': 'the one that sandbox_image or sandbox in the configuration of containerd names',
  '<file>': 'the file of the image',
  '<manifest>': 'the file of the manifest',
  '<facts>': 'the file with the facts of the node',
  '<socket>': 'the path of the socket, as the error names it',
  '<program>': 'the path of the program',
  '<path>': 'the path of the file or folder that was refused',
  '<container id>': 'the id of the container, by crictl or the report',
  '<address of the API server>': 'the one in your kubeconfig',
  '<port of the API server>': 'the one in your kubeconfig',
  '<source>': 'the hostPath of the mount',
  '<process>': 'its ProcessId',
  '<port>': 'the port of the program',
  '<address>': 'the address of the server',
  '<update>': 'the path of its .msu file, from catalog.update.microsoft.com',
  '<cluster>': 'the name of the cluster',
  '<resource group>': 'the one of the cluster, which az aks list shows',
  '<node pool>': 'the one that the label kubernetes.azure.com/agentpool of the node names',
  '<location>': 'the zone or region of the cluster',
  '<kubernetes version>': 'one that az aks get-upgrades lists',
  '<minor version>': 'that of the control plane, such as 1.34',
  '<kubernetes release>': 'the release of the API server, such as v1.34.3',
  '<rke2 release>': 'as VERSION shows it, such as v1.33.4+rke2r1',
  '<k0s release>': 'as k0s version prints it on a controller, such as v1.34.3+k0s.0',
  '<release>': 'the folder into which you unpacked it',
  '<link>': 'the new path',
  '<target>': 'the folder that it leads to',
  '<sid>': 'the SID of the account',
  '<folder>': 'the folder that the text names',
  '<interface>': 'the name of the network interface',
  '<number>': 'the priority',
  '<server>': 'the time server',
  '<pod uid>': 'metadata.uid of the pod',
};

/**
 * Programs that a node may not have, as commands begin with them, and where they come from. Where one is known to be on the
 * node, its path ends in a quotation mark.
 */
export const seldomInstalled: Readonly<Record<string, string>> = {
  'crictl.exe ': 'a node without crictl gets it from github.com/kubernetes-sigs/cri-tools/releases',
};
