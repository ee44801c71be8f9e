import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const kubernetes: Record<string, Shape> = {
  'service-account-jwt': {
    secret: made.jwt,
    twin: 'sub system:serviceaccount:kube-system:calico-node pod calico-node-windows-x7k2p uid 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071',
  },
  'service-account-secret-token': {
    secret: made.jwtBase64,
    text: 'kind: Secret\ntype: kubernetes.io/service-account-token\ndata:\n  namespace: ZGVmYXVsdA==\n  token: %s\n',
    twin: 'type: kubernetes.io/service-account-token namespace: kube-system',
  },
  'token-request-response': {
    secret: made.jwt,
    text: '{"kind":"TokenRequest","status":{"token":"%s","expirationTimestamp":"2026-11-26T09:00:00Z"}}',
    twin: '"expirationTimestamp":"2026-11-26T09:00:00Z","audiences":["https://kubernetes.default.svc"]',
  },
  'bootstrap-token': {
    secret: /[a-z0-9]{16}/,
    text: 'kubeadm join 10.0.0.4:6443 --token abcdef.%s',
    twin: 'files abcdef.something-else-01 and node01.westeurope-dc-001',
  },
  'bootstrap-token-secret': {
    secret: /[a-z0-9]{16}/,
    text: 'kind: Secret\ntype: bootstrap.kubernetes.io/token\nstringData:\n  token-id: abcdef\n  token-secret: %s\n',
    twin: 'usage-bootstrap-authentication: "true" expiration: 2026-12-01T00:00:00Z',
  },
  'kubeadm-certificate-key': {
    secret: /[0-9a-f]{64}/,
    text: 'kubeadm join 10.0.0.4:6443 --control-plane --certificate-key %s',
    twin: '--discovery-token-ca-cert-hash sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'kubeadm-config-token': {
    secret: /[a-z0-9]{16}/,
    text: 'kind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n    apiServerEndpoint: 10.0.0.4:6443\n    token: abcdef.%s\n',
    twin: 'caCertHashes: ["sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6"]',
  },
  'k3s-rke2-node-token': {
    secret: /K10[0-9a-f]{64}::server:[0-9a-f]{32}/,
    twin: 'CA hash 8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'k3s-rke2-short-token': {
    secret: made.password,
    name: 'RKE2_TOKEN',
    twin: 'server: https://10.0.0.4:9345 node-name: win1',
  },
  'rancher-agent-token': {
    secret: /[a-z0-9]{54}/,
    name: 'CATTLE_TOKEN',
    twin: 'CATTLE_CA_CHECKSUM=8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6 CATTLE_SERVER=https://rancher.corp.local',
  },
  'rancher-wins-token': {
    secret: /[a-z0-9]{54}/,
    text: '$env:CATTLE_TOKEN = "%s"; $env:CATTLE_ID = "n1"; ./install.ps1',
    twin: 'CATTLE_ID=8a49fdb3 labels cattle.io/os=windows',
  },
  'kubeconfig-client-key-data': {
    secret: made.pemBase64,
    name: 'client-key-data',
    twin: 'certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMvakNDQWVhZ0F3SUJBZ0lCQURBTkJna3Foa2lHOXcwQkFRc0ZBREFWTVJNd0VRWURWUVFERXdwcmRXSmwKY201bGRHVnpNQjRYRFRJMk1URXlOakE0TURBd01Gb1g=',
  },
  'kubeconfig-user-token': {
    secret: /[A-Za-z0-9]{32,40}/,
    text: 'users:\n- name: admin\n  user:\n    token: %s\n',
    twin: 'tokenFile: C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount\\token',
  },
  'kubeconfig-user-password': {
    secret: made.password,
    text: 'users:\n- name: admin\n  user:\n    username: admin\n    password: %s\n',
    twin: 'username: admin',
  },
  'kubeconfig-auth-provider': {
    secret: /[A-Za-z0-9_-]{90}/,
    text: 'auth-provider:\n  config:\n    expires-on: "1764144000"\n    refresh-token: %s\n',
    twin: 'expires-on: "1764144000" tenant-id: 72f988bf-86f1-41af-91ab-2d7cd011db47',
  },
  'exec-credential': {
    secret: /[A-Za-z0-9_-]{60}/,
    text: '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}',
    twin: '"expirationTimestamp":"2026-11-26T09:00:00Z"',
  },
  'exec-plugin-env-secret': {
    secret: made.password,
    text: 'exec:\n  command: kubelogin\n  env:\n  - name: AAD_SERVICE_PRINCIPAL_CLIENT_SECRET\n    value: %s\n',
    twin: 'command: kubelogin apiVersion: client.authentication.k8s.io/v1',
  },
  'static-token-file': {
    secret: /[0-9a-f]{32}/,
    text: '# tokens.csv\n%s,admin,uid1,"system:masters"\n',
    twin: 'admin,uid1,"system:masters"',
  },
  'secret-object-data': {
    secret: made.anyBase64,
    text: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  config: %s\n',
    twin: 'kind: Secret metadata: name: db type: Opaque',
  },
  'secret-last-applied': {
    secret: made.anyBase64,
    text: 'kubectl.kubernetes.io/last-applied-configuration: {"apiVersion":"v1","data":{"config":"%s"},"kind":"Secret","metadata":{"name":"db"}}',
    twin: 'kubectl.kubernetes.io/last-applied-configuration: {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"kube-proxy-windows"}}',
  },
  'container-env-secret': {
    secret: made.password,
    text: '"env": [{"value": "%s", "name": "DB_PASSWORD"}]',
    twin: '"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}, {"name": "KUBERNETES_SERVICE_HOST", "value": "10.96.0.1"}]',
  },
  'go-dump-env-var': {
    secret: made.password,
    text: '&Container{Name:app,Env:[]EnvVar{EnvVar{Name:DB_PASSWORD,Value:%s,ValueFrom:nil,},},}',
    twin: 'EnvVar{Name:KUBERNETES_SERVICE_PORT,Value:443,ValueFrom:nil,}',
  },
  'go-map-dump-secret': {
    secret: made.password,
    text: 'secrets: map[password:%s username:app]',
    twin: 'map[csi.storage.k8s.io/pod.name:app-0 csi.storage.k8s.io/ephemeral:false]',
  },
  'cri-auth-config': {
    secret: made.password,
    text: 'PullImage auth &AuthConfig{Username:app,Password:%s,Auth:,ServerAddress:r.corp.local,IdentityToken:,RegistryToken:,}',
    twin: '&AuthConfig{Username:,Password:,Auth:,ServerAddress:,IdentityToken:,RegistryToken:,}',
  },
  'credential-provider-response': {
    secret: made.password,
    text: '{"kind":"CredentialProviderResponse","auth":{"r.corp.local":{"username":"app","password":"%s"}}}',
    twin: '"cacheKeyType":"Registry","cacheDuration":"6h"',
  },
  'credential-provider-service-account-token': {
    secret: made.jwt,
    text: '{"kind":"CredentialProviderRequest","image":"r.corp.local/a","serviceAccountToken":"%s"}',
    twin: '"image":"r.corp.local/a:1.2.3"',
  },
  'containerd-registry-auth': {
    secret: made.password,
    text: '[plugins."io.containerd.grpc.v1.cri".registry.configs."r.corp.local".auth]\n  username = "app"\n  password = "%s"\n',
    twin: 'config_path = "C:\\\\ProgramData\\\\containerd\\\\certs.d"',
  },
  'containerd-hosts-header': {
    secret: made.basicAuth,
    text: '[host."https://r.corp.local".header]\n  Authorization = ["Basic %s"]\n',
    twin: 'capabilities = ["pull", "resolve"] ca = "C:\\\\certs\\\\ca.pem"',
  },
  'ctr-user-flag': {
    secret: made.password,
    text: 'ctr -n k8s.io images pull --user app:%s r.corp.local/app:1',
    twin: 'ctr -n k8s.io images pull --platform windows/amd64 --hosts-dir C:\\certs.d mcr.microsoft.com/oss/kubernetes/pause:3.9',
  },
  'docker-config-auths': {
    secret: made.basicAuth,
    text: '{"auths": {"r.corp.local": {"auth": "%s"}}}',
    twin: '{"credsStore": "wincred", "HttpHeaders": {"User-Agent": "Docker-Client/24.0.7 (windows)"}}',
  },
  'dockerconfigjson-secret': { secret: made.dockerConfigBase64, text: '.dockerconfigjson: %s' },
  'image-pull-signed-url': {
    secret: /[A-Za-z0-9]{20}%2F[A-Za-z0-9]{20}%3D/,
    text: 'failed to copy: httpReadSeeker: failed open: Get "https://acct1.blob.core.windows.net/d/docker/registry/v2/blobs/data?se=2026-11-26&sig=%s&sp=r": EOF',
    twin: 'failed to pull and unpack image "mcr.microsoft.com/windows/nanoserver@sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6"',
  },
  'registry-token-response': {
    secret: /[A-Za-z0-9_-]{80}/,
    text: '{"token":"%s","expires_in":300,"issued_at":"2026-11-26T08:00:00Z"}',
    twin: '"expires_in":300,"issued_at":"2026-11-26T08:00:00Z"',
  },
  'etcd-simple-token': {
    secret: /[A-Za-z]{16}\.[0-9]{4}/,
    text: 'etcd auth token=%s',
    twin: 'configuration.0001 checkpointstate.12',
  },
  'etcd-root-password': {
    secret: made.password,
    text: 'etcdctl --endpoints https://10.0.0.4:2379 --user root:%s member list',
    twin: '--endpoints https://10.0.0.4:2379 --cacert /etc/etcd/ca.crt',
  },
  'encryption-config-key': {
    secret: /[A-Za-z0-9+/]{43}=/,
    text: 'kind: EncryptionConfiguration\nproviders:\n- aescbc:\n    keys:\n    - name: key1\n      secret: %s\n',
    twin: 'resources: [secrets] providers: aescbc keys: name: key1',
  },
  'encrypted-at-rest-value': {
    secret: /[A-Za-z0-9+/]{120}/,
    text: 'value k8s:enc:aescbc:v1:key1:%s',
    twin: 'prefix k8s:enc:aescbc:v1:key1:',
  },
  'calico-cni-auth-token': {
    secret: made.jwt,
    text: '"policy": {"type": "k8s", "k8s_auth_token": "%s"}',
    twin: '"k8s_api_root": "https://10.96.0.1:443", "nodename": "win1", "mtu": 1410',
  },
  'calico-datastore-credentials': {
    secret: made.password,
    name: 'ETCD_PASSWORD',
    twin: 'DATASTORE_TYPE=kubernetes ETCD_KEY_FILE=C:\\CalicoWindows\\etcd.key',
  },
  'calico-cni-kubeconfig': {
    secret: /[A-Za-z0-9]{40}/,
    text: 'users:\n- name: calico-windows\n  user:\n    token: "%s"\n',
    twin: 'server: https://10.96.0.1:443',
  },
  'calico-bgp-password': {
    secret: made.password,
    text: 'protocol bgp peer1 {\n  neighbor 10.0.0.1 as 64512;\n  password "%s";\n}',
    twin: 'local as 64512; node-to-node mesh is on',
  },
  'cilium-ipsec-key': { secret: /[0-9a-f]{40}/, text: 'keys: 3 rfc4106(gcm(aes)) %s 128' },
  'wireguard-node-key': {
    secret: /[A-Za-z0-9+/]{43}=/,
    text: '[Interface]\nPrivateKey = %s\nListenPort = 51820\n',
    twin: 'PublicKey = jRIwE9v1bTnVGhSYZVw0tZ4jPfGzQn3O1mB7xHkLhXo=',
  },
  'csi-node-secrets': {
    secret: made.password,
    text: 'GRPC request: {"node_stage_secrets":{"userID":"csi","userKey":"%s"},"volume_id":"v1"}',
    twin: 'GRPC request: {"secrets":"***stripped***","volume_id":"rg1#acct1#share1###ns1"}',
  },
  'csi-smb-password': {
    secret: made.password,
    text: 'mount options: vers=3.0,username=app,password=%s,domain=corp',
    twin: 'source //fs1/share domain=corp username=svc',
  },
  'csi-azurefile-account-key': {
    secret: /[A-Za-z0-9+/]{86}==/,
    name: 'azurestorageaccountkey',
    twin: 'azurestorageaccountname: f4f3b0f6f1d2a4c5e8d9f00',
  },
  'csi-azurefile-sas': {
    secret: /[A-Za-z0-9]{22}%2B[A-Za-z0-9]{18}%3D/,
    text: 'azcopy copy https://acct1.file.core.windows.net/s?sv=2023-11-03&sig=%s https://acct2.file.core.windows.net/s',
    twin: 'share s1 snapshot 2026-11-26T08:00:00.0000000Z',
  },
  'csi-secrets-store-provider-secret': {
    secret: /[A-Za-z0-9~._-]{33}[A-Za-z0-9]/,
    text: 'nodePublishSecretRef: map[clientid:11111111-2222-3333-4444-555555555555 clientsecret:%s]',
    twin: 'objectName: db-password objectVersion: 4f3b0f6f1d2a4c5e8d9f001122334455',
  },
  'csi-iscsi-chap': {
    secret: made.password,
    name: 'node.session.auth.password',
    twin: 'iqn.1991-05.com.microsoft:win1 portal 10.0.0.9:3260',
  },
  'csi-ceph-key': {
    secret: /AQ[A-Za-z0-9+/]{36}==/,
    text: '[client.csi]\n\tkey = %s\n',
    twin: 'fsid 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071 mon 10.0.0.9:6789',
  },
  'gmsa-credspec-plugin-input': {
    secret: made.password,
    text: '"HostAccountConfig": {"PluginGUID": "{859E1386-BDB4-49E8-85C7-3070B13920E1}", "PluginInput": "corp:svc:%s", "PortableCcgVersion": "1"}',
    twin: '"PluginGUID": "{859E1386-BDB4-49E8-85C7-3070B13920E1}", "PortableCcgVersion": "1"',
  },
  'http-probe-headers': {
    secret: /[A-Za-z0-9]{24}/,
    text: '"HTTP-Probe" scheme="http" host="10.1.2.3" port=8080 path="/healthz" headers=[{"name":"Authorization","value":"Token %s"}]',
    twin: '"HTTP-Probe" scheme="http" host="10.1.2.3" port=8080 path="/healthz" timeout="1s" headers=[]',
  },
  'manifest-url-header': {
    secret: /[A-Za-z0-9]{24}/,
    text: 'FLAG: --manifest-url-header="map[Metadata-Auth:[%s]]"',
    twin: 'FLAG: --manifest-url-header=""',
  },
  'round-tripper-curl-header': {
    secret: /[A-Za-z0-9]{32}/,
    text: 'curl -v -XGET -H "User-Agent: kubelet/v1.31" -H "X-Auth: %s" https://10.0.0.4:6443/api',
    twin: 'curl -v -XGET -H "Accept: application/json" -H "User-Agent: kubelet.exe/v1.31.2 (windows/amd64) kubernetes/5864a46" \'https://10.0.0.4:6443/api/v1/nodes?limit=500\'',
  },
  'audit-request-object': {
    secret: made.anyBase64,
    text: '{"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"create","requestObject":{"kind":"Secret","data":{"x":"%s"}}}',
    twin: '"auditID":"8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071","verb":"create","user":{"username":"system:node:win1"}',
  },
  'token-review-token': {
    secret: made.jwt,
    text: '{"kind":"TokenReview","spec":{"token":"%s"}}',
    twin: '"status":{"authenticated":true,"user":{"username":"system:node:win1"}}',
  },
  'serviceaccount-signing-key': {
    secret: made.pem,
    text: '%s',
    twin: '--service-account-key-file=/etc/kubernetes/pki/sa.pub',
  },
  'kubelet-client-pem': {
    secret: made.pem,
    text: '-----BEGIN CERTIFICATE-----\nMIICszCCAZugAwIBAgIRAK\n-----END CERTIFICATE-----\n%s',
    twin: 'kubelet-client-2026-11-26-08-00-00.pem rotated',
  },
  'kubelet-server-key': {
    secret: made.pem,
    text: '%s',
    twin: 'tlsPrivateKeyFile: C:\\var\\lib\\kubelet\\pki\\kubelet.key',
  },
  'konnectivity-token': { secret: made.jwt, twin: 'agentID 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071' },
  'dashboard-or-oidc-id-token': {
    secret: made.jwt,
    twin: '--oidc-issuer-url=https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0 --oidc-client-id=hostprobe',
  },
  'openshift-user-token': {
    secret: /sha256~[A-Za-z0-9_-]{43}/,
    twin: 'sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'openshift-pull-secret': {
    secret: made.basicAuth,
    text: 'pullSecret: {"auths":{"cloud.openshift.com":{"auth":"%s","email":"a@b.c"}}}',
  },
  'openshift-bootstrap-ignition': {
    secret: made.pemBase64,
    text: '{"ignition":{"version":"3.2.0"},"storage":{"files":[{"contents":{"source":"data:text/plain;charset=utf-8;base64,%s"}}]}}',
    twin: '"ignition":{"version":"3.2.0"} unit kubelet.service',
  },
  'wmco-private-key': {
    secret: made.pemBase64,
    text: '  private-key.pem: %s',
    twin: 'windowsmachineconfig.openshift.io/pub-key-hash: 8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'helm-release-secret': {
    secret: made.helmRelease,
    text: 'data:\n  release: %s\n',
    twin: 'sh.helm.release.v1.csi-driver-smb.v3 owner=helm',
  },
  'argocd-initial-admin-password': { secret: /[A-Za-z0-9]{16}/, name: 'argocd_admin_password' },
  'sealed-secret-data': {
    secret: /Ag[A-Za-z0-9+/]{700}/,
    text: 'kind: SealedSecret\nspec:\n  encryptedData:\n    password: %s\n',
    twin: 'kind: SealedSecret name: db',
  },
  'sops-metadata': {
    secret: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/,
    text: 'SOPS_AGE_KEY=%s',
    twin: 'sops: version: 3.9.1 lastmodified: "2026-11-26T08:00:00Z"',
  },
  'istio-ca-token': { secret: made.jwt },
  'admission-webhook-tls-key': {
    secret: made.pemBase64,
    text: 'kind: Secret\ntype: kubernetes.io/tls\ndata:\n  tls.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUM\n  tls.key: %s\n',
    twin: 'caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMvakNDQWVhZ0F3SUJBZ0lCQURBTkJna3Foa2lHOXcwQkFRc0ZBREFWTVJNd0VRWURWUVFERXdwcmRXSmwKY201bGRHVnpNQjRYRFRJMk1URXlOakE0TURBd01Gb1g=',
  },
};
