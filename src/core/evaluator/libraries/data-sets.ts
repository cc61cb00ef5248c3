/** `sklearn.datasets`: the data sets that come with it are data that nobody here has, under the names X and y. */
import { emptyDict, setEntry } from '../dictionaries.ts';
import type { Machine } from '../machine.ts';
import { builtin, DATA } from '../types.ts';
import { type CallArguments, type ModuleValue, str, unknown, type Value } from '../values.ts';
import { outsideModule } from './outside.ts';

/** Loaders whose result has `data` and `target`. Generators (`make_moons`) give pairs and are asked for as any other call. */
const LOADERS =
  'load_iris load_digits load_wine load_breast_cancer load_diabetes load_boston load_linnerud fetch_california_housing fetch_openml fetch_mldata fetch_olivetti_faces';

const OTHER_PARTS = 'target_names feature_names DESCR images frame filename';

export function dataSetsModule(machine: Machine): ModuleValue {
  const made = outsideModule('sklearn.datasets');
  for (const name of LOADERS.split(' ')) {
    made.attributes.set(
      name,
      builtin(name, (_, args) => loaded(machine, name, args)),
    );
  }
  return made;
}

function loaded(machine: Machine, name: string, args: CallArguments): Value {
  const whole = machine.missing({ kind: 'call', name: `datasets.${name}`, span: args.span });
  const part = (hint: string): Value =>
    whole?.type === 'probe'
      ? { type: 'probe', path: `${whole.path}.${hint}`, hint, span: args.span }
      : unknown(`The data of \`${name}\` is not here`, args.span);
  const [data, target] = [part('X'), part('y')];
  const wantsPair = args.keywords.get('return_X_y');
  if (wantsPair?.type === 'bool' && wantsPair.value) return { type: 'tuple', items: [data, target] };
  const entries = emptyDict();
  const attributes = new Map<string, Value>([[DATA, entries]]);
  const rest = unknown(`This part of \`${name}\` is outside what is evaluated`, args.span);
  const parts: readonly (readonly [string, Value])[] = [
    ['data', data],
    ['target', target],
    ...OTHER_PARTS.split(' ').map((key) => [key, rest] as const),
  ];
  for (const [key, value] of parts) {
    attributes.set(key, value);
    setEntry(machine, entries, str(key), value, args.span);
  }
  return { type: 'instance', class: machine.type('dict'), attributes };
}
