/** One line of evidence: where the value was found, and the value as it was read. */
export interface Evidence {
  label: string;
  value: string;
}

export const evidence = (label: string, value: string | number | boolean): Evidence => ({
  label,
  value: String(value),
});
