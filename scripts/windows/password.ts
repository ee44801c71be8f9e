import { randomBytes } from 'node:crypto';

/** `net.exe user` asks back for a password of more than 14 characters, and fails where nobody can answer. */
export const passwordOfLane = (): string => `${randomBytes(5).toString('hex')}aA1!`;
