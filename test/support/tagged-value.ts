/** Values of the evaluator as the plain data that real Python's answers come in. */
import { currentTensor, spoiledBy } from '../../src/core/evaluator/arrays.ts';
import { DATA } from '../../src/core/evaluator/types.ts';
import type { Value } from '../../src/core/evaluator/values.ts';
import type { Evaluated } from './evaluate.ts';
import type { Tagged } from './real-python.ts';

/** The value as tagged data; NumPy's scalars count as Python's. */
export function tagged(run: Evaluated, value: Value | undefined): Tagged {
  if (!value) return { type: 'other', name: 'absent' };
  const each = (items: readonly Value[]): readonly Tagged[] => items.map((item) => tagged(run, item));
  switch (value.type) {
    case 'none':
      return { type: 'none' };
    case 'bool':
      return { type: 'bool', value: value.value };
    case 'int':
    case 'float':
      return { type: value.type, value: number(value.value) };
    case 'str':
      return { type: 'str', value: value.value };
    case 'list':
    case 'tuple':
      return { type: value.type, items: each(value.items) };
    case 'set': {
      const items = [...each([...value.entries.values()])];
      return { type: 'set', items: items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
    }
    case 'dict':
      return {
        type: 'dict',
        items: [...value.entries.values()].map(
          (entry) => [tagged(run, entry.key), tagged(run, entry.value)] as const,
        ),
      };
    case 'array': {
      if (spoiledBy(value)) return { type: 'other', name: `unknown: ${spoiledBy(value)?.reason}` };
      const { dtype, shape, data } = currentTensor(value, run.tape);
      return {
        type: 'array',
        kind: { float64: 'f', int64: 'i', bool: 'b' }[dtype],
        shape,
        data: [...data].map(number),
      };
    }
    case 'instance': {
      const contents = value.attributes.get(DATA);
      return contents ? tagged(run, contents) : { type: 'other', name: value.class.name };
    }
    case 'unknown':
      return { type: 'other', name: `unknown: ${value.reason}` };
    default:
      return { type: 'other', name: value.type };
  }
}

function number(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
