import { writeAll } from '../../print/terminal.ts';

/** Says on standard error, for every output format, which versions of Kubernetes are judged by the rules of another version. */
export async function sayIfUnknown(versions: readonly string[]): Promise<void> {
  const { judgedByOthers } = await import('../../manifest/kubernetes.ts');
  for (const version of new Set(versions)) {
    const said = judgedByOthers(version);
    if (said !== null) await writeAll(process.stderr, `${said}\n`);
  }
}
