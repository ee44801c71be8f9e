import { showPath } from '../path.ts';
import { labelKeyFaults } from '../refusal/name-form.ts';
import { fieldsOf } from '../refusal/object-fault.ts';
import { type ApiStruct, asList, asText, type Form, type FormFault, invalid } from './form.ts';

/** Annotations that the API server reads itself. Source: ValidatePodSpecificAnnotations. */
const ownAnnotations = ({ path, pod }: ApiStruct, annotations: Readonly<Record<string, unknown>>): FormFault[] =>
  Object.entries(annotations).flatMap(([key, given]) => {
    const value = asText(given);
    const at = [...path, 'annotations', key];
    if (key === 'kubernetes.io/config.mirror' && !asText(pod.nodeName)) {
      return [invalid(at, value, 'must set spec.nodeName if mirror pod annotation is set')];
    }
    if (key === 'controller.kubernetes.io/pod-deletion-cost' && !isCost(value)) {
      return [invalid(at, value, 'must be a 32bit integer')];
    }
    if (/^(?:container\.)?seccomp\.security\.alpha\.kubernetes\.io\//.test(key) && !seccomp.test(value)) {
      return [invalid(at, value, 'must be a valid seccomp profile', `${showPath([...path, 'annotations'])}.${key}`)];
    }
    const [, name] = /^container\.apparmor\.security\.beta\.kubernetes\.io\/(.*)$/.exec(key) ?? [];
    if (name === undefined) return [];
    const containers = [...asList(pod.initContainers), ...asList(pod.containers)];
    const isThere = containers.some((container) => fieldsOf(container).name === name);
    return [
      ...(isThere ? [] : [invalid(at, name, 'container not found')]),
      ...(/^(?:|runtime\/default|unconfined|localhost\/.*)$/.test(value)
        ? []
        : [invalid(at, value, `invalid AppArmor profile name: ${JSON.stringify(value)}`)]),
    ];
  });

const seccomp = /^(?:runtime\/default|docker\/default|unconfined|localhost\/.*)$/;
const isCost = (value: string) => /^(?:0|-?[1-9]\d*)$/.test(value) && Math.abs(Number(value)) < 2 ** 31;
const maxBytes = 256 * 1024;
const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Source: k8s.io/apimachinery pkg/api/validation/objectmeta.go; metadata.ts judges names and labels. */
const objectMeta: Form = (struct) => {
  const { fields, path } = struct;
  const annotations = fieldsOf(fields.annotations);
  // The API server leaves out the step `metadata` of a template.
  const shown = path.length === 1 ? [...path, 'annotations'] : [...path.slice(0, -1), 'annotations'];
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + asText(value).length, 0);
  const isOfPod = path.length === 1 || path.at(-2) === 'template';
  const at = [...path, 'ownerReferences'];
  return [
    ...Object.keys(annotations).flatMap((key) =>
      labelKeyFaults(key.toLowerCase(), 0).map((words) => invalid([...path, 'annotations', key], key, words, shown)),
    ),
    ...(size > maxBytes
      ? [
          {
            path: [...path, 'annotations'],
            message: `metadata.annotations: Too long: may not be more than ${maxBytes} bytes`,
          },
        ]
      : []),
    ...(isOfPod ? ownAnnotations(struct, annotations) : []),
    ...asList(fields.ownerReferences).flatMap((owner, index) =>
      ['kind', 'name', 'uid'].flatMap((field) => {
        const words = 'must not be empty';
        return asText(fieldsOf(owner)[field]) === '' ? [invalid([...at, index], '', words, [...at, field])] : [];
      }),
    ),
    ...asList(fields.finalizers).flatMap((finalizer, index) => {
      const name = asText(finalizer);
      const here = [...path, 'finalizers', index];
      const isKnown = name.includes('/') || standardFinalizers.includes(name);
      return [
        ...labelKeyFaults(name, 0).map((words) => invalid(here, name, words, [...path, 'finalizers'])),
        ...(isKnown
          ? []
          : [invalid(here, name, 'name is neither a standard finalizer name nor is it fully qualified')]),
      ];
    }),
  ];
};

export const metadata: Readonly<Record<string, Form>> = { ObjectMeta: objectMeta };
