/** Array functions, methods and operators as Python sees them: what the interpreter calls. */
export { arrayAttribute } from './attributes.ts';
export { dtypeAttribute } from './dtypes.ts';
export { arrayLibrary, numpyModule } from './module.ts';
export {
  augmentedOperation,
  binaryOperation,
  comparison,
  holdsEntry,
  requireSameKind,
  truthOf,
  unaryOperation,
} from './operators.ts';
export { assignSubscriptArray, subscriptArray } from './subscripts.ts';
export { callDtype } from './type-calls.ts';
