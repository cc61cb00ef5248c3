/** What is said of a line that one small edit mends: shared by the rules for mistakes outside of the penalty. */
import type { Mistake } from '../slips/mistakes.ts';
import { textInPlaceOf } from '../slips/pieces.ts';
import { textOf } from '../python/source.ts';
import { replace } from './edits.ts';
import type { Severity } from './finding.ts';
import { type Case, type Diagnosis, type FoundSlip, type Rule, shown } from './rule.ts';
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
  const message = words.message({ gradient: gradientName(guilt), own, right });
  return {
    message: `${message} ${worstEntry(evidence)}`,
    elaboration: words.elaboration,
    span: slip.site.span,
    related: costPlaces(guilt),
    repairs: [
      {
        title: `Replace \`${own}\` by \`${right}\``,
        edits: [replace(slip.site.span, textInPlaceOf(slip.by, slip.site, slip.root))],
      },
    ],
  };
}
