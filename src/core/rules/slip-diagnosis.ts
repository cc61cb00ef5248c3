/** What is said of a line that one small edit mends: shared by the rules for mistakes outside of the penalty. */
import { factorOffTruth } from '../slips/factor.ts';
import type { Mistake } from '../slips/mistakes.ts';
import { statementInFull } from '../slips/augmented.ts';
import { textInPlaceOf } from '../slips/pieces.ts';
import type { Guilt } from '../check/blame.ts';
import { contains, type Span, textOf } from '../python/source.ts';
import { replace } from './edits.ts';
import type { Severity } from './finding.ts';
import { type Case, type Diagnosis, type FoundSlip, type Repair, type Rule, shown } from './rule.ts';
import { costPlaces, gradientName, worstEntry } from './wording.ts';

/** The words of one mistake. */
export interface SlipWords {
  readonly name: Mistake;
  readonly summary: string;
  /** What is wrong and what to do, one or two sentences without the numbers. */
  readonly message: (found: SlipTexts) => string;
  readonly elaboration: string;
  readonly severity?: Severity;
}

/** The texts that messages speak with. */
export interface SlipTexts {
  /** The gradient's name. */
  readonly gradient: string;
  /** What stands there. */
  readonly own: string;
  /** What makes the line right. */
  readonly right: string;
  /** True where one share of the gradient is off, and not the whole. */
  readonly isShare: boolean;
}

/** The rule for lines that an edit of one kind mends. */
export function slipRule(words: SlipWords): Rule {
  return {
    name: words.name,
    severity: words.severity ?? 'error',
    summary: words.summary,
    examine: (suspect) => {
      const slip = suspect.slip();
      return slip?.mistake === words.name ? diagnosisOf(words, slip, suspect) : null;
    },
  };
}

function diagnosisOf(words: SlipWords, slip: FoundSlip, suspect: Case): Diagnosis {
  const evidence = shown(suspect);
  const { guilt } = evidence;
  const own = textOf(slip.site.span);
  const right = slip.by.text;
  const isShare = factorOffTruth(guilt.user, guilt.data, guilt.penalty) === null;
  const message = words.message({ gradient: nameAt(slip) ?? gradientName(guilt), own, right, isShare });
  return {
    message: `${message} ${worstEntry(evidence)}`,
    elaboration: words.elaboration,
    span: slip.mark === null ? statementAround(slip, guilt) : (slip.mark ?? slip.site).span,
    related: costPlaces(guilt),
    repairs: slipRepairs(slip),
  };
}

/** The edit of a slip as text. */
export function slipRepairs({ site, by, root }: FoundSlip): Repair[] {
  // An augmented assignment that should not be there is to be deleted, which is left to its author.
  if (statementInFull(root)?.target === by.expression) return [];
  const edits = [replace(site.span, textInPlaceOf(by, site, root))];
  return [{ title: `Replace \`${textOf(site.span)}\` by \`${by.text}\``, edits }];
}

/** What the slip's own statement binds, or the function that returns it, where that is not the line's: `dZ2` in `dZ2 = dA2`. */
function nameAt({ root, trials: [trial] }: FoundSlip): string | null {
  if (!trial) return null;
  const { line, network } = trial.guilt;
  for (const statement of network.trace.executed) {
    if (!('value' in statement) || statement.value !== root) continue;
    if (statement.kind === 'Return' && statement !== line.binding.statement)
      return trial.executions(root).at(-1)?.frame.qualifiedName ?? null;
    const target = statement.kind === 'Assign' ? statement.targets[0] : undefined;
    if (target) return textOf(target.span);
  }
  return null;
}

/** The statement in which something is missing: the line's, or the one of a helper that it calls. */
function statementAround({ root, site }: FoundSlip, { line, network }: Guilt): Span {
  const own = line.binding.statement;
  if (contains(own.span, site.span)) return own.span;
  for (const statement of network.trace.executed) {
    if ('value' in statement && statement.value === root) return statement.span;
  }
  return root.span;
}
