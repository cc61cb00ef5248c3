/** `sklearn`'s ways to prepare data: nobody here has the data, so what splits, scales or shuffles it gives it as it is. */
import type { BuiltinTable } from '../builtins/definition.ts';
import type { Machine } from '../machine.ts';
import { builtin } from '../types.ts';
import { type CallArguments, type ModuleValue, NONE, type Value } from '../values.ts';
import { tableModule } from './module.ts';
import { outsideModule } from './outside.ts';

/** `train_test_split(X, y)`: both parts of each array are the array. */
export function splittingModule(machine: Machine, name: string): ModuleValue {
  return partly(machine, name, {
    train_test_split: (_, { positional }) => ({
      type: 'list',
      items: positional.flatMap((array) => [array, array]),
    }),
  });
}

/** `sklearn.utils`. */
export function shufflingModule(machine: Machine): ModuleValue {
  return partly(machine, 'sklearn.utils', {
    shuffle: (_, { positional }) =>
      positional.length === 1 ? (positional[0] ?? NONE) : { type: 'list', items: [...positional] },
  });
}

const scalers =
  'StandardScaler MinMaxScaler MaxAbsScaler RobustScaler Normalizer PowerTransformer QuantileTransformer';

/** `sklearn.preprocessing`. */
export function scalingModule(machine: Machine): ModuleValue {
  const functions: Record<string, BuiltinTable[string]> = {};
  for (const name of scalers.split(' ')) functions[name] = () => scaler(machine);
  for (const name of ['scale', 'normalize', 'minmax_scale'])
    functions[name] = (_, { positional }) => positional[0] ?? NONE;
  return partly(machine, 'sklearn.preprocessing', functions);
}

function scaler(machine: Machine): Value {
  const attributes = new Map<string, Value>();
  const self: Value = { type: 'instance', class: machine.type('object'), attributes };
  const add = (name: string, body: (args: CallArguments) => Value): void => {
    attributes.set(
      name,
      builtin(name, (_, args) => body(args)),
    );
  };
  add('fit', () => self);
  for (const name of ['transform', 'fit_transform', 'inverse_transform'])
    add(name, ({ positional }) => positional[0] ?? NONE);
  return self;
}

function partly(machine: Machine, name: string, functions: BuiltinTable): ModuleValue {
  return { ...tableModule(machine, name, functions), missing: outsideModule(name).missing };
}
