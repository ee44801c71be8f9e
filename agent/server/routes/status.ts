import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import { openHeadline } from '../../assess.ts';
import { sentence } from '../../print/printable.ts';
import { schemaVersion } from '../../snapshot.ts';
import { toolVersion } from '../../version.ts';
import { sendJson } from '../answer.ts';
import type { publicStatusSchema, versionSchema } from '../openapi.ts';
import type { Shared } from '../shared-state.ts';

type PublicStatus = z.infer<typeof publicStatusSchema>;

/** For clients without a token, and for `kubectl get --raw`: the API server does not pass tokens on. */
export function addStatusRoutes(app: FastifyInstance, shared: Shared): void {
  const open = { config: { open: true } };
  app.get('/status', open, async (_request, reply) => sendJson(reply, describeStatus(shared)));
  const version = { name: 'hostprobe', version: toolVersion, schemaVersion, nodejs: process.version } as const;
  app.get('/version', open, async (_request, reply) =>
    sendJson(reply, version satisfies z.infer<typeof versionSchema>),
  );
}

export function describeStatus({ monitor, publishing }: Pick<Shared, 'monitor' | 'publishing'>): PublicStatus {
  const report = monitor.newest()?.report;
  const causes = report?.diagnoses.flatMap((diagnosis) => diagnosis.causes) ?? [];
  return {
    schemaVersion,
    version: toolVersion,
    status: report?.status ?? null,
    headline: report === undefined ? null : openHeadline(report),
    at: report?.at ?? null,
    ageSeconds: monitor.ageSeconds(),
    stale: monitor.stale(),
    counts: report?.counts ?? null,
    checks: Object.fromEntries(report?.findings.map((finding) => [finding.check, finding.status]) ?? []),
    causes: [...new Set(causes.filter(({ weight }) => weight === 'confirmed').map(({ id }) => id))],
    publishing: publishing && {
      ownNodePolicy: publishing.ownNodePolicy(),
      podEvents: publishing.refused() === null,
    },
  };
}

/** The same in ten lines for curl, with the most useful routes. */
export function showStatus(shown: PublicStatus): string {
  const age = shown.ageSeconds === null ? '' : `, ${shown.ageSeconds} s old`;
  const bad = (['fail', 'warn', 'unknown'] as const).flatMap((found) => {
    const ids = Object.keys(shown.checks).filter((id) => shown.checks[id] === found);
    return ids.length === 0 ? [] : [`${found.toUpperCase().padEnd(7)} ${ids.join(' ')}`];
  });
  const causes = shown.causes.length === 0 ? [] : [`CAUSE   ${shown.causes.join(' ')}`];
  return [
    `hostprobe ${toolVersion}: ${shown.status ?? 'no report yet'}${age}${shown.stale ? ', STALE' : ''}`,
    ...(shown.headline === null ? [] : [sentence(shown.headline)]),
    ...bad,
    ...causes,
    '',
    'GET  /report?format=text  the report for people; /report alone is JSON, a browser gets a page here',
    'POST /report              run the probes now',
    'POST /explain             causes of an error text on this node; the text is the body',
    'GET  /openapi.json        all routes: /facts /history /bundle /lint /predict /status /metrics ...',
    '',
  ].join('\n');
}
