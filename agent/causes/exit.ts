import { podArguments, type WrittenCauses, weighing, weighText } from '../cause.ts';
import { evidence } from '../fact.ts';
import { inImage, inManifest, lines, newTag, onCluster, onNode, type Step, shell } from '../fix.ts';
import { onNewNodes } from '../node/containerd-config.ts';
import { learnPage, onlyBound } from './weigh.ts';

/** Windows writes there which program ended, in which module, and why a DLL or an assembly could not be loaded. */
const seeEvents: Step = onNode(
  'See what Windows says of it: the name of the program, the module in which it ended, or the DLL or assembly that is missing.',
  'Get-WinEvent -FilterHashtable @{LogName="Application"; ProviderName="Application Error", ".NET Runtime", "SideBySide", "Application Popup"} -MaxEvents 10 | Format-List TimeCreated, ProviderName, Message',
);

/** How a program of a container ends when it is not by its own decision. */
export const exitCauses: WrittenCauses = {
  'program-crash': {
    title: 'The program has a fault of its own: no setting of the node or of HostProcess explains it',
    explain:
      'An exception that nobody handles ends a program with the code of the exception: 0xC0000005 for a wrong pointer, 0xC0000409 and 0xC0000602 for a program that stops itself, 0xC00000FD for an endless recursion, 0xE0434352 for .NET. A program of Go prints panic and its goroutines, and ends with 2. The log of the container has the reason right before its end.',
    reference: learnPage('windows/win32/debug/getexceptioncode'),
    fix: (symptom) => [
      onCluster(
        'Read the end of the log of the run that ended: the stack that it prints names the function.',
        shell`kubectl logs ${podArguments(symptom)} --all-containers --previous --tail=100`,
      ),
      seeEvents,
      inManifest(
        'See whether a newer release of the program has the fault fixed, or go back to the release that worked; report it to its authors with that stack.',
        'image: <image>',
      ),
    ],
  },
  'container-stopped': {
    title: 'The kubelet, the runtime or a shutdown of Windows stopped the container',
    explain:
      'To stop a HostProcess container the shim sends its first program CTRL_SHUTDOWN_EVENT, which ends most programs with 0xC000013A; five seconds later what is left of the job is terminated. That is no failure of the program: a probe failed, the pod was deleted, evicted or preempted, or the node shut down.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/jobcontainer.go',
    fix: (symptom) => [
      onCluster(
        'See why: Killing, Unhealthy, Evicted, Preempting and NodeNotReady stand in the events of the pod.',
        shell`kubectl describe pod ${podArguments(symptom)}`,
      ),
      inManifest(
        'If it is a probe, give it more time, and let no liveness probe ask what a restart does not mend, such as the API server.',
        'livenessProbe:\n  timeoutSeconds: 5\n  failureThreshold: 6',
      ),
      onNode(
        'If Windows was shut down or restarted at that time, its log says by whom.',
        'Get-WinEvent -FilterHashtable @{LogName="System"; Id=1074, 6006, 6008} -MaxEvents 5 | Format-List TimeCreated, Id, Message',
      ),
    ],
  },
  'program-start': {
    title: 'A DLL of the program could not be initialised in the session of services',
    explain:
      'Programs in a HostProcess container share the desktop of session 0 with all services, and the memory of that desktop is small: when many run at once, new ones end before their first line. The same happens when the environment lacks SystemRoot or a writable TEMP, as when a script clears it, and while Windows shuts down.',
    reference: learnPage('troubleshoot/windows-server/performance/out-of-memory-error-in-desktop-heap'),
    fix: () => [
      seeEvents,
      onNode(
        'See whether programs pile up in session 0, and stop what is left over.',
        'Get-Process | Where-Object SessionId -eq 0 | Group-Object Name | Sort-Object Count -Descending | Select-Object -First 10 Count, Name',
      ),
      inManifest('Start fewer programs at once: exec probes and scripts that start others count too.'),
      inImage('Let no script of the image start a program with an environment of its own that lacks SystemRoot.'),
    ],
  },
  'service-session': {
    title: 'The program runs in session 0 without a desktop, and takes that for a sign that it is a service',
    explain: 'A HostProcess container runs in session 0, as services do, and Windows did not start it as one.',
    reference: 'https://github.com/open-telemetry/opentelemetry-collector-contrib/pull/2819',
    fix: () => [
      inManifest(
        'Tell the program that it is no service: this is for the OpenTelemetry Collector; Telegraf has --console.',
        'env:\n- name: NO_WINDOWS_SERVICE\n  value: "1"',
      ),
    ],
  },
  'service-silent': {
    title: 'A service of Windows that the program needs is disabled, or does not run',
    explain:
      'Many cmdlets ask a service of the node over RPC: those of the firewall MpsSvc, of networks hns, of disks smphost.',
    reference: learnPage('windows/win32/debug/system-error-codes--1700-3999-'),
    fix: () => [
      onNode('See which services are disabled.', 'Get-Service | Where-Object StartType -eq Disabled'),
      onNode('Start it; <service> is its name.', 'sc.exe config <service> start= demand\nStart-Service <service>'),
      inManifest('Or, if the node is meant to be without it, leave out the step that needs it.'),
    ],
  },
  'program-library': {
    title: 'A DLL that the program needs is neither beside it nor on the node',
    explain:
      'A HostProcess container takes the DLLs of Windows from the node: what its image has in C:\\Windows\\System32, such as vcruntime140.dll, is not found there.',
    reference: learnPage('windows/win32/dlls/dynamic-link-library-search-order'),
    fix: (_, facts) => [
      inImage(
        'Put the DLLs that the program needs, often vcruntime140.dll and msvcp140.dll, into its own folder in the image.',
      ),
      ...newTag(),
      onNode(
        `Or install the package that contains them, such as the Visual C++ Redistributable${onNewNodes(facts)}: ExitCode 0 is good, 3010 too once Windows restarts, and 1638 says that a newer one is there.`,
        lines(
          shell`Invoke-WebRequest -UseBasicParsing https://aka.ms/vs/17/release/vc_redist.x64.exe -OutFile vc_redist.x64.exe`,
          shell`Start-Process .\\vc_redist.x64.exe '/install /quiet /norestart' -Wait -PassThru | Select-Object ExitCode`,
        ),
      ),
    ],
  },
  'side-by-side': {
    title: 'Windows does not see C:\\hpc when it looks for side-by-side assemblies',
    explain:
      'A manifest beside or in a program can name assemblies, such as a private copy of the C runtime in a folder beside it. With the bind filter (containerd 1.7 and newer) C:\\hpc exists only inside the container, and the part of Windows that reads manifests works outside of it. Microsoft calls this by design; with containerd 1.6 the same image works.',
    reference: 'https://github.com/microsoft/Windows-Containers/issues/366',
    fix: (_, facts) => [
      inImage(
        'Let the start script copy the program to a folder of the host, and start it there.',
        lines(
          shell`Copy-Item -Recurse -Force -Path ($env:CONTAINER_SANDBOX_MOUNT_POINT + '/app') -Destination C:/agent`,
          shell`C:/agent/app.exe`,
        ),
      ),
      inImage('Or build the program without the manifest, with its runtime linked statically.'),
      ...newTag(),
      onNode(
        `Or install the assemblies, often a Visual C++ Redistributable${onNewNodes(facts)}; the event names them.`,
        'Get-WinEvent -FilterHashtable @{LogName="Application"; ProviderName="SideBySide"} -MaxEvents 5 | Format-List TimeCreated, Message',
      ),
    ],
    weigh: onlyBound('likely'),
  },
  'dotnet-runtime': {
    title:
      'The .NET runtime, or the program that it should start, is in the image, but Windows looks for it on the node',
    explain:
      'The entry point of a .NET image is dotnet /app/x.dll, or a program that looks for the runtime in DOTNET_ROOT, in the registry and in C:\\Program Files\\dotnet. In a HostProcess container /app and C:\\Program Files are those of the host: the files of the image are below the mount point.',
    reference: 'https://github.com/dotnet/sdk-container-builds/issues/640',
    fix: () => [
      inManifest(
        'Replace the entry point of the image by a command that begins with the mount point; both files are named as they are in the image.',
        'command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\Program Files\\\\dotnet\\\\dotnet.exe"]\nargs: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\app\\\\app.dll"]',
      ),
      inManifest(
        'For a program with a host of its own, say where the runtime is.',
        'env:\n- name: DOTNET_ROOT\n  value: "%CONTAINER_SANDBOX_MOUNT_POINT%\\\\Program Files\\\\dotnet"',
      ),
      inImage(
        'Or publish it with its runtime, as one file at the root of the image.',
        'dotnet publish -r win-x64 --self-contained -p:PublishSingleFile=true',
      ),
    ],
    weigh: (symptom) => {
      const { path = '' } = symptom.match.captured;
      return /(?<!dotnet)\.exe$/i.test(path) ? weighing('ruled-out', evidence('missing', path)) : weighText(symptom);
    },
  },
};
