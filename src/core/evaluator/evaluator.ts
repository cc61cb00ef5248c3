/** Makes evaluators: the constructs of the language put together around one machine. */
import { readAttribute } from './attributes.ts';
import { createBuiltins } from './builtins/builtins.ts';
import { callValue } from './calls.ts';
import { evaluateExpression } from './expressions.ts';
import type { Evaluator, EvaluatorOptions } from './interpreter-contract.ts';
import { iterateValue } from './iteration.ts';
import { createLibrary } from './libraries/libraries.ts';
import type { Language } from './language.ts';
import { Machine } from './machine.ts';
import { loadModule } from './modules.ts';
import { executeBlock } from './statements.ts';

/**
 * A fresh evaluation of a project's code: nothing has run yet. What the code raises leaves `call` and `attribute` as
 * PythonError; a budget that is used up, and a cancellation, leave every method as EvaluationStopped.
 */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  return new Machine(options, language);
}

/** The constructs of the language, each in a file of its own. */
export const language: Language = {
  expression: evaluateExpression,
  block: executeBlock,
  call: callValue,
  attribute: readAttribute,
  iterate: iterateValue,
  load: loadModule,
  library: createLibrary,
  builtins: createBuiltins,
};
