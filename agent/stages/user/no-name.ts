import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, fails } from '../../stage.ts';
import { token } from './words.ts';

export function asUnset(container: ContainerSubject, knowsGroups: boolean): Point {
  const text = knowsGroups ? 'empty username or group name passed' : 'empty user string passed';
  const note =
    'So with an image from the HostProcess base image, which names no user. One with a USER of its own, such as ContainerUser, ends in "failed to logon user".';
  return fails('runAsUserName is not set, so that the USER of the image counts, which has no use on the host', {
    standing: 'derived',
    expect: token(container, text, note),
    cause: 'run-as-user-missing',
  });
}

export const asMalformed = (container: ContainerSubject): Point =>
  fails(`"${container.runAs.text}" has more than one backslash`, {
    expect: token(container, `invalid user string \`${container.runAs.text}\``),
    cause: 'run-as-user-malformed',
  });
