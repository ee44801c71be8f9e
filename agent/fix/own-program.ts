import type { ShellCommand } from './command.ts';

/** Of the zip for a node: hostprobe is not in the PATH there, so the command is for its folder. */
export const saveFacts = '.\\hostprobe.cmd facts > node.json';
export const makeReport = '.\\hostprobe.cmd report' as ShellCommand;
export const makeBundle = '.\\hostprobe.cmd bundle';
export const inItsFolder = 'in the folder of hostprobe';

/** Reads a node of the cluster from elsewhere; the reader chooses the node. */
export const listAndReport = 'kubectl get nodes -l kubernetes.io/os=windows\nhostprobe report --node <node>';
