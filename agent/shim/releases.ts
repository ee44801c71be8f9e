import table from './releases.json' with { type: 'json' };

/** Commits of the released versions of hcsshim. A shim that was built from a checkout reports its commit and no version. */
const byCommit = new Map(Object.entries(table.releases).map(([version, commit]) => [commit, version]));

/** The release of hcsshim that was made from this commit; null for any other commit. */
export const hcsshimRelease = (commit: string): string | null => byCommit.get(commit) ?? null;
