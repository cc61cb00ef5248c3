/** What a name hints at when a value must be chosen for it: an array, a number, a count, a bias, labels. Hints only. */

import { remembered } from './remembered.ts';

export type ProbeRole =
  | 'data'
  | 'labels'
  | 'weights'
  | 'bias'
  | 'strength'
  | 'rate'
  | 'keepProbability'
  | 'size'
  | 'count'
  | 'flag'
  | 'small'
  | 'mapping'
  | 'cache'
  | 'sizes'
  /** The sizes of one example: channels, height and width of an image. */
  | 'shape'
  /** The extent of a window that moves over positions, its step or its margin. */
  | 'window'
  /** Something that is used by its methods: an optimiser, a generator. */
  | 'object'
  | 'unknown';

const roles: readonly (readonly [ProbeRole, RegExp])[] = [
  [
    'object',
    /^(?:\w+_)?(?:optimi[sz]er|optim|opt|solver|logger|writer|rng|random_state|scheduler|callbacks?|loader)$/i,
  ],
  ['mapping', /^\w+_(?:params?|cfg|config|dict|opts|options|kwargs)$/i],
  [
    'strength',
    /^(?:lambd?a?(?:_\w{0,6})?|lmbda|lamda|lambtha|lam|lmbd|reg|regularization|regularisation|reg_?(?:lambda|strength|param\w*|coeff?\w*|rate|term)|l[12](?:_?(?:reg|lambda|penalty|coeff|strength))?|L[12]|weight_?decay\w*|my_?lambda|Lambda|alpha_l2|weight_regularizer_l[12]|bias_regularizer_l[12]|λ)$/i,
  ],
  ['keepProbability', /^(?:keep_?prob\w*|p_?keep|dropout\w*|drop_?(?:prob|rate)|keep)$/i],
  [
    'rate',
    /^(?:lr|eta|alpha|learning_?rate\w*|step_?size|rate|momentum|mu|beta_?[12]|rho|decay|decay_rate)$/i,
  ],
  ['small', /^(?:eps|epsilon|tol|tolerance|smooth\w*)$/i],
  [
    'count',
    /^(?:num_?(?:iter\w*|epochs?|passes|steps)|n_?(?:iter\w*|epochs?|steps|episodes|passes|updates)|iter(?:ation)?s?|epochs?|max_?iter\w*|num_passes|steps|times)$/i,
  ],
  [
    'flag',
    /^(?:print_?\w*|verbose|debug|plot\w*|(?:is|use|with|has|enable)_\w+|train(?:ing)?|shuffle|return_\w+|show\w*)$/i,
  ],
  ['shape', /^(?:input|image|img|in|x)_?shape$/i],
  [
    'sizes',
    /^(?:layers?_?(?:dims?|sizes?|shape)|dims|sizes|layers_dims|dimensions|nn_architecture|architecture|hidden_(?:dims|sizes|layers)|topology|\w+_(?:size|dim|unit|layer)s?_list)$/i,
  ],
  [
    'window',
    /^(?:strides?|pad(?:ding)?s?|dilation|(?:filter|kernel|pool(?:ing)?|window|win|field)_?(?:size|shape|h|w|height|width|rows|cols|dim)?)_?\d?$/i,
  ],
  [
    'size',
    /^(?:(?:input|hidden|output|visible|vocab(?:ulary)?|embed(?:ding)?|latent|in|out|num|n|batch)_?(?:size|dims?|features|classes|labels|units|nodes|neurons|inputs|outputs|layer_size|hidden|x|h|y)\w*|n_[xhy]|hdim|nn_\w*dim|(?:\w+_)?(?:channels?|height|width|rows|cols)|(?:n|num)_(?:filters?|kernels?|channels?|ch)|(?:in|out)_(?:ch|channels?|features)|(?:n|nb|num|number_of)_[a-z]\w*|[a-z]\w*_(?:size|dim|units|neurons|nodes|len|length|count)|size|m|n|N|D|H|C|num_examples|n_samples|in_dim|out_dim)$/,
  ],
  ['cache', /^(?:caches?|cached|memory|forward_cache|linear_cache|activation_cache|tape)$/i],
  [
    'mapping',
    /^(?:param(?:eter)?s?|model|config|grads?|gradients|hyperparam\w*|net(?:work)?|state|options)$/i,
  ],
  [
    'labels',
    /^(?:y|Y|t|T|labels?|targets?|y_?(?:true|train|test|val|batch|onehot|one_hot|data)|Y_?(?:true|train|test|val|batch|onehot|one_hot|oh)|train_?[yY]|test_?[yY]|[yY]\w{0,2}|ys|label|target|expected(?:_output)?|ground_truth|actual|t_batch|tn)$/,
  ],
  ['bias', /^(?:b(?:ias(?:es)?)?_?\d*|b[_a-z]{1,3}\d*|bias_?\w*|B\d*)$/],
  [
    'weights',
    /^(?:[wW](?:eights?)?_?\w{0,4}|[Tt]heta_?\d*|[Ww]eights?\w*|syn\d+|coef\w*|beta|kernel|U|V|P|Q)$/,
  ],
  ['data', /^(?:[xX]_?\w*|data|inputs?|A0|A_?prev\w*|a_?prev|features?|train_?X|images?|batch|samples?)$/],
];

/** The role that a name hints at, 'unknown' where it hints at none. */
export const roleOf = remembered(
  (name): ProbeRole => roles.find(([, form]) => form.test(name))?.[0] ?? 'unknown',
);

const costWords =
  /^(?:(?:total_?|sum_?(?:of_?)?|data_?|train(?:ing)?_?|curr(?:ent)?_?|batch_?|reg(?:ularized)?_?|mean_?|avg_?)?(?:cost|loss|err(?:or)?|objective|nll|mse|cross_?entropy|log_?loss|energy|likelihood)s?(?:_?(?:total|value|val|sum|all|fn|func|function|history|reg\w*|\d+))?|obj|(?:\w+_)?(?:cost|loss))$/i;
/** J, J_val, J1; L, E and C by themselves; a lower-case letter with anything behind it is an index. */
const costLetters = /^(?:J(?:_?\w{1,6})?|[LECj])$/;

const discriminatorCost = /^d_(?:\w+_)?(?:loss|cost)$/i;

/** True for a name that usually holds a cost. */
export const isCostName = remembered(
  (name) =>
    discriminatorCost.test(name) ||
    ((costWords.test(name) || costLetters.test(name)) && !/^d[A-Z_]/.test(name)),
);

const costFunctionForm = /cost|loss|objective|energy|likelihood|entropy|error(?!s?_?(?:rate|bar))|^J$/i;
/** True for a function name that usually computes a cost. */
export function isCostFunctionName(name: string): boolean {
  return costFunctionForm.test(name) && !/(?:deriv|grad|prime|backward|plot|print|history)/i.test(name);
}

const forwardForm = /forward|feed_?forward|propagat|predict|hypothesis|fprop|encode|logits|scores/i;
/** True for a function name that usually runs the forward pass. */
export function isForwardFunctionName(name: string): boolean {
  return forwardForm.test(name) && !/back|deriv|grad/i.test(name);
}

/** The layer's number at the end of a name (`W1`, `dW_2`, `weights3`), or null. */
export const layerNumber = remembered((name): number | null => {
  const match = /_?(\d+)$/.exec(name);
  return match ? Number(match[1]) : null;
});

/** True for a function that checks gradients by differences: it calls the cost again and again, and computes none itself. */
export function isNumericalCheckName(name: string): boolean {
  return /(?:check|numeric\w*?)_?grad|grad(?:ient)?s?_?check/i.test(name);
}
