import { basename } from 'node:path/win32';
import { containerd } from './containerd.ts';
import { kubeProxy } from './kube-proxy.ts';
import { kubelet } from './kubelet.ts';
import { lab } from './lab.ts';
import { nssm } from './nssm.ts';
import { shim } from './shim.ts';

/** The programs of a lab node: one executable under several names. */
const programs: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  'containerd.exe': containerd,
  'containerd-shim-runhcs-v1.exe': shim,
  'kubelet.exe': kubelet,
  'kube-proxy.exe': kubeProxy,
  'nssm.exe': nssm,
  'lab.exe': lab,
};

const name = basename(process.execPath).toLowerCase();
const program = programs[name];
if (program === undefined) throw new Error(`no program of the lab is called ${name}`);
// In a single executable application the first two arguments are its own path.
void program(process.argv.slice(2));
