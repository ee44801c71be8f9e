import { parseDocument } from 'yaml';
import { type Fix, type Step, showFix } from '../agent/fix.ts';

/** A fix as it is shown; what is missing is empty. */
export const textOf = (fix: Fix | null | undefined): string => (fix ? showFix(fix).join('\n') : '');

/** What is typed, step by step. */
export const commandsOf = (fix: Fix | null | undefined): string[] => fix?.steps.flatMap(({ run }) => run ?? []) ?? [];

/** What is wrong with the form of a fix, as sentences. */
export function faultsOf({ steps, verify }: Fix): string[] {
  const said = steps.map(({ say }) => say).join(' ');
  return [
    ...steps.flatMap((step) => [...faultsOfSay(step), ...faultsOfRun(step)]),
    ...placeholders(verify?.run ?? '')
      .filter((one) => !said.includes(one))
      .map((one) => `no step tells what ${one} is in: ${verify?.run}`),
  ];
}

function faultsOfSay({ say }: Step): string[] {
  return [
    ...(/^[A-Z"][^\n]*[^.]\.$/.test(say) ? [] : [`not a sentence: ${say}`]),
    ...(/[.!?]\)? [A-Z]/.test(say) ? [`more than one sentence: ${say}`] : []),
    ...(command.test(say) ? [`a command in the sentence: ${say}`] : []),
  ];
}

function faultsOfRun({ say, run, on }: Step): string[] {
  if (run === undefined) return [];
  const lines = run.split('\n');
  return [
    ...lines
      .filter((line) => /^[A-Z][a-z]+,? [a-z]|[a-z]\.$/.test(line))
      .map((line) => `prose in the command: ${line}`),
    ...placeholders(run)
      .filter((one) => !say.includes(one))
      .map((one) => `the sentence does not tell what ${one} is: ${run}`),
    ...(on === 'cluster' && !lines.every((line) => /^(?:kubectl|hostprobe) /.test(line))
      ? [`not for kubectl: ${run}`]
      : []),
    ...(on === 'node' && /(?:^|\n)kubectl /.test(run) ? [`kubectl on a node: ${run}`] : []),
    ...(on === 'manifest' && parseDocument(run).errors.length > 0 ? [`not YAML: ${run}`] : []),
  ];
}

const placeholders = (text: string): string[] => text.match(/<[a-z][^<>\n]*>/g) ?? [];

/** How commands begin that fixes name: cmdlets, programs with what follows them. */
const command =
  /\b(?:Get|Set|New|Add|Remove|Start|Stop|Restart|Install|Enable|Test|Resolve)-[A-Z]\w+|\bkubectl [a-z]|\bnet (?:localgroup|accounts|user) |\bnetsh |\b(?:sc|icacls|curl|crictl|ctr|nssm|where|DISM|sfc)\.exe [-/a-z]|\bicacls |\bw32tm |\bgpupdate |\bcertutil /;
