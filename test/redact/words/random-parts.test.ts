import { describe, expect, test } from 'vitest';
import { noisyParts } from '../../../agent/redact/words/random-parts.ts';
import { redactText } from '../../../agent/redact.ts';

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
    ['of 26 characters with signs between short ids', 'a1!b2!c3!d4!e5!f6!a7!b8!c9', 'a1!b2!c3!d4!e5!f6!a7!b8!c9'],
    ['of 12 small letters behind a sign', 'JW7HZ*iuotmzdjcggl', 'JW7HZ*iuotmzdjcggl'],
    ['of atoms with two joints between', 'aZ3kQ9xL--m2pW8vT4yR', 'aZ3kQ9xL--m2pW8vT4yR'],
    ['of 16 small letters', 'qgajmmeinkgxjlvl', 'qgajmmeinkgxjlvl'],
    ['behind a short id, which counts', '9f8-aZ3kQ9xLm2pW', '9f8-aZ3kQ9xLm2pW'],
    ['before a short id, which counts', 'aZ3kQ9xLm2pW-9f8', 'aZ3kQ9xLm2pW-9f8'],
    ['with a number behind it', 'aZ3kQ9xLm2pW8vT4-12345678', 'aZ3kQ9xLm2pW8vT4-12345678'],
    ['of 25 letters behind an id', '12ab-ItemWindowsFxCLabNetKikPo', '12ab-ItemWindowsFxCLabNetKikPo'],
    ['with two short parts behind it', 'aZ3kQ9xLm2pW8vT4-ok-my', 'aZ3kQ9xLm2pW8vT4-ok-my'],
    ['with capitals behind a slash', 'aZ3kQ9xLm2pW8vT4/PODS', 'aZ3kQ9xLm2pW8vT4/PODS'],
    ['with what is filled up behind a slash', 'aZ3kQ9xLm2pW8vT4/kubelets=', 'aZ3kQ9xLm2pW8vT4/kubelets='],
    ['without a name and a digit before a colon', 'workzone5:aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a longer one', 'policywin1:aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['of 25 characters with 0X', '0X16459660397561498539167', '0X16459660397561498539167'],
    ['of 32 characters that begin with a word', 'fadeisVolumeZone9267A15DB6A9096A', 'fadeisVolumeZone9267A15DB6A9096A'],
    ['with a prefix of seven letters', 'network_aZ3kQ9xLm2pW8vT4', 'network_aZ3kQ9xLm2pW8vT4'],
    ['without one of eight letters', 'networks_aZ3kQ9xLm2pW8vT4', '_aZ3kQ9xLm2pW8vT4'],
    ['with what is mixed before a colon', 'v12:aZ3kQ9xLm2pW8vT4', 'v12:aZ3kQ9xLm2pW8vT4'],
    ['without two characters before a colon', 'v1:aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a word behind a dash', 'aZ3kQ9xLm2pW8vT4-network', 'aZ3kQ9xLm2pW8vT4'],
    ['with a prefix', 'abc_live_aZ3kQ9xLm2pW8vT4', 'abc_live_aZ3kQ9xLm2pW8vT4'],
    ['with three parts of a prefix at most', 'one-two-three-four-aZ3kQ9xLm2pW8vT4', '-two-three-four-aZ3kQ9xLm2pW8vT4'],
    ['with a name of three odd parts before it', 'endIceCon-aZ3kQ9xLm2pW8vT4', 'endIceCon-aZ3kQ9xLm2pW8vT4'],
    ['with such a name behind it', 'aZ3kQ9xLm2pW8vT4-endIceCon', 'aZ3kQ9xLm2pW8vT4-endIceCon'],
    ['without a name of plain parts before it', 'workKubeHost-aZ3kQ9xLm2pW8vT4', '-aZ3kQ9xLm2pW8vT4'],
    ['without a name of plain parts behind it', 'aZ3kQ9xLm2pW8vT4-workKubeHost', 'aZ3kQ9xLm2pW8vT4'],
    ['without two words before it', 'slicezone-aZ3kQ9xLm2pW8vT4', '-aZ3kQ9xLm2pW8vT4'],
    ['with what may be base64 before a slash', 'servNetName/aZ3kQ9xLm2pW8vT4', 'servNetName/aZ3kQ9xLm2pW8vT4'],
    ['without what is hardly base64 before a slash', 'servTime/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['with a short word and a digit before a colon', 'file1:aZ3kQ9xLm2pW8vT4', 'file1:aZ3kQ9xLm2pW8vT4'],
    ['with an underscore before it', '_aZ3kQ9xLm2pW8vT4', '_aZ3kQ9xLm2pW8vT4'],
    ['without a long word before it', 'networkpolicies/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without the version in a path', '/v1/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a drive', 'a:aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['without a word behind it', 'aZ3kQ9xLm2pW8vT4/kubelet', 'aZ3kQ9xLm2pW8vT4'],
    ['with what is mixed behind it', 'aZ3kQ9xLm2pW8vT4_Ab9_name', 'aZ3kQ9xLm2pW8vT4_Ab9'],
    ['with a part behind a dot', 'aZ3kQ9xLm2pW8vT4.qW8vT4yR6s', 'aZ3kQ9xLm2pW8vT4.qW8vT4yR6s'],
    ['with a short rest', 'k8s-aZ3kQ9xLm2pW8vT4-ok', 'k8s-aZ3kQ9xLm2pW8vT4-ok'],
    ['with slashes of base64', 'MOUrAqx3DUz/MCggkQ9xLm2/pW8vT4yRaa', 'MOUrAqx3DUz/MCggkQ9xLm2/pW8vT4yRaa'],
    ['of 20 characters without capitals', '156--sumtxhumdlgchix', '156--sumtxhumdlgchix'],
    ['of capitals and small letters with a slash', 'Y45FCUDQFNLH/yhlmspt', 'Y45FCUDQFNLH/yhlmspt'],
    ['of 19 characters with much noise', '0ylzH__ru.dxjbv6cud', '0ylzH__ru.dxjbv6cud'],
    ['behind a number and a colon', '570:DfbjNkE6znqazxozweS0svLvmwLN', 'DfbjNkE6znqazxozweS0svLvmwLN'],
    ['of two parts of base64', 'avhmk/fjpnoqwzzcknhcdk', 'avhmk/fjpnoqwzzcknhcdk'],
    ['of a long run with few digits', 'Y1EaiOiZBTSihreWNKN5tzd4EGDZSIp', 'Y1EaiOiZBTSihreWNKN5tzd4EGDZSIp'],
    [
      'without a word of five letters behind an underscore',
      'uYdrMydyHDJZJYWAzBykRzKfMkOmi_slice',
      'uYdrMydyHDJZJYWAzBykRzKfMkOmi',
    ],
    [
      'without the name of a type behind it',
      'uTTaCXSJp91D8ykLR0ChTSnYA0u0hp78gV--endpointPolicy',
      'uTTaCXSJp91D8ykLR0ChTSnYA0u0hp78gV',
    ],
    [
      'with a word between two noisy parts',
      'trkuxbgtyiokwtjnsurnywt-Volume=60MTR8U354D2MO0SN5BES9J4=',
      'trkuxbgtyiokwtjnsurnywt-Volume=60MTR8U354D2MO0SN5BES9J4=',
    ],
    ['in the path of a folder of mkdtemp', '/tmp/build-a9G1lK/aZ3kQ9xLm2pW8vT4', 'aZ3kQ9xLm2pW8vT4'],
    ['of base64 with slashes in a path', '/v1/MOUrAqx3/DUz/MCggkQ9xLm2/pW8v', 'MOUrAqx3/DUz/MCggkQ9xLm2/pW8v'],
    ['behind an escape of a URL', 'aZ3k%20Q9xLm2pW8vT4yR6s', 'Q9xLm2pW8vT4yR6s'],
  ])('%s', (_, word, part) => {
    expect(found(word)).toEqual([part]);
  });

  test('twice in one word, if other parts stand between', () => {
    const [first, second] = ['aZ3kQ9xLm2pW8vT4', 'yR6sB5nH7jK1dF0gC2uE'];
    expect(found(`${first}!!!${second}`)).toEqual([first, second]);
    expect(found(`${first}-persistent-volumes-claims-endpoints-services-${second}`)).toEqual([first, `-${second}`]);
  });
});

