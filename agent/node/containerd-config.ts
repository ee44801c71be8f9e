import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';

type Config = Extract<RuntimeBinaries['config'], { ok: true }>['value'];

/** What stands where: "line 12: unterminated string". */
export const refusalText = ({ line, message }: NonNullable<NonNullable<Config>['refused']>): string =>
  line === null ? message : `line ${line}: ${message}`;

/** Reads the configuration with its imports as a start would, prints it or says what is wrong, and starts nothing. */
export const dumpCommand = (containerd: RuntimeBinaries['containerd'], config: { path: string }): string =>
  `& "${containerd?.path ?? 'containerd.exe'}" --config "${config.path}" config dump`;
