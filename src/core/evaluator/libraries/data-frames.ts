/**
 * `pandas`: a table is an array of its numbers, its columns are found by name in the order in which the program names them.
 * What cleans, sorts or shows a table leaves the numbers as they are: nobody here has them anyway.
 */
import type { Span } from '../../python/source.ts';
import { currentTensor } from '../arrays.ts';
import { argument, type BuiltinTable } from '../builtins/definition.ts';
import { contentsOf } from '../classes.ts';
import type { Machine } from '../machine.ts';
import { numpyModule, subscriptArray } from '../numpy/index.ts';
import { builtin } from '../types.ts';
import {
  type ArrayValue,
  type CallArguments,
  int,
  type ModuleValue,
  NONE,
  type SliceValue,
  str,
  unknown,
  type Value,
} from '../values.ts';
import { tableModule } from './module.ts';
import { outsideModule } from './outside.ts';

export function dataFramesModule(machine: Machine): ModuleValue {
  const functions: BuiltinTable = {
    DataFrame: (_, args) => arrayOf(machine, argument(args, 0, 'data'), args.span),
    Series: (_, args) => arrayOf(machine, argument(args, 0, 'data'), args.span),
    concat: (_, args) => joined(machine, args),
    get_dummies: (_, args) => indicators(machine, args),
    set_option: () => NONE,
  };
  const made = tableModule(machine, 'pandas', functions);
  return { ...made, missing: outsideModule('pandas').missing };
}

/** Methods that give the table itself. */
const unchanged = new Set(
  (
    'head tail sample dropna fillna ffill bfill drop_duplicates reset_index set_index sort_values sort_index replace rename ' +
    'to_numpy as_matrix interpolate infer_objects convert_dtypes query apply applymap value_counts corr isnull isna notnull'
  ).split(' '),
);

/** Methods that show a table or write it to a file. */
const shown = new Set('describe info plot hist boxplot to_csv'.split(' '));

/** What tables have and arrays have not; null where tables have it neither. */
export function tableAttribute(machine: Machine, value: Value, name: string): Value | null {
  if (value.type !== 'array' || !machine.libraries.has('pandas')) return null;
  if (name === 'values' || name === 'iloc' || name === 'loc' || name === 'ix') return value;
  const rank = currentTensor(value, machine.tape).shape.length;
  if (name === 'columns' || name === 'index') return names(machine, value, name === 'columns' ? 1 : 0);
  if (unchanged.has(name)) return builtin(name, () => value);
  if (shown.has(name)) return builtin(name, () => NONE);
  if (name === 'map')
    return builtin(name, (_, args) => mapped(machine, value, argument(args, 0, 'arg'), args.span));
  if (name === 'drop' && rank === 2) return builtin(name, (_, args) => dropped(machine, value, args));
  if (name === 'insert' && rank === 2) return builtin(name, (_, args) => inserted(machine, value, args));
  if (name === 'unique') return numpyFunction('unique', value);
  return null;
}

/**
 * A subscript of a table as one of an array: names of columns become their places. Null where the key holds no name, or
 * the value is no table.
 */
export function tableKey(machine: Machine, array: ArrayValue, key: Value): Value | null {
  if (!machine.libraries.has('pandas') || !holdsName(key)) return null;
  const { shape } = currentTensor(array, machine.tape);
  const width = shape.at(-1) ?? 1;
  if (key.type === 'tuple')
    return { type: 'tuple', items: key.items.map((item) => placeOf(machine, item, width)) };
  const place = placeOf(machine, key, width);
  return shape.length === 2 ? { type: 'tuple', items: [everything, place] } : place;
}

/** The column of that name where the engine supplies it by itself, such as the labels; null where it is part of the table. */
export function suppliedColumn(machine: Machine, array: ArrayValue, key: Value): Value | null {
  if (key.type !== 'str' || !machine.libraries.has('pandas')) return null;
  return machine.probes.column?.(array.node, key.value, machine) ?? null;
}

const everything: SliceValue = { type: 'slice', lower: NONE, upper: NONE, step: NONE };

function holdsName(key: Value): boolean {
  if (key.type === 'list' || key.type === 'tuple') return key.items.some(holdsName);
  return key.type === 'str';
}

