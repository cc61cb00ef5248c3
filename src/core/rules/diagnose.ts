/** Diagnosis: guilty lines become findings, each named by the first rule that explains it, with a fix that was proven. */
import type { Guilt } from '../check/blame.ts';
import type { Judgement } from '../check/judge.ts';
import { ancestors } from '../network/dependence.ts';
import { agreement, isRight } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import { isProven, type ProofContext } from '../check/prove.ts';
import { contains } from '../python/source.ts';
import type { Finding, Fix } from './finding.ts';
import { networkRules, rules } from './registry.ts';
import type { EditKind } from '../slips/edits/edit.ts';
import { factorBesidePenalty, factorOffTruth } from '../slips/factor.ts';
import { mistakeOf } from '../slips/mistakes.ts';
import { findSlip } from '../slips/search.ts';
import { type Case, type Diagnosis, evidenceOf, type FoundSlip, type Repair, type Rule } from './rule.ts';
import { biasSumAxis } from './bias-sum-axis/rule.ts';
import { shapeMismatch } from './shape-mismatch/rule.ts';
import { slipRepairs } from './slip-diagnosis.ts';
import { isMisfit, shapeMisfit } from './shape-misfit.ts';
import { gradientName } from './wording.ts';

const repairLimit = 8;

/** What was said of a judged network: the findings, and the keys of the statements that they explain. */
export interface Diagnoses {
  readonly findings: readonly Finding[];
  readonly explained: ReadonlySet<string>;
}

/** A mistake with its name. */
interface Named {
  readonly rule: Rule;
  readonly diagnosis: Diagnosis;
  readonly slip: () => FoundSlip | null;
}

/** The findings of one judged network. A line that nothing but a mismatch explains counts only where other lines agree. */
export function diagnose(judgement: Judgement, context: ProofContext): Diagnoses {
  const findings = networkRules.flatMap((rule) => rule.examine(judgement, context));
  if (judgement.commonScale) return { findings, explained: new Set() };
  const explained = new Set<string>();
  const suspects = [...judgement.guilts].flatMap(([key, guilts]) => {
    const [first] = guilts;
    return first ? [{ key, first, named: acceptedName(guilts, first, judgement, context) }] : [];
  });
  // A parameter's gradient that is off and stays unexplained says that another cost is meant: then the truth by this one
  // repairs what follows an intermediate, and that shows nothing.
  const isOpen = suspects.some(({ first, named }) => first.line.role === 'parameter' && !named);
  for (const { key, first, named } of suspects) {
    if (!named || (isOpen && first.line.role === 'intermediate')) continue;
    explained.add(key);
    findings.push(findingOf(named, first, judgement, context));
  }
  return { findings, explained };
}

/** The rule that explains a line; null where none does, or where nothing confirms the cost that it is judged by. */
function acceptedName(
  guilts: readonly Guilt[],
  first: Guilt,
  judgement: Judgement,
  context: ProofContext,
): ReturnType<typeof nameMistake> {
  const named = nameMistake(guilts, context);
  if (!named || isPenaltyRule(named.rule) || isConfirmed(judgement, first)) return named;
  return guilts.every(confirmsByPenalty) || isTelling(named.slip(), first) ? named : null;
}

/** The rules about the penalty explain a line by a data part that is right: that confirms the cost. */
function isPenaltyRule({ name }: Rule): boolean {
  return name.startsWith('l2-') || name.startsWith('penalty-');
}

/** True where a line has the cost's own penalty exactly, beside a data part that is off by a factor: it belongs to this cost. */
function confirmsByPenalty({ user, data, penalty, network }: Guilt): boolean {
  return network.basis === 'cost' && factorBesidePenalty(user, data, penalty) !== null;
}

/** Edits that no other cost would ask for. */
const tellingKinds: ReadonlySet<EditKind> = new Set([
  'layout',
  'element',
  'sum',
  'comparison',
  'sign',
  'operand',
  'factor',
  'literal',
]);

/**
 * True where one small edit makes a line exactly right in several draws that is no multiple of the truth: then this cost is
 * the one that it belongs to, even if no other gradient says so.
 */
function isTelling(slip: FoundSlip | null, { network }: Guilt): boolean {
  if (!slip || slip.trials.length < 2) return false;
  if (network.basis !== 'cost' || network.isAssumed || !tellingKinds.has(slip.kind)) return false;
  return slip.trials.every(
    ({ guilt: { user, data, penalty } }) => factorOffTruth(user, data, penalty) === null,
  );
}

/**
 * True where the gradient of another parameter agrees in every draw, or one that the line is computed from is exactly the
 * derivative of the cost: then the cost is the one that the lines belong to.
 */
