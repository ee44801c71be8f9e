import { type SecretPattern, whole } from './pattern.ts';

/** HTTP headers. */
export const headers: readonly SecretPattern[] = [
  whole(
    'cookie',
    /(?<keep>\b(?:Set-)?Cookie["']?\s{0,5}[:=]\s{0,5}\[?["']?)[\w.$-]{1,64}=(?![<*\ufdd1])[^\r\n"'\\\ufdd1]*/gi,
    'cookie',
  ),
  whole(
    'header',
    /(?<keep>\bX-[A-Za-z-]{0,40}(?:token|key|secret|auth|authorization)["']?\s{0,5}[:=]\s{0,5}\[?["']?)(?![<*]|(?:true|false|none|null|never|always|required|optional|anonymous|enabled|disabled|expired|invalid|missing|present|absent|\(absent\)|\d{1,4})(?![^\s"',;]))[^\s"'\\\]\ufdd1{]{4,}/gi,
    '<x-',
  ),
  // What a command sends. A scheme and its value are known elsewhere.
  whole(
    'header',
    /(?<keep>\s(?:-H|--header|-Headers?)[ =]["'][\w-]{0,40}(?:token|key|secret|auth|password)[\w-]{0,10}:\s{0,3})(?![$<{*%])[^\s"'\\\ufdd1]{3,}(?=["'])/gi,
    ' -h |--header|-headers',
  ),
  // What a proxy adds. Sources: nginx.org, ngx_http_proxy_module; httpd.apache.org, mod_headers; docs.haproxy.org
  whole(
    'header',
    /(?<keep>\b(?:proxy_set_header|grpc_set_header|add_header|more_set_(?:input_)?headers|RequestHeader\s{1,3}(?:set|add)|http-request\s{1,3}(?:set|add)-header)\s{1,5}["']?[\w-]{0,40}(?:token|key|secret|auth|password|pass)["']?:?\s{1,5}["']?)(?!(?:true|false|on|off|yes|no|none)\b)[^\s"'$%<;\ufdd1][^\s"';\ufdd1]{3,}/gi,
    'set_header |add_header |set_input_headers |more_set_headers |requestheader |-header ',
  ),
  whole('header', /(?<keep>\bMetadata-Auth:\[)[^\]\s]{6,}/gi, 'metadata-auth'),
];