describe('nothing is noisy', () => {
  test.each([
    ['in 15 characters', 'aZ3kQ9xLm2pW8vT'],
    ['in 19 small letters and digits', '984ibw4ftnzerbg85ae'],
    ['in 13 characters that are filled up', 'aZ3kQ9xLm2pW8='],
    ['in short ids with signs between', 'a1!b2!c3!d4!e5!f6'],
    ['in few characters behind a time', '352Z+0xuegnmbtyfknyjjqd'],
    ['in few characters behind an id', '9f86d081-aZ3kQ9xLm2pW'],
    ['in 27 characters of a name with odd letters', 'endpointsliceZxqKubeletZone'],
    ['in a number behind a word', 'appstatefulset0yD404D44527B3D808'],
    ['in 18 characters of a name', 'RunPathViewTaskQz6'],
    ['in 27 characters of a name', 'wfUDataEndpointzVGPodQkiName'],
    ['in capitals with one digit in front', '1UREMLG8G6IISHATLDRHHLPIDAB'],
    ['in 18 characters with a word', 'UZ9UCBO51--Policy'],
    ['in 18 characters behind dashes', '--9998a4zd281byr48_'],
    ['in 17 characters behind a digit and dashes', '7---kgiiazvpisphycle'],
    ['in 25 small letters that may be words', 'bijxdrlcyelngolpedsowsedj/x'],
    ['in a digest behind its algorithm', 'sha256:aZ3kQ9xLm2pW8vT4yR6s'],
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
    ['in folders of mkdtemp', '/tmp/hp-tests-a9G1lK/predict-gYO2fb/web.yaml'],
    ['in three folders of mkdtemp', '/tmp/pip-req-8MKl8l/tmp-POMj4z/vscode-R6dLrI/web.yaml'],
    ['in folders of mktemp', '/tmp/tmp.vMcRbyggqU/tmp.WabQW4AoA7/web.yaml'],
    ['in folders of tempfile', '/tmp/tmpkmfnb35_/pip-g5toq28b/a.whl'],
  ])('%s', (_, word) => {
    expect(found(word)).toEqual([]);
  });

  test.each([
    ['a digest', 'sha256:', 'aZ3kQ9xLm2pW8vT4yR6s'],
    ['a public key', 'ssh-ed25519 ', 'aZ3kQ9xLm2pW8vT4yR6s'],
    ['an id, from its first part of base64 on', 'id=', 'app+iLsIaSqJfJQWnRWIDktVrLrCM'],
    ['an id that begins with one letter', 'id=', 'd/icvdCchzKvsUaaGBPpgWHVmozcVlrH'],
  ])('in what the text before it says is %s', (_, before, word) => {
    expect(found(word, before)).toEqual([]);
  });
});

test.each(['pc=0x7ff6a1b2c3d4', 'rip=0x00007ff6a1b2c3d4', 'at 0X00007FF6A1B2C3D4'])(
  'an address in memory: %s',
  (text) => {
    expect(redactText(text)).toBe(text);
  },
);
