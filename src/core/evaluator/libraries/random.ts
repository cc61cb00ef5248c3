/** Python's `random`, drawing from the evaluation's seeded generator: other numbers than Python's, of the same distributions. */
import type { Machine } from '../machine.ts';
import { type BuiltinTable, collect, required, unknownArgument } from '../builtins/definition.ts';
import { numberOf } from '../numbers.ts';
import { integerOf, rangeLength } from '../sequences.ts';
import {
  type CallArguments,
  float,
  int,
  type ModuleValue,
  NONE,
  PythonError,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { tableModule } from './module.ts';

export function randomModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'random', functions);
}

const functions: BuiltinTable = {
  // The engine's seed decides every draw, so that two evaluations of one text agree.
  seed: () => NONE,
  random: (machine) => float(machine.random()),
  uniform: (machine, args) =>
    numeric(machine, args, 2, ([low = 0, high = 1]) => float(low + (high - low) * machine.random())),
  gauss: (machine, args) =>
    numeric(machine, args, 2, ([mean = 0, deviation = 1]) =>
      float(mean + deviation * machine.randomNormal()),
    ),
  normalvariate: (machine, args) =>
    numeric(machine, args, 2, ([mean = 0, deviation = 1]) =>
      float(mean + deviation * machine.randomNormal()),
    ),
  randint: (machine, args) =>
    numeric(machine, args, 2, ([low = 0, high = 0]) => int(low + below(machine, high - low + 1))),
  randrange: (machine, args) => {
    return numeric(machine, args, 3, ([first = 0, second, step = 1]) => {
      const [start, stop] = second === undefined ? [0, first] : [first, second];
      return int(start + step * below(machine, rangeLength({ type: 'range', start, stop, step })));
    });
  },
  choice: (machine, args) => chosen(machine, args, (items) => items[below(machine, items.length)] ?? NONE),
  choices: (machine, args) => {
    const count = args.keywords.get('k');
    const wanted = count ? integerOf(machine, count, 'size', args.span) : 1;
    if (typeof wanted !== 'number') return wanted;
    machine.spend(Math.max(0, wanted), args.span);
    return chosen(machine, args, (items) => {
      return {
        type: 'list',
        items: Array.from({ length: wanted }, () => items[below(machine, items.length)] ?? NONE),
      };
    });
  },
  sample: (machine, args) => {
    const wanted = integerOf(machine, required(args, 1, 'sample'), 'size', args.span);
    if (typeof wanted !== 'number') return wanted;
    return chosen(machine, args, (items) => ({
      type: 'list',
      items: shuffled(machine, items).slice(0, wanted),
    }));
  },
  shuffle: (machine, args) => {
    const list = machine.resolve(
      required(args, 0, 'shuffle'),
      { kind: 'sequence', length: null, hints: [] },
      args.span,
    );
    if (list.type === 'list') list.items = shuffled(machine, list.items);
    return NONE;
  },
};

function below(machine: Machine, limit: number): number {
  return Math.floor(machine.random() * limit);
}

function numeric(
  machine: Machine,
  args: CallArguments,
  most: number,
  draw: (numbers: readonly number[]) => Value,
): Value {
  const undecided = unknownArgument(args);
  if (undecided) return undecided;
  const numbers = args.positional.slice(0, most).map((value) => {
    const number = numberOf(machine.resolve(value, { kind: 'number' }, args.span));
    if (!number) throw new PythonError('TypeError', 'a number is required', args.span);
    return number.value;
  });
  return draw(numbers);
}

function chosen(machine: Machine, args: CallArguments, draw: (items: readonly Value[]) => Value): Value {
  const items: Value[] | UnknownValue = collect(machine, required(args, 0, 'choice'), args);
  if ('type' in items) return items;
  if (items.length === 0)
    throw new PythonError('IndexError', 'Cannot choose from an empty sequence', args.span);
  return draw(items);
}

/** Source: Fisher and Yates, as given by Durstenfeld (1964). */
function shuffled(machine: Machine, items: readonly Value[]): Value[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = below(machine, at + 1);
    [order[at], order[other]] = [order[other] as Value, order[at] as Value];
  }
  return order;
}
