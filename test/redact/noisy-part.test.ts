import { describe, expect, test } from 'vitest';
import { noisyParts } from '../../agent/redact/noisy-part.ts';

/** The noisy parts of the word that stands behind some text. */
const found = (word: string, before = '') =>
  noisyParts(word, `${before}${word}`, before.length).map(({ start, end }) => word.slice(start, end));

describe('a noisy part is found', () => {
  test.each([
    ['as a whole word', 'aZ3kQ9xLm2pW8vT4yR6s', 'aZ3kQ9xLm2pW8vT4yR6s'],
    ['of 16 characters', 'aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['of 20 small letters and digits', '984ibw4ftnzerbg85aez', '984ibw4ftnzerbg85aez'],
    ['of 14 characters that are filled up', 'aZ3kQ9xLm2pW8v==', 'aZ3kQ9xLm2pW8v=='],
    ['of several atoms', 'wqzkx-jvbqx-pzkw9-xqv', 'wqzkx-jvbqx-pzkw9-xqv'],
    ['of atoms with signs between', 'x4#tR7!mQ2$wB9?vN5@zL8', 'x4#tR7!mQ2$wB9?vN5@zL8'],
    ['with a prefix', 'abc_live_aZ3kQ9xLm2pW8vT4', 'abc_live_aZ3kQ9xLm2pW8vT4'],
    ['with three parts of a prefix at most', 'one-two-three-four-aZ3kQ9xLm2pW8vT4', '-two-three-four-aZ3kQ9xLm2pW8vT4'],
    ['with an underscore before it', '_aZ3kQ9xLm2pW8vT4', '_aZ3kQ9xLm2pW8vT4'],
    ['without a long word before it', 'networkpolicies/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without the version in a path', '/v1/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a drive', 'a:aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a word behind it', 'aZ3kQ9xLm2pW8vT4/kubelet', 'aZ3kQ9xLm2pW8vT4'],
    ['with what is mixed behind it', 'aZ3kQ9xLm2pW8vT4_Ab9_name', 'aZ3kQ9xLm2pW8vT4_Ab9'],
    ['with a part behind a dot', 'aZ3kQ9xLm2pW8vT4.qW8vT4yR6s', 'aZ3kQ9xLm2pW8vT4.qW8vT4yR6s'],
    ['with a short rest', 'k8s-aZ3kQ9xLm2pW8vT4-ok', 'k8s-aZ3kQ9xLm2pW8vT4-ok'],
    ['with slashes of base64', 'MOUrAqx3DUz/MCggkQ9xLm2/pW8vT4yRaa', 'MOUrAqx3DUz/MCggkQ9xLm2/pW8vT4yRaa'],
    ['behind an escape of a URL', 'aZ3k%20Q9xLm2pW8vT4yR6s', 'Q9xLm2pW8vT4yR6s'],
  ])('%s', (_, word, part) => {
    expect(found(word)).toEqual([part]);
  });

  test('twice in one word, if other parts stand between', () => {
    const [first, second] = ['aZ3kQ9xLm2pW8vT4', 'yR6sB5nH7jK1dF0gC2uE'];
    expect(found(`${first}!!!${second}`)).toEqual([first, second]);
  });
});

describe('nothing is noisy', () => {
  test.each([
    ['in 15 characters', 'aZ3kQ9xLm2pW8vT'],
    ['in 19 small letters and digits', '984ibw4ftnzerbg85ae'],
    ['in a name of a container', 'containerd-shim-runhcs-v1'],
    ['in a name of a pod', 'my-pod-7d9f8c6b5-x2k4q'],
    ['in a name of a pod with two dashes', 'app--5c7b9--x2k4q'],
    ['in an id', '9f86d081884c7d659a2f'],
    ['in an id with a prefix', 'i-0a1b2c3d4e5f67890'],
    ['in a time', '2026-11-01T12:00:00.832Z'],
    ['in abbreviations', 'qzxjvkwqpf-qzxjvkwqpf'],
    ['in a name of a type', 'PersistentVolumeClaimRetentionPolicy'],
    ['in an iptables chain of kube-proxy', 'KUBE-SVC-TCOU7JCQXEZGVUNU'],
    ['in parts that are too far apart', 'aZ3kQ9xL---m2pW8vT4'],
  ])('%s', (_, word) => {
    expect(found(word)).toEqual([]);
  });

  test.each([
    ['a digest', 'sha256:'],
    ['a public key', 'ssh-ed25519 '],
  ])('in what the text before it says is %s', (_, before) => {
    expect(found('aZ3kQ9xLm2pW8vT4yR6s', before)).toEqual([]);
  });
});
