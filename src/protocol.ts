/** What the editor and the panel's page say to each other: the view model and the messages. Types only. */

/** A rectangle of numbers for a heat map: row-major, `rows` × `columns`; larger arrays come flattened to two axes. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  /** The whole array's size, where `values` is an even sample of its rows and columns. */
  readonly sampledFrom?: { readonly rows: number; readonly columns: number };
}

export type NodeKind =
  | 'data'
  | 'parameter'
  | 'layer'
  | 'activation'
  | 'loss'
  | 'penalty'
  | 'cost'
  | 'hyperparameter';

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** The user's name: X, W1, Z1, A1, cross_entropy_cost, cost. */
  readonly label: string;
  /** The operation that made it, in course notation: "W1 A0 + b1", "relu(Z1)", "λ/(2m) Σ W²". */
  readonly operation: string;
  /** "(3, 5)". */
  readonly shape: string;
  /** The shape as an edge carries it, with the examples' axis as m: "20×m"; '' for a single number. */
  readonly sizes: string;
  readonly layer: number | null;
  /** True for nodes of the penalty's own branch. */
  readonly onPenaltyBranch: boolean;
  readonly value: Matrix | null;
  /** ∂J/∂node. */
  readonly gradient: Matrix | null;
  /** The two parts of the gradient, where both reach the node; elsewhere the gradient is its one part. */
  readonly parts: { readonly data: Matrix; readonly penalty: Matrix } | null;
  /** Has a line in a document that can be revealed. */
  readonly revealable: boolean;
  /** The gradient line of this variable, where the user wrote one. */
  readonly gradientId: string | null;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly onPenaltyBranch: boolean;
}

/** One row of the table that answers "why only dW?": the two parts of ∂J/∂variable. */
export interface PartsRow {
  readonly nodeId: string;
  readonly variable: string;
  readonly kind: 'W' | 'b' | 'Z' | 'A' | 'other';
  readonly layer: number | null;
  /** ∂J/∂variable as a symbol, in LaTeX. */
  readonly latex: string;
  /** ∂L/∂variable: its formula in LaTeX and the largest absolute entry. */
  readonly data: { readonly latex: string; readonly largest: number };
  /** ∂Ω/∂variable; `isZero` where Ω has no path from the variable. */
  readonly penalty: { readonly latex: string; readonly largest: number; readonly isZero: boolean };
  /** Why the penalty part is zero, or what it is: one sentence. */
  readonly reason: string;
}

export interface GradientDetail {
  readonly id: string;
  readonly nodeId: string | null;
  /** dW1 */
  readonly name: string;
  /** W1 */
  readonly of: string;
  readonly verdict: 'verified' | 'wrong' | 'undecided';
  readonly assumed: boolean;
  readonly relativeError: number | null;
  /** Why undecided. */
  readonly reason: string | null;
  /** The user's source line, trimmed, and where it is: "backward, line 31". */
  readonly line: string;
  readonly place: string;
  /** The true formula. */
  readonly formula: { readonly text: string; readonly latex: string } | null;
  readonly shape: string;
  readonly maps: {
    readonly data: Matrix;
    readonly penalty: Matrix;
    readonly truth: Matrix;
    readonly user: Matrix;
    readonly difference: Matrix;
  } | null;
  /** The end of the maps' colour scale, where it has to stay while λ moves; the largest number in the maps otherwise. */
  readonly limit?: number;
  /** The factor that the user's intermediate carries throughout (dZ3 = A3 - Y is m·∂J/∂Z3); the true maps are shown times it. */
  readonly scale?: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly elaboration: string;
    readonly fixTitle: string | null;
  }[];
}

export interface CheckRow {
  readonly gradientId: string;
  readonly name: string;
  readonly of: string;
  readonly shape: string;
  readonly userAgainstReverse: number;
  readonly reverseAgainstCentral: number;
  readonly worst: string;
  readonly user: number;
  readonly reverse: number;
  readonly central: number;
  readonly verdict: 'verified' | 'wrong' | 'undecided';
}

export interface CheckView {
  readonly state: 'running' | 'done' | 'cancelled';
  /** 0 to 1. */
  readonly progress: number;
  readonly rows: readonly CheckRow[];
  readonly undecided: readonly { readonly name: string; readonly reason: string }[];
  readonly epsilon: number;
}

/** One run of gradient descent: a number per step, the start among them. */
export interface TrainingRun {
  readonly kind: 'yours' | 'true' | 'unpenalised';
  /** J, with the penalty in every run. */
  readonly cost: readonly number[];
  /** ‖W‖ over all penalised weights; over all weights where there is no penalty. */
  readonly norm: readonly number[];
  /** The step at which the cost grew beyond all bounds; null where it did not. */
  readonly lostAt: number | null;
}

