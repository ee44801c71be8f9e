import written from './exit-codes.json' with { type: 'json' };

/**
 * NTSTATUS values that end a process, exceptions that nobody handles, and the codes of the hosts of .NET and of PowerShell: the
 * kind, and the published name. Sources: MS-ERREF 2.3.1, winerror.h, and dotnet/runtime
 * docs/design/features/host-error-codes.md. It is a module of its own, because image/bundle.ts makes JSON of it.
 */
export const endings: Readonly<Record<string, readonly string[]>> = written;
