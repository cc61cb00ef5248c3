/** Calls of NumPy's types, which convert: `np.float32(x)`, `np.int64(A > 0)`. */
import { filled } from '../../autodiff/tensor.ts';
import type { CallArguments, Evaluation, Value } from '../values.ts';
import { Call, guarded, isUnknown } from './call.ts';
import { dtypeNamed } from './dtypes.ts';
import { integersIn } from './parameters.ts';

/**
 * Calling a NumPy type: `np.float32(x)`, `np.int64(A > 0)`, `np.ndarray((2, 3))`. Numbers come back as numbers, arrays as new
 * arrays. Errors: PythonError.
 */
export function callDtype(
  evaluation: Evaluation,
  type: { readonly name: string },
  args: CallArguments,
): Value {
  return guarded(args.span, () => {
    const call = new Call(evaluation, `np.${type.name}`, args.span);
    const [given] = args.positional;
    if (type.name === 'ndarray') {
      const sizes = given === undefined ? [] : integersIn(call, given, 'size');
      if (isUnknown(sizes)) return sizes;
      return call.result(call.constant(filled(typeof sizes === 'number' ? [sizes] : sizes, 0)));
    }
    const wanted = dtypeNamed(type.name);
    if (wanted === null) return call.unsupported(`\`np.${type.name}()\``);
    const node = given === undefined ? call.constant(0) : call.operand(given);
    if (isUnknown(node)) return node;
    const converted =
      call.tensor(node).dtype === wanted ? node : call.apply('astype', [node], { dtype: wanted });
    return call.result(converted);
  });
}
