/** All rules, in the order in which they are asked: the first that explains a case names it. */
import { aliasedGradient } from './aliased-gradient/rule.ts';
import { brokenGradientCheck } from './broken-gradient-check/rule.ts';
import type { CheckerRule } from './checker-rules.ts';
import { gradientMismatch } from './gradient-mismatch/rule.ts';
import { gradientOfSum } from './gradient-of-sum/rule.ts';
import { l2AppliedTwice } from './l2-applied-twice/rule.ts';
import { l2ExtraTerm } from './l2-extra-term/rule.ts';
import { l2MissingTerm } from './l2-missing-term/rule.ts';
import { l2SummedWeights } from './l2-summed-weights/rule.ts';
import { l2WrongDerivative } from './l2-wrong-derivative/rule.ts';
import { l2WrongFactor } from './l2-wrong-factor/rule.ts';
import { l2WrongSign } from './l2-wrong-sign/rule.ts';
import { l2WrongWeights } from './l2-wrong-weights/rule.ts';
import { penaltyOnActivation } from './penalty-on-activation/rule.ts';
import { penaltyOnBias } from './penalty-on-bias/rule.ts';
import { missingActivationDerivative } from './missing-activation-derivative/rule.ts';
import { wrongActivationDerivative } from './wrong-activation-derivative/rule.ts';
import { missingDropoutMask } from './missing-dropout-mask/rule.ts';
import { wrongLossDerivative } from './wrong-loss-derivative/rule.ts';
import { biasSumAxis } from './bias-sum-axis/rule.ts';
import { wrongBatchFactor } from './wrong-batch-factor/rule.ts';
import { wrongSign } from './wrong-sign/rule.ts';
import { wrongFactor } from './wrong-factor/rule.ts';
import { wrongOperand } from './wrong-operand/rule.ts';
import { overwrittenGradient } from './overwritten-gradient/rule.ts';
import { staleWeights } from './stale-weights/rule.ts';
import { shapeMismatch } from './shape-mismatch/rule.ts';
import { updateDirection } from './update-direction/rule.ts';
import type { NetworkRule } from './network-rules.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  l2MissingTerm,
  l2WrongSign,
  l2WrongFactor,
  l2SummedWeights,
  l2WrongWeights,
  l2WrongDerivative,
  penaltyOnBias,
  l2ExtraTerm,
  penaltyOnActivation,
  staleWeights,
  aliasedGradient,
  overwrittenGradient,
  missingActivationDerivative,
  wrongActivationDerivative,
  missingDropoutMask,
  wrongLossDerivative,
  biasSumAxis,
  wrongBatchFactor,
  wrongSign,
  wrongFactor,
  wrongOperand,
  shapeMismatch,
  gradientMismatch,
];

/** Rules of whole networks, all of which are asked. */
export const networkRules: readonly NetworkRule[] = [gradientOfSum, updateDirection, l2AppliedTwice];

/** Rules of the program's own gradient checks. */
export const checkerRules: readonly CheckerRule[] = [brokenGradientCheck];