/** What each gradient does to learning. */
export interface TrainingView {
  readonly state: 'running' | 'done' | 'cancelled' | 'impossible';
  /** 0 to 1. */
  readonly progress: number;
  /** The learning rate of all runs. */
  readonly rate: number;
  /** The true run first; empty until all are done. */
  readonly runs: readonly TrainingRun[];
  /** Parameters that descend by the true gradient in every run, because no line of the user's gives theirs. */
  readonly lent: readonly string[];
  /** The penalty's strengths in the runs, in the order of the network's. */
  readonly strengths: readonly number[];
}

/** One way to see why the derivative of the penalty is what it is: a few formulas, each with a sentence. */
export interface DerivationRoute {
  readonly title: string;
  readonly steps: readonly { readonly latex: string; readonly sentence: string }[];
}

/** Numbers that a step of the backward pass speaks of: those of a node of the graph, perhaps transposed, or the step's own. */
export interface StepQuantity {
  readonly latex: string;
  readonly numbers:
    | {
        readonly nodeId: string;
        readonly what: 'value' | 'gradient' | 'data' | 'penalty';
        readonly turned?: boolean;
      }
    | Matrix
    | null;
}

/** A line of algorithm 6.4 in Goodfellow, Bengio and Courville, Deep Learning; `cost` is what is differentiated, before its first line. */
export type AlgorithmLine = 'cost' | 'output' | 'activation' | 'bias' | 'weight' | 'hidden';

/** One step of the backward pass: the gradient of one node, or of a penalised parameter the first of its parts and then the other. */
export interface BackwardStep {
  /** The same after an edit that does not touch the node. */
  readonly id: string;
  readonly nodeId: string;
  /** `penalty` where the penalty's own gradient is added, `branch` on the way there from the cost. */
  readonly part: 'data' | 'penalty' | 'branch';
  /** The nodes that the gradient comes from, along the edges to them. */
  readonly from: readonly string[];
  /** Its line of the textbook's algorithm, where it has one, and the line's k. */
  readonly line: AlgorithmLine | null;
  readonly layer: number | null;
  /** The step as one formula, e.g. ∂L/∂Z = ∂L/∂A ⊙ f′(Z). */
  readonly latex: string;
  /** What is put together: upstream gradient and local derivative in the formula's order, or the parts of a sum. */
  readonly operands: readonly (StepQuantity & {
    readonly role: 'upstream' | 'local' | 'share' | 'data' | 'penalty';
  })[];
  /** The sign between the operands; Σ before the only one, → after the only one where no simpler form is known. */
  readonly sign: '·' | '⊙' | '+' | 'Σ' | '=' | '→';
  readonly result: StepQuantity;
  /** What happens here and why, in one or two sentences. */
  readonly sentence: string;
}

/** A regularisation strength that the user can move. */
export interface Strength {
  /** The user's name: lambd, reg. */
  readonly name: string;
  /** The probe's value. */
  readonly value: number;
  /** The strongest that the page offers; the weakest is 0. */
  readonly most: number;
}

/** What a network's view shows under other strengths; all that is not here stays as it is. */
export interface StrengthView {
  /** One value for each of the network's strengths. */
  readonly values: readonly number[];
  readonly nodes: readonly Pick<GraphNode, 'id' | 'value' | 'gradient' | 'parts'>[];
  readonly parts: readonly { readonly nodeId: string; readonly largest: number }[];
  readonly gradients: readonly {
    readonly id: string;
    readonly maps: NonNullable<GradientDetail['maps']>;
    readonly relativeError: number;
    readonly limit: number;
  }[];
}

/** How formulas are written: as in the course (Z, A, ∂J/∂W), as in the textbook (a, h, ∇_W J), as NumPy. */
export type NotationName = 'course' | 'textbook' | 'code';

/** As what a derivation is copied. */
export type TextFormat = 'latex' | 'markdown' | 'numpy';

/** One line of a derivation. */
export interface DerivationStep {
  /** The variable that the step is about, under the user's name; the cost's in the first step. */
  readonly name: string;
  /** LaTeX in the first two notations, NumPy in the third; '' where a notation has no short form for it. */
  readonly formulas: Readonly<Record<NotationName, string>>;
  /** Why the step is right, one to three sentences; code stands in backticks. */
  readonly sentence: string;
  /** The sizes that meet: "(4, 5) · (5, 3) = (4, 3)"; '' where none need be told. */
  readonly shapes: string;
  /** The line of the forward pass that the step differentiates. */
  readonly nodeId: string | null;
  /** The user's own line for this step, with the verdict on it. */
  readonly written: {
    readonly gradientId: string;
    readonly line: string;
    readonly place: string;
    readonly verdict: GradientDetail['verdict'];
  } | null;
}

