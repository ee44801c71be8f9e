import * as z from 'zod';
import { plural } from '../../../fact.ts';
import type { Tool } from '../answer.ts';
import { type Doors, manifestOf } from '../doors.ts';

const input = z.object({
  manifest: z.string().optional().describe('YAML'),
  file: z.string().optional(),
  kubernetes: z.string().optional().describe('such as 1.34'),
});

export const lint = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'lint',
  description: 'Problems of the HostProcess pods of a manifest, before it is deployed.',
  input,
  async run(asked) {
    const [{ countProblems, lint: judge }, { nodeKinds }] = await Promise.all([
      import('../../../lint.ts'),
      import('../../../node/new-pod.ts'),
    ]);
    const { problems, pods } = judge(await manifestOf(asked, doors), {
      nodes: nodeKinds,
      all: false,
      ...(asked.kubernetes === undefined ? {} : { kubernetes: asked.kubernetes }),
    });
    const { error, warn } = countProblems(problems);
    const order = ['error', 'warn', 'info'];
    return {
      verdict:
        pods.length === 0 && problems.length === 0
          ? 'It holds no HostProcess pod (hostProcess: true in securityContext.windowsOptions).'
          : `${plural(error, 'error')} and ${plural(warn, 'warning')} in ${plural(pods.length, 'HostProcess pod')}.`,
      items: problems
        .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
        .map(({ rule, severity, message, fix, line, object, nodes, reference }) => ({
          id: rule,
          severity,
          title: message,
          fix,
          line,
          object,
          nodes,
          source: reference,
        })),
    };
  },
});
