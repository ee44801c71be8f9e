import { nodeFlags } from './bundle.ts';
import type { Start } from './oci.ts';

/**
 * node.exe, under a name of hostprobe's own: by its bare name the program is looked for in PATH as well, where a node may
 * have a node.exe of another version, before the image's own folder. The bytes are those of the npm package.
 */
export const program = 'hostprobe-node.exe';

/**
 * A bare name is found in every mode: containerd 1.6 looks in the working directory, which is the root of the image; from
 * 1.7 on the root is in PATH. The shim itself replaces the variable before anything else sees the command line.
 */
export const start: Start = {
  entrypoint: [program, ...nodeFlags, '%CONTAINER_SANDBOX_MOUNT_POINT%\\hostprobe.mjs'],
  cmd: ['serve'],
};

/** hostprobe.cmd: hostprobe from any folder, and as `kubectl exec ... -- cmd /c hostprobe report` in its container. */
export const commandFile = [
  '@echo off',
  'setlocal DisableDelayedExpansion',
  `"%~dp0${program}" ${nodeFlags.join(' ')} "%~dp0hostprobe.mjs" %*`,
  'exit /b %ERRORLEVEL%',
  '',
].join('\r\n');
