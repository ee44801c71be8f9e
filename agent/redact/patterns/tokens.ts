import { asPattern } from '../search/literal-search.ts';
import { fitting, type SecretPattern, whole } from './pattern.ts';

/**
 * Prefixes of service tokens: with one, a token is found even if it is short or cut off. Source: the rule sets of
 * gitleaks, TruffleHog, secretlint and microsoft/security-utilities, and the services' own documentation.
 */
const prefixes = `
  gho_ ghp_ ghs_ ghr_ ghu_ github_pat_ glpat- glptt- glrt- gldt- glcbt- glagent- gloas- glft- glimt- glsoat- glffct-
  GR1348941 ATBB ATATT3 BBDC- sgp_ xoxa. xoxa- xoxb. xoxb- xoxe. xoxe- xoxo. xoxo- xoxp. xoxp- xoxr. xoxr- xoxs.
  xoxs- xapp- dckr_pat_ npm_ pypi-AgE rubygems_ oy2 cio CLOJARS_ AKCp cmVmd sk-ant- sk-proj- sk-or- sk-lf- sk-
  sk_live_ sk_test_ sk_ rk_live_ hf_ api_org_ gsk_ xai- pplx- r8_ lsv2_ pcsk_ nvapi- tvly- jina_ fc- whsec_ EAAA EAAC
  sq0csp- rzp_live_ live_ FLWSECK- shpat_ shpca_ shppa_ shpss_ EZAK shippo_live_ duffel_live_ access-production- SG.
  xkeysib- NRAK- NRII- NRJS- glsa_ glc_ sntrys_ sntryu_ rootly_ phx_ sdk- CCIPAT_ bkua_ pat. squ_ sqp_ sqa_ odt_
  pnu_ ico- hawk. figd_ lin_api_ ntn_ secret_ sl. PMAK- CFPAT- ptr_ tfp_ rdme_ 1000. pat- pscale_pw_ pscale_tkn_
  pscale_oauth_ da2- ABSK GOCSPX- 1//0 GOOG1E LTAI AKID doo_v1_ dop_v1_ dor_v1_ AQVN HRKU- fo1_ cfk_ cfut_ cfat_
  v1.0- vcp_ vci_ vca_ vcr_ vck_ sbp_ dapi tskey- dnkey- pul- hvs. hvb. dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.
  ops_eyJ A3- endr+ sha256~ K10 AGE-SECRET-KEY- eyJrIjoi
`;
const beginnings = prefixes.trim().split(/\s+/);

/** The rest of a token: unlike an ordinary word after such a prefix, it has a digit or a capital. */
const rest = String.raw`(?=[a-z_-]{0,24}[A-Z0-9])(?:[A-Za-z0-9_+/~=-]|\.(?=[A-Za-z0-9])|!(?=[A-Za-z0-9])|%(?=[0-9A-F]{2})){14,}`;

