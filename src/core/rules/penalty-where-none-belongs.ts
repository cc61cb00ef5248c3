/** The mistake that three rules share: a gradient carries a penalty term, and the cost has no penalty on its variable. */
import type { Span } from '../python/source.ts';
import { textOf } from '../python/source.ts';
import { removeTermRepairs } from './edits.ts';
import { type Case, type Diagnosis, type Evidence, inEveryDraw, shown } from './rule.ts';
import { gradientName, penaltyPlaces, worstEntry } from './wording.ts';

/** True where the line is right but for terms that depend on parameters alone, and no penalty belongs to its variable. */
export function carriesForeignPenalty(suspect: Case): boolean {
  return inEveryDraw(
    suspect,
    (draw) => !draw.isPenalised && draw.terms.length > 0 && draw.dataPartIsRight && isSomething(draw),
  );
}

function isSomething(draw: Evidence): boolean {
  return draw.residual.some((value) => value !== 0);
}

/** The diagnosis: the first term is marked, and the repair takes all of them out, one after the other. */
export function foreignPenalty(suspect: Case, why: string, elaboration: string): Diagnosis {
  const evidence = shown(suspect);
  const { guilt, terms } = evidence;
  const statement = guilt.line.binding.statement;
  const span: Span = terms[0]?.span ?? statement.span;
  const title = `Remove \`${textOf(span)}\` from ${gradientName(guilt)}`;
  return {
    message: `\`${textOf(span)}\` does not belong to ${gradientName(guilt)}: ${why} ${worstEntry(evidence)}`,
    elaboration,
    span,
    related: penaltyPlaces(guilt),
    repairs: removeTermRepairs(span, statement, title),
  };
}
