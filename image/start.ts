import { nodeFlags } from './bundle.ts';
import type { Start } from './oci.ts';

/**
 * node.exe under a different name: a bare name is also searched for in PATH, before the image's folder, and a node may have
 * another version of node.exe there. The bytes are those of the npm package.
 */
export const program = 'hostprobe-node.exe';

/**
 * A bare name is found in every mode: containerd 1.6 searches the working directory, which is the root of the image, and from
 * 1.7 on the root is in PATH. The shim replaces the variable before Windows gets the command line.
 */
export const start: Start = {
  entrypoint: [program, ...nodeFlags, '%CONTAINER_SANDBOX_MOUNT_POINT%\\hostprobe.mjs'],
  cmd: ['serve'],
};

/** hostprobe.cmd: runs hostprobe from any folder, and in its container: `kubectl exec ... -- cmd /c hostprobe report`. */
export const commandFile = [
  '@echo off',
  'setlocal DisableDelayedExpansion',
  `"%~dp0${program}" ${nodeFlags.join(' ')} "%~dp0hostprobe.mjs" %*`,
  'exit /b %ERRORLEVEL%',
  '',
].join('\r\n');