/** A gradient worked out from the cost on. */
export interface Derivation {
  readonly gradientId: string;
  /** dW1 */
  readonly name: string;
  readonly steps: readonly DerivationStep[];
  /** Why a penalised weight's share is the matrix and not its sum; empty elsewhere. */
  readonly routes: readonly DerivationRoute[];
  /** What has to be known to read the code's notation beside the others; '' where nothing has. */
  readonly note: string;
}

export interface NetworkView {
  readonly title: string;
  readonly costName: string;
  readonly assumed: boolean;
  readonly hasPenalty: boolean;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The backward pass, from the cost to the first layer. */
  readonly steps: readonly BackwardStep[];
  readonly parts: readonly PartsRow[];
  /** Why the penalty part of a weight matrix is the matrix scaled and not its sum; empty for other penalties. */
  readonly penaltyRoutes: readonly DerivationRoute[];
  readonly gradients: readonly GradientDetail[];
  readonly probe: readonly { readonly name: string; readonly value: string }[];
  readonly strengths: readonly Strength[];
}

/** Everything that the page shows for one document. */
export interface PanelModel {
  /** The file's name, for the heading. */
  readonly document: string;
  /** Grows with every analysis of the document. */
  readonly revision: number;
  readonly networks: readonly NetworkView[];
  /** Gradients of lines for which no network was found. */
  readonly undecided: readonly {
    readonly name: string;
    readonly reason: string;
    readonly gradientId: string;
  }[];
  readonly problems: readonly string[];
}

export type PictureFormat = 'svg' | 'png';

/** What can be taken along as a file. */
export type ExportKind = 'picture' | 'derivation' | 'report';

export type PanelMessage =
  | { readonly type: 'model'; readonly model: PanelModel }
  /** No document that could hold gradients is active. */
  | { readonly type: 'empty' }
  /** The document changed and is being analysed again: what is shown may be out of date. */
  | { readonly type: 'stale' }
  /** The cursor moved onto a line of this node; null where it is on none. */
  | {
      readonly type: 'select';
      readonly network: number;
      readonly nodeId: string | null;
      readonly gradientId: string | null;
    }
  | { readonly type: 'check'; readonly network: number; readonly check: CheckView }
  /** Which subject is shown, and whether the panel stays with it; to be saved with the rest of the page's state. */
  | { readonly type: 'subject'; readonly key: string | null; readonly pinned: boolean }
  /** Asks for the picture of the network on show. */
  | { readonly type: 'draw'; readonly format: PictureFormat }
  /** The answer to `derive`. */
  | { readonly type: 'derivation'; readonly derivation: Derivation }
  /** Something that the user asked for was done: a sentence for the eye and for the screen reader. */
  | { readonly type: 'told'; readonly sentence: string }
  /** Answers to `train`: how far it is, and the runs in the end. */
  | { readonly type: 'training'; readonly network: number; readonly training: TrainingView }
  /** The answer to `moveStrengths`. */
  | { readonly type: 'strengths'; readonly network: number; readonly view: StrengthView };

export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'revealNode'; readonly network: number; readonly nodeId: string }
  | { readonly type: 'revealGradient'; readonly gradientId: string }
  | { readonly type: 'applyFix'; readonly gradientId: string; readonly rule: string }
  | { readonly type: 'check' }
  | { readonly type: 'cancelCheck' }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'openInEditor' }
  | { readonly type: 'export'; readonly what: ExportKind }
  /** The answer to `draw`: SVG as text, PNG in base64. */
  | { readonly type: 'picture'; readonly format: PictureFormat; readonly data: string }
  /** Shows what a fix would change, beside the text as it is. */
  | { readonly type: 'previewFix'; readonly gradientId: string; readonly rule: string }
  | { readonly type: 'derive'; readonly gradientId: string }
  /** Puts the derivation on the clipboard. */
  | {
      readonly type: 'copyDerivation';
      readonly gradientId: string;
      readonly notation: NotationName;
      readonly format: TextFormat;
    }
  /** Train the network with these strengths; one for each of its `strengths`. */
  | { readonly type: 'train'; readonly network: number; readonly values: readonly number[] }
  | { readonly type: 'cancelTraining' }
  /** What would the network show with these strengths? One for each of its `strengths`. */
  | { readonly type: 'moveStrengths'; readonly network: number; readonly values: readonly number[] }
  /** The step that the page shows: light its line without moving cursor or keyboard. Null when it shows none. */
  | { readonly type: 'light'; readonly network: number; readonly nodeId: string | null }
  | { readonly type: 'openRule'; readonly rule: string }
  | { readonly type: 'openExample' };
