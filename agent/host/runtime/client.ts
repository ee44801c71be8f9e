import { fewAtOnce } from '../../fact.ts';
import type { ContainerInfo, SandboxInfo } from '../../facts/runtime.ts';
import type { Runtime } from '../../host.ts';
import { createRuntimeCaller } from './caller.ts';
import { type Container, ContainerState, ImageService, type PodSandbox, RuntimeService } from './cri.pb.ts';
import { readContainer, readHostProcess, readSandbox, readStatus } from './read-status.ts';

/**
 * The time limit for all questions about one list. A shim that hangs makes containerd hang for each of its sandboxes,
 * and these waits must not add up.
 */
const budgetMs = 2000;
const atOnce = 4;

/**
 * Asks for the details of each item, a few at once. An item has no details if its request fails or times out:
 * the item may be gone, and the list is useful without them.
 */
export async function askEach<Item extends { id: string }, Answer>(
  items: readonly Item[],
  ask: (item: Item, timeoutMs: number) => Promise<Answer>,
): Promise<Map<string, Answer>> {
  const deadline = performance.now() + budgetMs;
  const answers = new Map<string, Answer>();
  await fewAtOnce(items, atOnce, async (item) => {
    const timeoutMs = deadline - performance.now();
    if (timeoutMs <= 0) return;
    try {
      answers.set(item.id, await ask(item, timeoutMs));
    } catch {
      // No details, as described above.
    }
  });
  return answers;
}

const callTimeoutMs = 3000;

/** For how many items details are requested, the newest first. */
const maxDetailed = { sandboxes: 50, exitedContainers: 20, otherContainers: 50 };

const method = { ...RuntimeService.method, ...ImageService.method };

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
    async images() {
      const { images } = await call(method.listImages, {}, callTimeoutMs);
      return images.map(({ id, repoTags, repoDigests, size }) => ({
        ...{ id, tags: repoTags, digests: repoDigests },
        bytes: Number(size),
      }));
    },
    close,
  };
}

type Made = Pick<PodSandbox | Container, 'createdAt'>;
const newestFirst = (a: Made, b: Made): number => Number(b.createdAt - a.createdAt);
