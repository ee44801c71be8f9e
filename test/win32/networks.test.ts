import { describe, expect, test } from 'vitest';
import { guidBytes } from '../../agent/win32/networks.ts';
import { nativeOn } from './on-windows.ts';

const id = 'C8D471A9-A4B8-4E13-A137-A50B5C4F94B6';
const calico = JSON.stringify({ ID: id, Name: 'Calico', Type: 'Overlay' });
/** As hcsshim prints them, in threads of operators. */
const denied = { code: 0x8007_0005, record: '{"Success":false,"Error":"Access is denied. ","ErrorCode":2147942405}' };
const exists = {
  code: 0x803b_0013,
  record: '{"Success":false,"Error":"The specified port already exists. ","ErrorCode":2151350291}',
};

test('a GUID lies in memory with its first three numbers turned', () => {
  expect(guidBytes(id).toString('hex')).toBe('a971d4c8b8a4134ea137a50b5c4f94b6');
  expect(guidBytes(`{${id.toLowerCase()}}`)).toEqual(guidBytes(id));
  expect(() => guidBytes('Calico')).toThrow('"Calico" is not a GUID');
});

describe('HNS', () => {
  test('tells its objects by their ids, and gives back all that it was lent', async () => {
    const { hostNetworks } = await nativeOn({ hns: { Network: { [id]: calico } } });
    expect(await hostNetworks.list('networks')).toEqual([id]);
    expect(await hostNetworks.read('networks', id)).toBe(calico);
    expect(await hostNetworks.list('endpoints')).toEqual([]);
    expect(await hostNetworks.list('loadBalancers')).toEqual([]);
  });

  test.each(['networks', 'endpoints', 'loadBalancers'] as const)(
    'of %s, one that has gone meanwhile is an answer',
    async (kind) => {
      const { hostNetworks } = await nativeOn({});
      expect(await hostNetworks.read(kind, id)).toBeNull();
    },
  );

  test('that refuses is a refusal, in its own words', async () => {
    const { hostNetworks } = await nativeOn({ hns: { Network: denied } });
    await expect(hostNetworks.list('networks')).rejects.toMatchObject({
      kind: 'denied',
      message: 'HcnEnumerateNetworks: ERROR_ACCESS_DENIED (5): Access is denied.',
      code: '5',
    });
  });

  test('that fails with a code of its own keeps nothing open', async () => {
    const { hostNetworks } = await nativeOn({ hns: { LoadBalancer: { [id]: exists } } });
    await expect(hostNetworks.read('loadBalancers', id)).rejects.toMatchObject({
      kind: 'failed',
      message: `HcnQueryLoadBalancerProperties ${id}: 0x803b0013: The specified port already exists.`,
      code: '0x803b0013',
    });
  });

  test('that answers something else than a list is a failure, not a node without networks', async () => {
    const broken = { hns: { Network: { [id]: calico } }, first: { HcnEnumerateNetworks: [0] } } as const;
    const { hostNetworks } = await nativeOn(broken);
    await expect(hostNetworks.list('networks')).rejects.toThrow('is no list of ids');
  });
});
