/** Sections whose field `key` signs or encrypts: `"Jwt": { "Key": … }`, `[auth]`. */
const ofSigning =
  /(?:jwt|jws|token|signing|hmac|auth|authentication|encryption|crypto)s?[_-]?(?:options|settings|config(?:uration)?)?$/i;

/** The first line of a section in TOML and INI files. */
const header = /^\[([\w.-]{2,60})\]/gm;
const reach = 600;
const opening = /["']?([\w.:-]{2,60})["']?\s*[:=]?\s*$/;

/** Whether the field at a position stands in a section for keys that sign or encrypt: in JSON, HCL, YAML or TOML. */
export function isInSigning(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - reach), at);
  // The path of a setting. Source: learn.microsoft.com/dotnet/core/extensions/configuration, Keys and values
  const path = /([\w.-]{2,60}):$/.exec(before)?.[1];
  const name = path ?? inBraces(before) ?? inIndent(before) ?? [...before.matchAll(header)].at(-1)?.[1];
  return name !== undefined && ofSigning.test(name);
}

/** The name before the brace that is open at the end of a text. */
function inBraces(before: string): string | undefined {
  let depth = 0;
  for (let at = before.length; at >= 0; at--) {
    const one = before.charAt(at);
    if (one === '}') depth++;
    else if (one === '{' && depth-- === 0) return opening.exec(before.slice(Math.max(0, at - 70), at))?.[1] ?? '';
  }
  return undefined;
}

/** The name of the YAML mapping that a field is indented in. */
function inIndent(before: string): string | undefined {
  const lines = before.split('\n');
  const indent = /^ *(?=["']?$)/.exec(lines.pop() ?? '')?.[0].length ?? 0;
  const above = lines.findLast((line) => /\S/.test(line) && line.search(/\S/) < indent);
  return /^ *["']?([\w.-]{2,60})["']?:[ \t]*\r?$/.exec(above ?? '')?.[1];
}
