/** What the network stage asks of the evaluator. */
import type { Recorder } from '../autodiff/recorder.ts';
import type { Project, PythonModule } from '../project/project.ts';
import type { TracedNumbers } from './plain-numbers.ts';
import type { Trace } from './trace.ts';
import type { Evaluation, ModuleValue, ProbeSource, Value } from './values.ts';

/** Limits of one evaluation; whatever is reached first stops it with EvaluationStopped and a sentence. */
export interface Budget {
  /** Statements and expressions evaluated. */
  readonly steps: number;
  /** Elements of one array. */
  readonly arrayElements: number;
  /** Elements of all values on the tape together. */
  readonly tapeElements: number;
  /** Multiplications of all matrix products together; absent means unlimited. */
  readonly multiplications?: number;
  readonly recursionDepth: number;
  /** A `for` over a range longer than this makes one pass only, as does one over a count that is a probe. */
  readonly loopPasses: number;
}

/** Asked now and then; true stops the evaluation. */
export type Cancelled = () => boolean;

export interface EvaluatorOptions {
  readonly project: Project;
  readonly tape: Recorder;
  readonly probes: ProbeSource;
  readonly budget: Budget;
  readonly seed: number;
  readonly cancelled: Cancelled;
  /** True for a program that only Python 2 runs, though no statement of it says so. */
  readonly assumesPython2?: boolean | undefined;
  /** True: `assert` is passed over, for programs that assert what no probe can meet. */
  readonly skipsAssertions?: boolean;
  /** True for a number of the program's text that the engine supplies another value for, under the name that it is given. */
  readonly replaces?: (name: string, value: number) => boolean;
  /** Which plain numbers are put on the tape as they are stored; absent means none. */
  readonly traces?: TracedNumbers | undefined;
  /**
   * Supplies a value for what the workspace does not define: an import that is not there, an undefined name, data read
   * from a file. Null leaves it Unknown.
   */
  readonly missing: ((request: MissingRequest) => Value | null) | null;
}

export interface MissingRequest {
  /** 'function' is a name that is called; 'call' asks for the result of a call. */
  readonly kind: 'import' | 'name' | 'function' | 'call';
  /** The name in question: `reg_utils.compute_cost`, `np.loadtxt`, `train_X`. */
  readonly name: string;
  readonly span: import('../python/source.ts').Span;
}

/** One evaluation of a project's code. It may run several modules and calls; they share tape, trace and objects. */
export interface Evaluator extends Evaluation {
  readonly trace: Trace;
  /** Runs a module's top level once (its imports first) and returns its namespace; later calls return the same. */
  runModule(module: PythonModule, options?: RunOptions): ModuleValue;
  /** Looks an attribute up as Python does (methods are bound, properties called). */
  attribute(value: Value, name: string, span: import('../python/source.ts').Span): Value;
}

export interface RunOptions {
  /** 'definitions' runs only imports, definitions, and assignments of literals and lambdas; 'all' runs every statement. */
  readonly statements: 'all' | 'definitions';
}
