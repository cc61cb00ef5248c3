/** NumPy's names of element types, and what they are on the tape. */
import type { DType } from '../../autodiff/tensor.ts';
import type { Span } from '../../python/source.ts';
import { int, str, type UnknownValue, unknown, type Value } from '../values.ts';

/** Names of `np.*` types and their strings, with the tape's type; single precision counts as double. */
const TYPES: ReadonlyMap<string, DType> = new Map<string, DType>(
  Object.entries({
    float64:
      'float float_ float16 float32 float64 float128 half single double longdouble floating number inexact f f2 f4 f8 d <f4 <f8',
    int64:
      'int int_ int8 int16 int32 int64 intp intc uint uint8 uint16 uint32 uint64 integer signedinteger long short byte ubyte i i1 i2 i4 i8 u1 u2 u4 u8 l <i4 <i8',
    bool: 'bool bool_ bool8 ?',
  }).flatMap(([dtype, names]) => names.split(' ').map((name) => [name, dtype as DType] as const)),
);

/** The element types that are attributes of the module, e.g. `np.float32`. */
export const TYPE_NAMES: readonly string[] = [...TYPES.keys()].filter(
  (name) => /^[a-z_]+\d*$/.test(name) && name.length > 2,
);

/** The element type of that name; null where there is none. */
export function dtypeNamed(name: string): DType | null {
  return TYPES.get(name) ?? null;
}

/** The element type that a `dtype=` argument means: a NumPy type, Python's `float`, `int`, `bool`, a name, or an array's `.dtype`. */
export function dtypeOf(value: Value, span: Span): DType | UnknownValue {
  const name =
    value.type === 'dtype' || value.type === 'class' || value.type === 'builtin'
      ? value.name
      : value.type === 'str'
        ? value.value
        : null;
  if (value.type === 'unknown') return value;
  const dtype = name === null ? null : dtypeNamed(name.replace(/^(np|numpy)\./, ''));
  return dtype ?? unknown(`Arrays of the type ${name ?? value.type} are not supported yet`, span);
}

/** `dtype.kind`, `.name`, `.itemsize`, `.type` of a NumPy type; null where the type is not one of arrays. */
export function dtypeAttribute(
  dtype: Value & { readonly type: 'dtype' },
  name: 'kind' | 'name' | 'itemsize' | 'type',
): Value | null {
  const known = dtypeNamed(dtype.name);
  if (known === null) return null;
  switch (name) {
    case 'kind':
      return str({ float64: 'f', int64: 'i', bool: 'b' }[known]);
    case 'name':
      return str(known);
    case 'itemsize':
      return int(known === 'bool' ? 1 : 8);
    case 'type':
      return dtype;
  }
}
