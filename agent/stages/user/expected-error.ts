import type { Expectation, Point } from '../../stage/prediction.ts';
import { type ContainerSubject, fails, startEvent } from '../../stage.ts';
import { tailText } from '../../windows/error-text.ts';

/** The message if there is no token. Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7. */
export const tokenFails = ({ name }: ContainerSubject, text: string, note: string | null = null): Expectation =>
  startEvent(name, `failed to create user process token: ${text}`, note);

/** @param code the Win32 error of LogonUserW */
export const logon = (container: ContainerSubject, code: number, note: string | null = null): Expectation =>
  tokenFails(container, `failed to logon user: ${tailText(code)}.`, note);

export const worded = 'Windows adds the last sentence, in its own language; this is the most likely one.';

/** An account that the shim tries to log on with an empty password. */
export const wrongPassword = (container: ContainerSubject, summary: string, cause: string): Point =>
  fails(summary, { certainty: 'derived', expect: logon(container, 1326, worded), cause });
