import type { ContainerInfo, SandboxInfo } from '../../facts/runtime.ts';
import type { Runtime } from '../../host.ts';
import { createRuntimeCaller } from './caller.ts';
import { type Container, ContainerState, type PodSandbox, RuntimeService } from './cri.pb.ts';
import { askEach } from './details.ts';
import { readContainer } from './read-container.ts';
import { readHostProcess, readSandbox } from './read-sandbox.ts';
import { readStatus } from './read-status.ts';

const callTimeoutMs = 3000;

/** For how many items details are requested, the newest first. */
const maxDetailed = { sandboxes: 50, exitedContainers: 20, otherContainers: 50 };

const { method } = RuntimeService;

/** A client for the CRI endpoint at this named pipe or unix socket. */
export function openRuntime(path: string): Runtime {
  const { reach, call, close } = createRuntimeCaller(path);

  async function sandboxes(): Promise<SandboxInfo[]> {
    const { items } = await call(method.listPodSandbox, {}, callTimeoutMs);
    const newest = items.toSorted(newestFirst);
    const hostProcess = await askEach(newest.slice(0, maxDetailed.sandboxes), async ({ id }, timeoutMs) =>
      readHostProcess(await call(method.podSandboxStatus, { podSandboxId: id, verbose: true }, timeoutMs)),
    );
    return newest.map((sandbox) => readSandbox(sandbox, hostProcess.get(sandbox.id) ?? null));
  }

  async function containers(): Promise<ContainerInfo[]> {
    const { containers: all } = await call(method.listContainers, {}, callTimeoutMs);
    const newest = all.toSorted(newestFirst);
    const exited = ({ state }: Container) => state === ContainerState.CONTAINER_EXITED;
    const chosen = [
      ...newest.filter(exited).slice(0, maxDetailed.exitedContainers),
      ...newest.filter((container) => !exited(container)).slice(0, maxDetailed.otherContainers),
    ];
    const details = await askEach(chosen, ({ id }, timeoutMs) =>
      call(method.containerStatus, { containerId: id, verbose: true }, timeoutMs),
    );
    return newest.map((container) => readContainer(container, details.get(container.id)));
  }

  return {
    connection: async ({ timeoutMs }) => (await reach(timeoutMs)).state,
    async version() {
      const { runtimeName, runtimeVersion, runtimeApiVersion } = await call(method.version, {}, callTimeoutMs);
      return { name: runtimeName, version: runtimeVersion, apiVersion: runtimeApiVersion };
    },
    status: async () => readStatus(await call(method.status, { verbose: true }, callTimeoutMs)),
    sandboxes,
    containers,
    close,
  };
}

function newestFirst(a: PodSandbox | Container, b: PodSandbox | Container): number {
  return a.createdAt === b.createdAt ? 0 : a.createdAt > b.createdAt ? -1 : 1;
}
