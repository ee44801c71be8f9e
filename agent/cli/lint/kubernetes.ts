import { writeAll } from '../../print/terminal.ts';

/** Says on standard error, whatever the form of the answer, which versions of Kubernetes the rules of another one judge for. */
export async function sayIfUnknown(versions: readonly string[]): Promise<void> {
  const { judgedByOthers } = await import('../../manifest/kubernetes.ts');
  for (const version of new Set(versions)) {
    const said = judgedByOthers(version);
    if (said !== null) await writeAll(process.stderr, `${said}\n`);
  }
}
