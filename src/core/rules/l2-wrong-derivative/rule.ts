/** l2-wrong-derivative: the term is made of the right weights by the wrong function: W², |W|, sign(W). */
import { expressionsWithin } from '../../check/line-terms.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import type * as ast from '../../python/ast.ts';
import { ancestors, dependents } from '../../network/dependence.ts';
import { type Span, textOf } from '../../python/source.ts';
import { ratio, replace, replaceTermRepairs, variableText } from '../edits.ts';
import { type Evidence, inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { gradientName, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2WrongDerivative: Rule = {
  name: 'l2-wrong-derivative',
  severity: 'error',
  summary: 'The penalty term is a function of the right weights that is not the derivative of the penalty.',
  examine(suspect) {
    const hasOwnTerm = inEveryDraw(
      suspect,
      (draw) => draw.isPenalised && draw.dataPartIsRight && draw.terms.length > 0,
    );
    // Where all weights of a draw have one sign, |W| is a multiple of W.
    const isMultiple = inEveryDraw(suspect, (draw) => ratio(draw.residual, draw.penalty) !== null);
    if (!hasOwnTerm || isMultiple) return null;
    const evidence = shown(suspect);
    const span = ownFunction(evidence);
    if (!span) return null;
    const { guilt } = evidence;
    return {
      message:
        `\`${textOf(span)}\` is not the derivative of the cost's penalty by ${variableName(guilt)}. ` +
        `${worstEntry(evidence)} The penalty of the cost, differentiated entry by entry, belongs here.`,
      elaboration:
        `A penalty of squares has the derivative 2w in every entry, one of absolute values has sign(w). The term in ` +
        `${gradientName(guilt)} is made from the right weights, and by another function of them.`,
      span,
      related: penaltyPlaces(guilt),
      repairs: [...plainRepairs(span, evidence), ...replaceTermRepairs(suspect)],
    };
  },
};

/** The largest expression in the term, short of a mere multiple, that is made of the variable alone and is not it. */
function ownFunction(evidence: Evidence): Span | null {
  const { guilt, terms } = evidence;
  const { network, line } = guilt;
  const [term] = terms;
  if (!term?.span || !line.target) return null;
  const { target } = line;
  const used = ancestors(network.tape, [term.node], new Set([...network.parameterNodes, target.node]));
  for (const parameter of network.parameterNodes)
    if (used[parameter] && parameter !== target.node) return null;
  const fromWeights = dependents(network.tape, network.parameterNodes);
  const isOwn = (node: NodeId): boolean => {
    const value = network.tape[node]?.value;
    return value !== undefined && fromWeights[node] === 1 && value.data.length > 1 && node !== target.node;
  };
  const candidates = expressionsWithin(network, term.span, null).filter(
    ({ expression, node }) => isOwn(node) && !isRead(expression),
  );
  return candidates[0]?.expression.span ?? null;
}

/** A name, an attribute or a part of one: the weights as they are. */
function isRead({ kind }: ast.Expr): boolean {
  return kind === 'Name' || kind === 'Attribute' || kind === 'Subscript';
}

function plainRepairs(span: Span, evidence: Evidence): Repair[] {
  const name = variableText(evidence.guilt);
  return [name, `np.sign(${name})`].map((text) => ({
    title: `Replace \`${textOf(span)}\` by \`${text}\``,
    edits: [replace(span, text)],
  }));
}
