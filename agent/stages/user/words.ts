import type { Expectation, Point } from '../../stage/prediction.ts';
import { type ContainerSubject, fails, startEvent } from '../../stage.ts';
import { tailText } from '../../windows/error-text.ts';

/** What will be said where there is no token. Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7. */
export const token = ({ name }: ContainerSubject, text: string, note: string | null = null): Expectation =>
  startEvent(name, `failed to create user process token: ${text}`, note);

/** @param code what LogonUserW says, a Win32 error */
export const logon = (container: ContainerSubject, code: number, note: string | null = null): Expectation =>
  token(container, `failed to logon user: ${tailText(code)}.`, note);

export const worded = "The end is Windows' own, in its language; this one is the likeliest.";

/** An account that Windows is asked to log on with an empty password. */
export const wrongPassword = (container: ContainerSubject, summary: string, cause: string): Point =>
  fails(summary, { standing: 'derived', expect: logon(container, 1326, worded), cause });
