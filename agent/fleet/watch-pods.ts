import type { Api } from '../reach/api.ts';
import { readAnswer } from '../reach/api.ts';
import { watch } from '../reach/list.ts';
import {
  type BrokenPod,
  isBroken,
  nameOf,
  pathOfPods,
  queryOfPods,
  readBrokenPods,
  readEvents,
  readFound,
  toBroken,
  type WantedPods,
} from './broken-pods.ts';

/**
 * Tells each broken pod that is new or has changed, until the process ends.
 * @param options.seen what is known already, and the version from which to watch
 * @returns never; it ends with the process, or with what `onChange` throws
 */
export async function watchBrokenPods(
  options: { api: Api; wanted: WantedPods; seen: { broken: readonly BrokenPod[]; version: string } },
  onChange: (changed: readonly BrokenPod[]) => Promise<void>,
): Promise<never> {
  const { api, wanted } = options;
  const textOf = (pod: BrokenPod) => JSON.stringify(pod);
  const known = new Map(options.seen.broken.map((pod) => [nameOf(pod), textOf(pod)]));
  const tell = async (pods: readonly BrokenPod[]) => {
    const changed = pods.filter((pod) => known.get(nameOf(pod)) !== textOf(pod));
    for (const pod of changed) known.set(nameOf(pod), textOf(pod));
    if (changed.length > 0) await onChange(changed);
  };
  const path = pathOfPods(wanted);
  let from = options.seen.version;
  const never = new AbortController().signal;
  for (;;) {
    for await (const change of watch(api, { path, query: queryOfPods(wanted), from }, never)) {
      if (change === 'expired') break;
      const found = readAnswer('watch of pods', () => readFound(change.object));
      if (found === null || change.type === 'DELETED' || !isBroken(found, api.now())) continue;
      await tell([toBroken(found, (await readEvents(api, [found], [])).get(found.pod.uid) ?? [])]);
    }
    const anew = await readBrokenPods(api, wanted);
    from = anew.version;
    await tell(anew.broken);
  }
}
