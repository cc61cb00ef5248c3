/** Gradient-like names: what a name such as `dW1`, `W1_grad` or `grads["W1"]` may be the gradient of. Hints only: values decide. */
import { remembered } from './remembered.ts';

/** A variable that a name may be the gradient of; `certain` is false for names that other things bear as well. */
export interface GradientNameReading {
  /** The variable's name as it would be written: `W1` for `dW1`; '' where the name does not say (`delta3`, `grad`). */
  readonly of: string;
  /** The layer's number for names such as `delta3` that say only that; null elsewhere. */
  readonly layer: number | null;
}

const costPrefix = '(?:[JLCE]|[Ll]oss|[Cc]ost|[Ee]rr(?:or)?|out|obj)';

/** Forms that hold the variable's name, most specific first. */
const forms: readonly RegExp[] = [
  new RegExp(`^_?[dD]_?${costPrefix}_?d_?(?:by_?|over_?)?([A-Za-z]\\w*)$`),
  new RegExp(`^_?d_?${costPrefix}_(?:wrt_)?([A-Za-z]\\w*)$`),
  /^(?:nabla|partial)_?([A-Za-z]\w*)$/,
  // Lower-case costs: dc_dw, dl_dz, dcdw; local derivatives such as dz_dw are no gradients of the cost.
  /^_?d[cle]_d_?([A-Za-z]\w*)$/,
  /^_?d[cle]d([wbzahx]\d*)$/,
  /^delta_nabla_([A-Za-z]\w*)$/,
  /^_?(?:grads?|gradients?|Grad|der|deriv)_(?:wrt_|of_|[JL]_)?([A-Za-z]\w*)$/,
  /^(?:derivative|partial_derivative|pd)_(?:wrt_|of_)?([wWbB]\d*|weights?|bias|theta\d*|slope|intercept)$/,
  /^([wWbB]\d*|weights?|bias|theta\d*|slope|intercept)_(?:deriv|derivative)$/,
  // The letter g alone for gradient, beside a weight's letter: gW1, g_b.
  /^g_?(W\w{0,3})$/,
  /^g_([wWbB]\d*)$/,
  /^D([wW]\d*|b\d*)$/,
  /^(?:grads?|Grad)([A-Z]\w*)$/,
  /^([A-Za-z]\w*?)_?(?:grads?|Grads?|GRAD|gradients?|Gradients?|_deriv)$/,
  /^_?d_([A-Za-z]\w*)$/,
  /^_?d([A-Z]\w*)$/,
  // Greek and other letters beside the Latin ones: dθ1, d_ζ.
  /^_?d_?((?![A-Za-z])\p{L}[\p{L}\p{N}_]*)$/u,
  /^_?d((?:weights?|biases|bias|theta|beta|gamma|params?|inputs?|values?|hidden|out|logits?|scores?|probs?|pred|alpha|mu|sigma|var|mean|emb)(?:_?\w{0,3}))$/,
  /^_?d([a-z](?:_?\d+)?|[wbzahxyu][a-z]{1,2}\d*|[a-z]{1,2}_?(?:prev|next|raw|hat|out|in|curr|pred|total|sum))$/,
];

const deltaForms: readonly RegExp[] = [
  /^(?:[dD]elta|error|err)_?(\d*)$/,
  /^(?:delta|error|err)_(?:o|h|out|output|hidden|k|j|l|i)(?:_layer)?$/,
  /^[dD]eltas$/,
  /^(?:layer|l|output|hidden|out)_?(\d*)_?(?:layer_)?(?:delta|error)s?$/,
  // A letter for the layer's values: a2_error, z1_delta.
  /^[a-zA-Z]_?(\d+)_?(?:delta|error|err)s?$/,
];
const deltaOfForms: readonly RegExp[] = [
  /^delta_?([wWbBvVuU](?:eights?|ias(?:es)?)?_?\d*)$/,
  /^([wWbB](?:eights?|ias(?:es)?)?\w{0,4}?)_delta(?:s)?$/,
];
/** True for `delta2`, `error`, `l1_delta`: gradients of what a layer gave, by their names. */
export const isDeltaName = remembered(
  (name) => deltaForms.some((form) => form.test(name)) && !deltaOfForms.some((form) => form.test(name)),
);

