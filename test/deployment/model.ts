import { isDeepStrictEqual } from 'node:util';
import { dumpYaml, loadYaml } from '@kubernetes/client-node';
import * as prometheusOperator from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { parse } from 'yaml';
import type { KubernetesObject } from './render.ts';

/** What is wrong with an object by the API's own OpenAPI description; null: nothing. */
export async function problemOf(object: KubernetesObject): Promise<string | null> {
  const models: Record<string, new (data: KubernetesObject) => { validate(): void }> =
    object.apiVersion === 'monitoring.coreos.com/v1'
      ? { ...prometheusOperator }
      : await import(/* @vite-ignore */ `kubernetes-models/${object.apiVersion}`);
  const Model = models[object.kind];
  if (Model === undefined) return `there is no ${object.kind} in ${object.apiVersion}`;
  try {
    new Model(object).validate();
  } catch (error) {
    // The models throw errors.
    return (error as Error).message;
  }
  return null;
}

/** Whether the API knows every field: the official client keeps what it knows, and drops the rest. */
export const hasKnownFields = (object: KubernetesObject): boolean =>
  isDeepStrictEqual(parse(dumpYaml(loadYaml(JSON.stringify(object)))), parse(JSON.stringify(object)));
