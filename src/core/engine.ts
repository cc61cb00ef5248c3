/** The engine's contract: what the editor and the command line call. */
import type { Derivation } from '../protocol.ts';
import type { DocumentInput } from './project/project.ts';
import type { Analysis } from './report/analysis.ts';

/** How the engine reads other files of the workspace; null where there is no such file. Paths are built from the document's uri. */
export type ReadWorkspaceFile = (uri: string) => Promise<string | null>;

export interface AnalysisOptions {
  /** Asked at every step of long work; true ends it, and the promise resolves to what is known so far. */
  readonly cancelled: () => boolean;
}

/** One parameter's row in the answer of a gradient check. */
export interface ParameterCheck {
  readonly gradientId: string;
  readonly name: string;
  readonly of: string;
  readonly shape: readonly number[];
  /** ‖user − reverse mode‖ / (‖user‖ + ‖reverse mode‖), as in the course's checker. */
  readonly userAgainstReverse: number;
  readonly reverseAgainstCentral: number;
  /** The entry where the user's gradient is farthest off, with the three values there. */
  readonly worst: {
    readonly index: readonly number[];
    readonly user: number;
    readonly reverse: number;
    readonly central: number;
  };
  readonly verdict: 'verified' | 'wrong' | 'undecided';
}

export interface GradientCheck {
  readonly networkTitle: string;
  readonly costName: string;
  readonly rows: readonly ParameterCheck[];
  /** Gradients without a row, each with its reason. */
  readonly undecided: readonly { readonly name: string; readonly reason: string }[];
  readonly epsilon: number;
  readonly cancelled: boolean;
}

export interface CheckOptions {
  readonly cancelled: () => boolean;
  /** Called after each parameter with the share of the work done, 0 to 1, and the parameter's name. */
  readonly progress: (share: number, name: string) => void;
}

export interface Engine {
  /** True where the text may hold hand-written gradients: a cheap test on the text alone, before anything is parsed. */
  mayHoldGradients(text: string): boolean;
  analyze(document: DocumentInput, read: ReadWorkspaceFile, options: AnalysisOptions): Promise<Analysis>;
  /** Central differences over every entry of every parameter of the analysed document's networks. */
  check(analysis: Analysis, options: CheckOptions): Promise<readonly GradientCheck[]>;
  /** The true gradient of one line worked out from the cost on; null where the line's variable is not known. */
  derive(analysis: Analysis, gradientId: string): Derivation | null;
}