/** Tokens of services and of Kubernetes, by their prefix. */
export const tokens: readonly SecretPattern[] = [
  whole(
    'jwt',
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.|%2E)[A-Za-z0-9_-]{0,}(?:(?:\.|%2E)[A-Za-z0-9_-]*){0,3}(?<=[.E][A-Za-z0-9_-]{4,})/g,
    'eyJ',
  ),
  whole(
    'bearer',
    /(?<keep>\bBearer(?:\s{1,10}|%20))(?:(?=[^\s0-9]{0,200}[0-9])[\w.~+/=%-]{8,}|(?<![\r\n][ \t]{0,9})[\w.~+/=%-]{16,})/gi,
    'bearer',
  ),
  whole(
    'authorization',
    /(?<keep>(?<![A-Za-z0-9])Authorization["']?\]?\s{0,5}(?:[:=]|=>)[ \t]{0,5}[["']{0,3}(?!(?:enabled|disabled|required|optional|missing|invalid|expired|unauthorized)(?:["']|[ \t,;.]|\r?\n|$))(?!(?!bearer|basic|token|api|key|digest|negotiate)[a-z]{2,20} [a-z_-]{2,30}(?::[ \t]| \w{2,20}[ \t,.]))(?:[A-Za-z][\w-]{1,30}(?:[ \t]{1,10}|%20))?)(?!bearer\b|\ufdd1|[{[(]|<|\*|\w{1,60}(?:\.\w{1,60}){0,4}\()(?:(?:[\w-]{1,40}=(?:"[^"\n]*"|[^\s,"'\]]+)[,; ]{0,3}){1,20}|[^\s"'\\\]},]{6,})/gi,
    'authorization',
  ),
  fitting(whole('basic', /(?<keep>\bBasic[ \t]{1,3})[A-Za-z0-9+/_-]{8,}={0,2}/gi, 'basic '), 'user-and-password'),
  whole('aws-key', /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, 'AKIA|ASIA|ABIA|ACCA'),
  whole('azure-secret', /(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}(?![\w~.-])/g, 'Q~'),
  whole('gcp-key', /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,})/g, 'AIza|ya29.'),
  // The first part of such a token is its id and no secret.
  whole(
    'bootstrap-token',
    /(?<keep>(?<=(?<![\w.])[a-z0-9]{6})\.)(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{16}(?![\w.])/g,
    'word',
  ),
  whole('bootstrap-token', /(?<keep>\btoken[=:\s]{1,3}["']?)[A-Za-z]{16}\.\d{1,6}\b/gi, 'token'),
  whole(
    'service-token',
    new RegExp(`(?<![A-Za-z0-9_])(?:${beginnings.map(asPattern).join('|')})${rest}`, 'g'),
    beginnings.map((one) => `<${one}`).join('|'),
  ),
  whole('service-token', new RegExp(String.raw`(?<![A-Za-z0-9_])dt0c01\.[A-Z0-9]{24}\.${rest}`, 'g'), 'dt0c01.'),
  // A key of Ceph. A security identifier begins like it. Source: MS-DTYP section 2.4.2.2
  whole('service-token', new RegExp(`(?<![A-Za-z0-9_])AQ(?![A-Za-z]A{7})(?=[A-Za-z0-9+/]{36}==)${rest}`, 'g'), 'word'),
  whole('service-token', /\b(?:hf|api_org)_[a-z]{34}\b/g, 'hf_|api_org_'),
  whole('service-token', /(?<![\w-])API-(?=[A-Z]{0,25}\d)[A-Z0-9]{20,}/g, 'API-'),
  whole('service-token', /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{32,}/g, 'word'),
  // Source: documentation.mailgun.com, API keys
  whole('service-token', /(?<![\w-])key-[0-9a-f]{32}(?![\w-])/g, '<key-'),
  whole('service-token', /(?<![A-Za-z0-9])00D[A-Za-z0-9]{12}![\w.]{20,}/g, '00D'),
  whole(
    'service-token',
    /(?<![A-Za-z0-9+/])(?:TlRMTVNTUA|YII[A-Z]|doIF)[A-Za-z0-9+/]{60,}={0,2}/g,
    'TlRMTVNTUA|YII|doIF',
  ),
  whole('service-token', /(?<![A-Za-z0-9])K10[0-9a-f]{64}::[a-z]+:[0-9a-f]{32}/g, 'K10'),
  whole(
    'service-token',
    /(?<![A-Za-z0-9])(?:bedrock-api-key-|k8s-aws-v1\.)[\w+/=-]{20,}/g,
    'bedrock-api-key-|k8s-aws-v1.',
  ),
  whole('service-token', /(?<![\w-])[0-9a-f]{32}-us[0-9]{1,2}\b/g, '-us'),
  // A token with a prefix, or with a checksum after it.
  whole('service-token', /(?<![\w-])[a-z]{2,8}_[0-9a-f]{32,48}(?![\w-])/g, 'word'),
  whole('service-token', /(?<![\w-])[0-9A-F]{32}-[0-9A-F]{2}(?![\w-])/g, 'word'),
  whole(
    'service-token',
    /(?<keep>^|[\s:])(?<=\b\d{3,8} \S{1,64} [\d.]{7,15}(?:\/\d\d?)? )[0-9a-f]{64}(?=[\s"\\]|$)/gm,
    'word',
  ),
  whole('service-token', /(?<keep>\b\d{3,8} \S{1,64} any )[0-9a-f]{64}(?=[\s"\\]|$)/gm, ' any '),
  // Source: juniper.net, Junos CLI, encrypted passwords: anybody can decrypt them.
  whole('service-token', /(?<![\w$])\$[89]\$[\w./$-]{8,128}/g, '$8$|$9$'),
  // Source: erlang.org, Distributed Erlang: a cookie that it makes has 20 capitals.
  whole(
    'erlang-cookie',
    /(?<keep>\b[Cc]ookie(?: (?:is|was|of \S{1,60}))?["':=]{0,3}\s{1,3}["']?)[A-Z]{20}(?![\w-])/g,
    'cookie',
  ),
  whole('service-token', /(?<![\w.-])[\w-]{14}\.atlasv1\.[\w-]{20,}/g, '.atlasv1.'),
];
