import { dated } from '../../agent/node/dated.ts';

/** The page of what is known with a date. */
export const datesPage = async (): Promise<string> => `# What hostprobe knows with a date

Ends of support, and builds with a known fault. A report says so in a note, which is no alarm, judged at
the time of its facts; with \`report --strict\` it is a warning. The rows are in [agent/node/dates.json](../agent/node/dates.json); \`npm run generate\` writes this page.

| of | versions | from | what | source | read |
| --- | --- | --- | --- | --- | --- |
${dated
  .map(
    ({ of, versions, from, says, source, read }) =>
      `| ${[of, versions === undefined ? 'all' : versions.join(' to '), from ?? '', says, source, read].join(' | ')} |`,
  )
  .join('\n')}

## What changes what hostprobe sees

Read in sources until 2026-08-22. "Not released" means that no final release had it by then.

| since | what | what follows |
| --- | --- | --- |
| containerd 2.2.7, 2.3.4 (hcsshim 0.15.0-rc.2) | the shim writes \`<scrubbed>\` in the place of command lines and environments into its log | no check loses its evidence: commands come from the runtime (CRI) and the manifest; an explained log line names no program, and the steps then show \`agent.exe\` in its place |
| containerd 2.2.0 | the memory that a pod has committed is right | older values of \`kubectl top\` are too low |
| containerd 2.3.0 | the pipe of a shim is looked for during five seconds; CPU affinity reaches updates and the status | fewer \`shim-slow\` errors; with 2.4 (not released) a time-out is tried again |
| containerd 2.3.3 | \`SystemTemp\` follows \`temp\` | before that, layers are unpacked in C:\\Windows\\SystemTemp: a full system drive stops pulls |
| hcsshim 0.15.0-rc.1, rc.2 (in no final hcsshim) | CPU affinity and processor groups of job objects | \`job-limits-groups\`, \`job-limits-update\` |
| hcsshim 0.15.0-rc.2 (in no final hcsshim) | HostProcess containers inside hypervisor-isolated pods, beside ordinary ones, without a network | the "host" of such a container is its utility VM; \`hyperv-host-process\` |
| Kubernetes 1.37 (planned for 2026-08-26) | a container stop signal needs os.name, and on Windows is SIGTERM or SIGKILL | lint judges by the fields that the API server of that release has, where it knows it |
| Kubernetes 1.37 | evictionResponders and mount options in the pod; PodReadyToStartContainers gives reasons; metrics of kube-proxy for failed load balancers of HNS | hostprobe does not read them yet |
`;