const bareForms =
  /^(?:_?grads?_?\d*|gradients?_?\d*|g|dloss|dout|derivatives?|total_gradient|partial_derivatives?)$/;

/** Words that look like gradients and are not: data frames, step sizes, dimensions, debugging, dictionaries. */
const notGradients = new Set([
  'date',
  'dates',
  'df',
  'dt',
  'db_path',
  'dx_dt',
  'dim',
  'dims',
  'dtype',
  'data',
  'dict',
  'dir',
  'dist',
  'dot',
  'dp',
  'ds',
  'day',
  'dec',
  'dev',
  'do',
  'dy_dt',
  'dW_t',
  'diff',
  'doc',
  'dst',
  'dpi',
  'dag',
  'dic',
  'dnn',
  'dl',
  'dll',
  'dll2',
  'dset',
  'dsize',
  'd1',
  'd2',
]);

/** The derivative of one value of a layer by another, `dN1dB1` or `dadz`; those of a cost begin with its letter. */
const ofAnother = /^d(?:[ABDF-IKM-Z]\w*?|[abdf-ikm-z])\d*_?d(?:[A-Z]\w*|[a-z]\d*)$/;
const ofActivation =
  /^(?:tanh|sigmoid|sig|relu|softmax|act(?:ivation)?|leaky_?relu|elu|gelu|swish)_?(?:deriv\w*|prime|grad)$/i;

function isLocalDerivative(name: string): boolean {
  return ofActivation.test(name) || (ofAnother.test(name) && !costDerivative.test(name));
}

const costDerivative = new RegExp(`^d${costPrefix}_?d`);

/** A difference quotient, with which gradients are compared. */
const numerical = /^(?:num|numeric|numerical|approx)_?grads?/i;

/**
 * What a plain name may be the gradient of, or null for a name that is no gradient's.
 * The reading never says that the name *is* a gradient: `dx` may be a step of a grid.
 */
export const readGradientName = remembered(findReading);

function findReading(name: string): GradientNameReading | null {
  if (notGradients.has(name) || name.startsWith('__') || /^data\d+$/.test(name)) return null;
  if (isLocalDerivative(name) || numerical.test(name)) return null;
  for (const form of deltaOfForms) {
    const match = form.exec(name);
    if (match) return { of: match[1] ?? '', layer: null };
  }
  for (const form of deltaForms) {
    const match = form.exec(name);
    if (match) return { of: '', layer: match[1] ? Number(match[1]) : null };
  }
  if (bareForms.test(name)) return { of: '', layer: null };
  for (const form of forms) {
    const match = form.exec(name);
    if (match) return { of: match[1] ?? '', layer: null };
  }
  return null;
}

const containerForm =
  /(?:^|[._])(?:grads?|gradients?|d_?params?|nabla\w*|derivatives?|delta_?(?:weights?|params?)|dtheta)s?(?:_?\w{0,6})?$/i;

/** True for a name that holds gradients by key or index: `grads`, `self.gradients`, `nabla_w`, `dparams`. */
export const isGradientContainer = remembered((text) => containerForm.test(text));

/**
 * The reading of a subscript or attribute: `grads["W1"]` and `grads["dW1"]` are the gradient of W1, `nabla_w[-1]` of an
 * element of w, `self.dW` of self.W. `key` is the evaluated string key, null where it is no string.
 */
export function readContainedGradientName(container: string, key: string | null): GradientNameReading | null {
  const containerHolds = isGradientContainer(container);
  if (key !== null) {
    const reading = readGradientName(key);
    if (reading) return reading;
    return containerHolds ? { of: key, layer: null } : null;
  }
  return readGradientName(lastName(container));
}

/** The last identifier of a dotted or subscripted text: `self.layers[i].W` → `W`. */
export const lastName = remembered((text) => {
  const names = text.replace(/\[[^\]]*\]/g, '').match(/[\p{L}_][\p{L}\p{N}_]*/gu);
  return names?.at(-1) ?? text;
});
