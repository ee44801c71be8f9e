/** Whether a text is a manifest as people write it: what kubectl prints of a pod has a status. */
export const isManifestText = (text: string): boolean =>
  /^(?:apiVersion|kind): |^\s*\{\s*"(?:apiVersion|kind)"/m.test(text) &&
  /\bcontainers"?:/.test(text) &&
  !/^status:|"status":|^kind: (?:Event|List)\b/m.test(text);
