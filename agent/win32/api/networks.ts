import { functionsOf } from '../library.ts';

const computenetwork = functionsOf('computenetwork.dll');
const ole32 = functionsOf('ole32.dll');

/**
 * The Host Compute Network: ComputeNetwork.h, since Windows Server 2019; combaseapi.h. Every call returns an HRESULT. Ids are
 * GUIDs in memory; queries and answers are JSON. What a call writes to Networks, Properties or ErrorRecord is freed with
 * CoTaskMemFree. Source: learn.microsoft.com/virtualization/api/hcn, hcsshim hcn/hcn.go.
 */

/** The calls for each kind of object have the same form. */
const callsFor = (kind: 'Network' | 'Endpoint' | 'LoadBalancer') => ({
  kind,
  enumerate: computenetwork(`u32 HcnEnumerate${kind}s(text, bytes, bytes)`),
  open: computenetwork(`u32 HcnOpen${kind}(bytes, bytes, bytes)`),
  query: computenetwork(`u32 HcnQuery${kind}Properties(pointer, text, bytes, bytes)`),
  close: computenetwork(`u32 HcnClose${kind}(pointer)`),
});
export const calls = {
  networks: callsFor('Network'),
  endpoints: callsFor('Endpoint'),
  loadBalancers: callsFor('LoadBalancer'),
};

export const CoTaskMemFree = ole32('void CoTaskMemFree(pointer)');

/** winerror.h: HCN_E_NETWORK_, ENDPOINT_ and POLICY_NOT_FOUND, and ERROR_NOT_FOUND as an HRESULT. */
export const notThere: ReadonlySet<number> = new Set([0x803b_0001, 0x803b_0002, 0x803b_0008, 0x8007_0490]);
/** The upper half of an HRESULT that holds a Win32 error in its lower one (HRESULT_FROM_WIN32). */
export const FACILITY_WIN32 = 0x8007;
