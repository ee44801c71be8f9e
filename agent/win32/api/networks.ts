import { declare } from '../library.ts';

/**
 * The Host Compute Network: ComputeNetwork.h, since Windows Server 2019; combaseapi.h. Every call returns an HRESULT. Ids are
 * GUIDs in memory; queries and answers are JSON. What a call writes to Networks, Properties or ErrorRecord is freed with
 * CoTaskMemFree. Source: learn.microsoft.com/virtualization/api/hcn, hcsshim hcn/hcn.go.
 */

const enumerate = ['text', 'bytes', 'bytes'] as const;
const open = ['bytes', 'bytes', 'bytes'] as const;
const query = ['pointer', 'text', 'bytes', 'bytes'] as const;

export const HcnEnumerateNetworks = declare('computenetwork.dll', 'HcnEnumerateNetworks', 'u32', enumerate);
export const HcnOpenNetwork = declare('computenetwork.dll', 'HcnOpenNetwork', 'u32', open);
export const HcnQueryNetworkProperties = declare('computenetwork.dll', 'HcnQueryNetworkProperties', 'u32', query);
export const HcnCloseNetwork = declare('computenetwork.dll', 'HcnCloseNetwork', 'u32', ['pointer']);

export const HcnEnumerateEndpoints = declare('computenetwork.dll', 'HcnEnumerateEndpoints', 'u32', enumerate);
export const HcnOpenEndpoint = declare('computenetwork.dll', 'HcnOpenEndpoint', 'u32', open);
export const HcnQueryEndpointProperties = declare('computenetwork.dll', 'HcnQueryEndpointProperties', 'u32', query);
export const HcnCloseEndpoint = declare('computenetwork.dll', 'HcnCloseEndpoint', 'u32', ['pointer']);

export const HcnEnumerateLoadBalancers = declare('computenetwork.dll', 'HcnEnumerateLoadBalancers', 'u32', enumerate);
export const HcnOpenLoadBalancer = declare('computenetwork.dll', 'HcnOpenLoadBalancer', 'u32', open);
export const HcnQueryLoadBalancerProperties = declare(
  'computenetwork.dll',
  'HcnQueryLoadBalancerProperties',
  'u32',
  query,
);
export const HcnCloseLoadBalancer = declare('computenetwork.dll', 'HcnCloseLoadBalancer', 'u32', ['pointer']);

export const CoTaskMemFree = declare('ole32.dll', 'CoTaskMemFree', 'void', ['pointer']);

/** winerror.h: HCN_E_NETWORK_, ENDPOINT_ and POLICY_NOT_FOUND, and ERROR_NOT_FOUND as an HRESULT. */
export const notThere: ReadonlySet<number> = new Set([0x803b_0001, 0x803b_0002, 0x803b_0008, 0x8007_0490]);
/** The upper half of an HRESULT that holds a Win32 error in its lower one (HRESULT_FROM_WIN32). */
export const FACILITY_WIN32 = 0x8007;
