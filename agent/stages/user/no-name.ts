import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, fails } from '../../stage.ts';
import { tokenFails } from './expected-error.ts';

export function asUnset(container: ContainerSubject, knowsGroups: boolean): Point {
  const text = knowsGroups ? 'empty username or group name passed' : 'empty user string passed';
  const note =
    'For an image that is built from the HostProcess base image, which sets no USER. With a USER such as ContainerUser the message ends in "failed to logon user".';
  return fails('runAsUserName is not set: the USER of the image decides, which does not exist on the host', {
    certainty: 'derived',
    expect: tokenFails(container, text, note),
    cause: 'run-as-user-missing',
  });
}

export const asMalformed = (container: ContainerSubject): Point =>
  fails(`"${container.runAs.text}" has more than one backslash`, {
    expect: tokenFails(container, `invalid user string \`${container.runAs.text}\``),
    cause: 'run-as-user-malformed',
  });
