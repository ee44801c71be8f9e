import { diagnose } from '../../agent/diagnose.ts';
import { readText } from '../../agent/messages/text.ts';
import type { Diagnosis } from '../../agent/report.ts';
import { readTail } from '../../agent/windows/error-text.ts';
import { claimants } from '../signatures/claimants.ts';

/** What explain says of a text without facts: the same functions as the command, without its printing. */
export interface Answer {
  diagnoses: Diagnosis[];
  /** Signatures that claim a message of the text: more than one for the same message is a fault of the catalogue. */
  rivals: string[];
}

export function ask(text: string): Answer {
  const messages = readText(text, 'text', null);
  const claims = messages.map((message) => claimants(message.text));
  return {
    diagnoses: diagnose(messages),
    rivals: claims.filter((claimed) => claimed.length > 1).map((claimed) => claimed.map(({ id }) => id).join(' and ')),
  };
}

/** The causes that a diagnosis leaves, the heaviest first. */
export const left = ({ causes }: Diagnosis): string[] =>
  causes.filter(({ weight }) => weight !== 'ruled-out').map(({ id }) => id);

/** What takes the text for a failure of a HostProcess container. */
export const accusers = ({ diagnoses }: Answer): string[] =>
  diagnoses.filter(({ hostProcess }) => hostProcess).map(({ signature }) => signature);

/** The Win32 code that the end of a message is read as; null: none. */
export const codeOf = (text: string): number | null => readTail(text).code;
