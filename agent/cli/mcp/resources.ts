import * as z from 'zod';
import { schemas } from '../../schemas.ts';

interface Resource {
  name: string;
  uri: string;
  title: string;
  read(): Promise<unknown>;
}

/** What a client may read without a question: the shapes of JSON, how a container sees its files, ends of support. */
export const resources: readonly Resource[] = [
  {
    name: 'modes',
    uri: 'hostprobe://modes',
    title: 'Where a HostProcess container finds its files, by containerd and bind filter',
    read: async () => {
      const { modeRoots, showMode } = await import('../../shim/paths.ts');
      return (['volume', 'fallback', 'bind'] as const).map((mode) => ({
        mode,
        says: showMode(mode),
        root: modeRoots[mode],
      }));
    },
  },
  {
    name: 'dates',
    uri: 'hostprobe://dates',
    title: 'Ends of support, and builds with a known fault',
    read: async () => (await import('../../node/dated.ts')).dated,
  },
  ...Object.entries(schemas).map(([name, schema]) => ({
    name: `schema-${name}`,
    uri: `hostprobe://schema/${name}`,
    title: `JSON Schema: ${name}`,
    read: async () => z.toJSONSchema(schema),
  })),
];