function placeOf(machine: Machine, key: Value, width: number): Value {
  if (key.type === 'list')
    return { type: 'list', items: key.items.map((item) => placeOf(machine, item, width)) };
  if (key.type !== 'str') return key;
  const known = machine.columns.get(key.value) ?? machine.columns.size;
  machine.columns.set(key.value, known);
  return int(known % width);
}

function names(machine: Machine, array: ArrayValue, axis: 0 | 1): Value {
  const size = currentTensor(array, machine.tape).shape[axis] ?? 0;
  const items = Array.from({ length: size }, (_, at) => (axis === 0 ? int(at) : str(`column${at}`)));
  return { type: 'list', items };
}

/** One class number for another: the values of the dict in turn. */
function mapped(machine: Machine, array: ArrayValue, by: Value | null, span: Span): Value {
  if (by?.type !== 'dict' || by.entries.size === 0)
    return unknown('What `map` gives for each entry of a table is not known', span);
  const values = [...by.entries.values()].map(({ value }) => value);
  const { data } = currentTensor(array, machine.tape);
  const items = Array.from(data, (_, at) => values[at % values.length] as Value);
  return arrayOf(machine, { type: 'list', items }, span);
}

/** The table without as many of its last columns as are named; rows are dropped without a trace. */
function dropped(machine: Machine, array: ArrayValue, args: CallArguments): Value {
  const byKeyword = args.keywords.get('columns');
  const axis = args.keywords.get('axis') ?? args.positional[1];
  const isColumns = byKeyword !== undefined || (axis?.type === 'int' && axis.value === 1);
  const which = byKeyword ?? argument(args, 0, 'labels');
  if (!isColumns || !which) return array;
  const count = which.type === 'list' ? which.items.length : 1;
  const slice: SliceValue = { type: 'slice', lower: NONE, upper: int(-count), step: NONE };
  return subscriptArray(machine, array, { type: 'tuple', items: [everything, slice] }, args.span);
}

/** `data.insert(0, 'ones', 1)` changes the table itself. */
function inserted(machine: Machine, array: ArrayValue, args: CallArguments): Value {
  const [place = int(0), , value = int(1)] = args.positional;
  const wider = machine.call(
    numpyFunction('insert', array),
    [place, value],
    new Map([['axis', int(1)]]),
    args.span,
  );
  if (wider.type !== 'array') return wider;
  array.node = wider.node;
  array.version += 1;
  return NONE;
}

/** `pd.concat([a, b], axis=1)`. */
function joined(machine: Machine, args: CallArguments): Value {
  const parts = argument(args, 0, 'objs');
  const axis = argument(args, 1, 'axis') ?? int(0);
  const concatenate = numpyModule().attributes.get('concatenate');
  if (!parts || !concatenate) return unknown('What `concat` joins is not known', args.span);
  return machine.call(concatenate, [parts], new Map([['axis', axis]]), args.span);
}

/** `pd.get_dummies(y)`: a column for each class number. */
function indicators(machine: Machine, args: CallArguments): Value {
  const array = arrayOf(machine, argument(args, 0, 'data'), args.span);
  if (array.type !== 'array') return array;
  const { data, dtype } = currentTensor(array, machine.tape);
  if (dtype !== 'int64') return unknown('The classes of this column are not known', args.span);
  const eye = numpyModule().attributes.get('eye');
  if (!eye) return unknown('The classes of this column are not known', args.span);
  const size = data.reduce((most, entry) => Math.max(most, entry), 0) + 1;
  const rows = machine.call(eye, [int(size)], new Map(), args.span);
  return rows.type === 'array' ? subscriptArray(machine, rows, array, args.span) : rows;
}

function arrayOf(machine: Machine, data: Value | null, span: Span): Value {
  const make = numpyModule().attributes.get('asarray');
  if (!data || !make) return unknown('What this table holds is not known', span);
  const contents = contentsOf(machine.resolve(data, { kind: 'array' }, span));
  if (contents.type === 'dict') return unknown('A table made of columns is outside what is evaluated', span);
  return contents.type === 'array' ? contents : machine.call(make, [contents], new Map(), span);
}

/** A function of NumPy with the array as its first argument. */
function numpyFunction(name: string, array: Value): Value {
  return builtin(name, (evaluation, args) => {
    const made = numpyModule().attributes.get(name);
    if (!made) return unknown(`\`${name}\` of a table is outside what is evaluated`, args.span);
    return evaluation.call(made, [array, ...args.positional], args.keywords, args.span);
  });
}