function isConfirmed(judgement: Judgement, guilt: Guilt): boolean {
  // A line that is not the only one of its network may also be confirmed by those that it spoils and nothing else.
  if (judgement.isTurned || (guilt.line.role === 'intermediate' && judgement.isConfirmed)) return true;
  const { text } = guilt.line.binding;
  return judgement.network.draws.every((draw) => {
    const own = draw.gradients.filter(({ binding }) => binding.text === text).map(({ node }) => node);
    const behind = ancestors(draw.tape, own);
    return draw.gradients.some((line) => {
      if (line.superseded || line.match?.isTrivial !== false || line.binding.text === text) return false;
      if (line.role === 'parameter') return isRight(line);
      return draw.basis === 'cost' && behind[line.node] === 1 && isExact(line, draw);
    });
  });
}

/** True for an intermediate of several entries that is the derivative itself or its negative, and no other multiple of it. */
function isExact({ match, node }: GradientLine, { tape }: NetworkEvaluation): boolean {
  if (!match || match.scaledError > agreement || (tape[node]?.value.data.length ?? 0) < 2) return false;
  return Math.abs(Math.abs(match.scale) - 1) <= agreement;
}

/** The rule that explains the guilty lines of one statement; null where their shapes do not fit and may be meant so. */
export function nameMistake(guilts: readonly Guilt[], context: ProofContext): Named | null {
  const slip = slipFinder(guilts, context);
  if (guilts.some(isMisfit)) return nameMisfit(guilts, slip);
  const draws = guilts.map(evidenceOf);
  if (draws.some((draw) => draw === null)) return null;
  const suspect: Case = { draws: draws.filter((draw) => draw !== null), slip };
  for (const rule of rules) {
    const diagnosis = rule.examine(suspect);
    if (diagnosis) return { rule, diagnosis, slip };
  }
  return null;
}

/** A gradient of another shape: the sum of a bias is named for itself. */
function nameMisfit(guilts: readonly Guilt[], slip: () => FoundSlip | null): Named | null {
  const diagnosis = shapeMisfit(guilts);
  const found = diagnosis && slip();
  if (!diagnosis) return null;
  const repairs = found ? [...slipRepairs(found), ...diagnosis.repairs] : diagnosis.repairs;
  const rule = found?.mistake === 'bias-sum-axis' ? biasSumAxis : shapeMismatch;
  return { rule, diagnosis: { ...diagnosis, span: found?.site.span ?? diagnosis.span, repairs }, slip };
}

/** Seeks the slip once, when a rule first asks for it. */
function slipFinder(guilts: readonly Guilt[], { project, cancelled }: ProofContext): () => FoundSlip | null {
  let found: FoundSlip | null | undefined;
  return () => {
    if (found === undefined) {
      const slip = findSlip(guilts, project, cancelled);
      found = slip && { ...slip, mistake: mistakeOf(slip) };
    }
    return found;
  };
}

function findingOf(
  { rule, diagnosis, slip }: Named,
  guilt: Guilt,
  judgement: Judgement,
  context: ProofContext,
): Finding {
  return {
    rule: rule.name,
    severity: rule.severity,
    message: capitalised(guilt.network.isAssumed ? `${diagnosis.message} ${assumption}` : diagnosis.message),
    elaboration: capitalised(diagnosis.elaboration),
    span: diagnosis.span,
    related: diagnosis.related,
    gradient: gradientName(guilt),
    gradientId: guilt.line.id,
    fix:
      firstProven(diagnosis.repairs, guilt, judgement, context) ??
      firstProven(isPenaltyRule(rule) ? slipRepairsOn(guilt, slip()) : [], guilt, judgement, context),
  };
}

/** The edit that mends the line, where it is on the line: the last resort of rules about the penalty whose own repairs do not fit. */
function slipRepairsOn({ line }: Guilt, slip: FoundSlip | null): readonly Repair[] {
  return slip && contains(line.binding.statement.span, slip.site.span) ? slipRepairs(slip) : [];
}

/** A sentence that begins with words of ours for a gradient without a name. */
function capitalised(text: string): string {
  return text.replace(/^the gradient/, 'The gradient');
}

const assumption =
  'Parts of the forward pass or the loss are assumed here, read off their names, because they are not in reach.';

function firstProven(
  repairs: readonly Repair[],
  guilt: Guilt,
  judgement: Judgement,
  context: ProofContext,
): Fix | null {
  for (const repair of repairs.slice(0, repairLimit)) {
    if (context.cancelled()) return null;
    if (isProven(repair.edits, guilt.line, judgement.network, context)) return repair;
  }
  return null;
}
