import * as made from './made.ts';
import type { Shape } from './shape.ts';

export const http: Record<string, Shape> = {
  'authorization-basic': {
    secret: made.basicAuth,
    text: 'Authorization: Basic %s',
    twin: 'WWW-Authenticate: Basic realm="corp"',
  },
  'authorization-bearer': {
    secret: /[A-Za-z0-9._~+/-]{24,60}/,
    text: 'Authorization: Bearer %s',
    twin: 'Www-Authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/busybox:pull"',
  },
  'authorization-digest': {
    secret: /[0-9a-f]{32}/,
    text: 'Authorization: Digest username="app", realm="corp", nonce="x", uri="/v1", qop=auth, nc=00000001, response="%s"',
    twin: 'WWW-Authenticate: Digest realm="corp", algorithm=MD5, qop="auth"',
  },
  'authorization-negotiate': {
    secret: /YII[A-Za-z0-9+/]{600,700}/,
    text: 'Authorization: Negotiate %s',
    twin: 'WWW-Authenticate: Negotiate',
  },
  'authorization-shared-key': {
    secret: /[A-Za-z0-9+/]{43}=/,
    text: 'Authorization: SharedKey acct1:%s',
    twin: 'account acct1',
  },
  'authorization-unknown-scheme': {
    secret: /[A-Za-z0-9]{24,40}/,
    text: 'Authorization: Contoso-HMAC %s',
    twin: 'the Authorization header is missing',
  },
  'x-api-key-header': {
    secret: /[A-Za-z0-9]{20,40}/,
    name: 'X-Api-Key',
    twin: 'X-Request-Id: 8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071 ETag: "0x8DB1F6A7E4D3C4F"',
  },
  'cookie-header': {
    secret: /[A-Za-z0-9%_-]{40}/,
    text: 'Cookie: theme=dark; ASP.NET_SessionId=%s',
    twin: 'SameSite=Lax; Path=/; Max-Age=3600',
  },
  'set-cookie-header': {
    secret: /[A-Za-z0-9%_-]{40}/,
    text: 'Set-Cookie: session=%s; Path=/; HttpOnly; SameSite=Lax',
    twin: 'ARRAffinity; Path=/; HttpOnly; Secure',
  },
  'x-registry-auth-header': { secret: made.registryAuth, text: 'X-Registry-Auth: %s' },
  'vault-token-header': { secret: made.uuid, text: 'X-Vault-Token: %s', twin: 'X-Vault-Namespace: admin/team' },
  'url-userinfo': {
    secret: /[A-Za-z0-9]{8,20}/,
    text: 'https://svc:%s@repo.corp.local:8443/path',
    twin: 'https://[fe80::1%25eth0]:8443/path and docker.io/library/busybox:1.36@sha256:8a49fdb3b6a5ff2bd8ec6a86c05b2922a0f7454579ecc07637e94dfd1d0639b6',
  },
  'url-query-token': {
    secret: /[A-Za-z0-9]{24,40}/,
    text: 'https://repo.corp.local/download?file=agent.zip&access_token=%s',
    twin: 'GET /api/v1/pods?labelSelector=app%3Dx&resourceVersion=123456&timeoutSeconds=300&watch=true',
  },
  jwt: {
    secret: made.jwt,
    twin: 'claims sub=system:serviceaccount:kube-system:hostprobe aud=[https://kubernetes.default.svc]',
  },
  'jwt-in-base64': { secret: made.jwtBase64 },
  'jws-jwe-five-part': { secret: made.jwe },
  'oauth-form-body': {
    secret: /[A-Za-z0-9~._-]{33}[A-Za-z0-9]/,
    text: 'grant_type=client_credentials&client_id=11111111-2222-3333-4444-555555555555&client_secret=%s&scope=.default',
    twin: 'grant_type=client_credentials&client_id=8b1f6a7e-4d3c-4f5e-9a1b-2c3d4e5f6071&scope=.default',
  },
  'oauth-token-response': {
    secret: /[A-Za-z0-9_-]{60,90}/,
    text: '{"token_type":"Bearer","expires_in":3599,"access_token":"%s"}',
    twin: '{"token_type":"Bearer","expires_in":3599,"resource":"https://management.azure.com/"}',
  },
  'saml-assertion': {
    secret: /PHNhbWxwOlJlc3BvbnNl[A-Za-z0-9+/]{1200}/,
    text: 'SAMLResponse=%s',
    twin: 'Issuer: https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/',
  },
  'websocket-bearer-subprotocol': {
    secret: made.jwtBase64Url,
    text: 'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.%s, v5.channel.k8s.io',
    twin: 'Sec-WebSocket-Protocol: v5.channel.k8s.io',
  },
  'curl-user-flag': {
    secret: made.password,
    text: 'curl -fsSL -u svc:%s https://repo.corp.local/agent.zip',
    twin: 'curl -u svc: https://repo.corp.local',
  },
  'curl-header-flag': {
    secret: /[A-Za-z0-9]{20,40}/,
    text: 'curl -fsSL -H "PRIVATE-TOKEN: %s" https://git.corp.local/api/v4',
    twin: 'curl -H "Accept: application/json" -H "Content-Type: application/json" https://10.0.0.4',
  },
  'proxy-url-credentials': {
    secret: /[A-Za-z0-9]{10,20}/,
    text: 'HTTPS_PROXY=http://svc:%s@proxy.corp.local:3128',
    twin: 'HTTPS_PROXY=http://proxy.corp.local:3128 NO_PROXY=10.0.0.0/8,.svc,.cluster.local',
  },
  'microsoft-signed-url-code': {
    secret: /[A-Za-z0-9_-]{54}==/,
    text: 'https://fn1.azurewebsites.net/api/run?code=%s',
    twin: 'exit code=137, status code=404, HTTP code=503',
  },
};
