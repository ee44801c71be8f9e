import * as prometheusOperator from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import type { KubernetesObject } from './render.ts';

/** The model of an object by the API's own OpenAPI description, which throws where the object is not valid by it. */
export async function modelOf(object: KubernetesObject): Promise<{ validate(): void }> {
  const models: Record<string, new (data: KubernetesObject) => { validate(): void }> =
    object.apiVersion === 'monitoring.coreos.com/v1'
      ? { ...prometheusOperator }
      : await import(/* @vite-ignore */ `kubernetes-models/${object.apiVersion}`);
  const Model = models[object.kind];
  if (Model === undefined) throw new Error(`there is no ${object.kind} in ${object.apiVersion}`);
  return new Model(object);
}
