import { containerPath } from '../shim/path-mode.ts';
import type { Signature } from '../signature.ts';

/** Programs inside a HostProcess container. */
export const application: readonly Signature[] = [
  {
    id: 'port-in-use',
    component: 'application',
    title: 'A program could not listen on its port',
    hostProcess: false,
    pattern:
      /(?:listen (?:tcp|udp)[46]? (?<address>[^\s]{0,80}?):(?<port>\d{1,5}): bind: (?:Only one usage of each socket address|An attempt was made to access a socket)|listen E(?:ADDRINUSE|ACCES): [a-z ]{1,40} (?<where>[^\s]{0,80}?):(?<number>\d{1,5})(?!\d)|\[WinError 100(?:48|13)\]|Failed to bind to address https?:\/\/[^\s]{1,80}?:(?<kestrel>\d{1,5}): address already in use)/,
    literals: [
      ': bind: Only one usage of each socket address',
      ': bind: An attempt was made to access a socket',
      'listen EADDRINUSE',
      'listen EACCES',
      '[WinError 10048]',
      '[WinError 10013]',
      'Failed to bind to address',
    ],
    samples: [
      'listen tcp 0.0.0.0:9182: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
      'Error: listen EADDRINUSE: address already in use 0.0.0.0:20258',
      'System.IO.IOException: Failed to bind to address http://0.0.0.0:9182: address already in use.',
    ],
    nearMisses: ['listen tcp :80: bind: address already in use'],
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#limitations',
    causes: ['host-port-in-use'],
  },
  {
    id: 'container-user',
    component: 'application',
    title: 'A program that expects to be a HostProcess container runs as an ordinary container',
    hostProcess: true,
    pattern: /Running as a preconfigured Windows Container user/,
    literals: ['Running as a preconfigured Windows Container user'],
    samples: [
      'Running as a preconfigured Windows Container user. This may mean you do not have Windows HostProcess containers configured correctly and some functionality will not work as expected.',
    ],
    nearMisses: ['Running as ContainerUser'],
    reference: 'https://github.com/prometheus-community/windows_exporter',
    causes: ['host-process-ignored'],
  },
  {
    id: 'nested-bind',
    component: 'application',
    title: 'A program inside a HostProcess container is not allowed to use the bind filter',
    hostProcess: true,
    pattern: /ApplyFileBinding\b[^\n]{0,200}Access is denied/,
    literals: ['ApplyFileBinding'],
    samples: ['failed to mount C:\\x: bindfilter.ApplyFileBinding: Access is denied.'],
    nearMisses: ['ApplyFileBinding: The parameter is incorrect.'],
    reference: 'https://github.com/moby/buildkit/issues/6590',
    causes: ['nested-bind-filter'],
  },
  {
    id: 'unix-socket',
    component: 'application',
    title: 'A program could not listen on, or connect to, a Unix socket by its path',
    hostProcess: false,
    pattern: new RegExp(
      `(?:dial|listen) unix (?!${containerPath})(?<path>[^\\n"]{1,300}?): (?:connect|bind): (?<tail>[^\\n"]{1,400})`,
    ),
    codes: { only: [2, 3, 5, 123, 10013, 10022, 10049, 10050, 10051, 10061] },
    literals: ['dial unix ', 'listen unix '],
    samples: [
      'listen unix C:\\csi\\csi.sock: bind: The system cannot find the path specified.',
      'transport: Error while dialing dial unix \\var\\lib\\kubelet\\plugins\\x\\csi.sock: connect: A socket operation was attempted to an unreachable network.',
    ],
    nearMisses: ['dial unix /csi/csi.sock: connect: no such file or directory'],
    reference: 'https://github.com/rancher/rke2/issues/4025',
    causes: ['container-path'],
  },
];
