import { type Replacement, type TextView, textViewOf } from './text-view.ts';

/**
 * The prefix that containerd writes before each line of a container's log, with the line break before it if a long line
 * was split. Source: kubernetes/cri-api and kubernetes/kubernetes pkg/kubelet/kuberuntime/logs/logs.go
 */
const beforeLine = /(?:\r?\n)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,16} std(?:out|err) [FP] /g;

/** A container's log without these prefixes, so that split lines are whole again. */
export function withoutLinePrefixes(text: string): TextView | null {
  if (!/ std(?:out|err) [FP] /.test(text)) return null;
  const changes: Replacement[] = [];
  let isPartial = false;
  for (const { 0: whole, index } of text.matchAll(beforeLine)) {
    const breaks = /^\r?\n/.exec(whole)?.[0].length ?? 0;
    changes.push({ start: index + (isPartial ? 0 : breaks), end: index + whole.length, put: '' });
    isPartial = whole.endsWith(' P ');
  }
  return textViewOf(text, changes);
}
