/** The running state of one evaluation: counters, scopes and trace, and the way from one construct's file to another's. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Recorder } from '../autodiff/recorder.ts';
import type { PythonModule } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { currentNode, spoiledBy } from './arrays.ts';
import type { Evaluator, EvaluatorOptions, MissingRequest, RunOptions } from './interpreter-contract.ts';
import type { Activation, Completion, Language, LoadedModule } from './language.ts';
import { nodesOfNumbers } from './plain-numbers.ts';
import { randomNumbers, type RandomNumbers } from './random-numbers.ts';
import { type NewBinding, Recording } from './recording.ts';
import { functionSyntax, type FunctionSyntax } from './syntax-walk.ts';
import type { Binding, Trace } from './trace.ts';
import { UnsettledRecords } from './unsettled.ts';
import {
  type ClassValue,
  type Demand,
  EvaluationStopped,
  type ModuleValue,
  type ProbeSource,
  type ProbeValue,
  PythonError,
  type Scope,
  type UnknownValue,
  type Value,
} from './values.ts';

/**
 * Nested expressions, statements and calls that are open at once. The host's own stack holds
 * about twice as many in its usual size of one megabyte.
 */
const deepestNesting = 500;
const stepsBetweenQuestions = 1000;

export class Machine implements Evaluator {
  readonly tape: Recorder;
  readonly probes: ProbeSource;
  readonly recording = new Recording();
  readonly builtins: Scope;
  readonly types: ReadonlyMap<string, ClassValue>;
  readonly modules = new Map<PythonModule, LoadedModule>();
  /** Modules of the evaluator's own tables, and folders of the workspace, by dotted name. */
  readonly libraries = new Map<string, Value>();
  /** Attributes that the program hung on functions. */
  readonly functionAttributes = new Map<Value, Map<string, Value>>();
  /** Ranges whose bound is a count that the engine chose. */
  readonly countRanges = new Set<Value>();
  /** The columns of tables, in the order in which the program names them. */
  readonly columns = new Map<string, number>();
  /** What `options.missing` supplied, so that a name keeps its value. */
  readonly supplied = new Map<string, Value | null>();
  activation: Activation | null = null;

  private readonly generator: RandomNumbers;
  private readonly syntaxes = new Map<ast.FunctionDef | ast.Lambda, FunctionSyntax>();
  private readonly identities = new Map<object, number>();
  private readonly countProbes = new Set<ProbeValue>();
  private readonly unsettled = new UnsettledRecords();
  private stepCount = 0;
  private nesting = 0;
  private callDepth = 0;

  constructor(
    readonly options: EvaluatorOptions,
    private readonly language: Language,
  ) {
    this.tape = options.tape;
    this.probes = options.probes;
    this.generator = randomNumbers(options.seed);
    const builtins = language.builtins(this);
    this.builtins = builtins.scope;
    this.types = builtins.types;
  }

  get trace(): Trace {
    return this.recording;
  }

  /** A module after its top level has run, which happens once. */
  load(module: PythonModule, statements: RunOptions['statements']): LoadedModule {
    return this.language.load(this, module, statements);
  }

  /** As `library`, for modules of which something is known. */
  modelledLibrary(name: string): Value | null {
    const found = this.library(name);
    return found?.type === 'module' && found.attributes.size > 0 ? found : null;
  }

  runModule(module: PythonModule, options: RunOptions = { statements: 'all' }): ModuleValue {
    return this.load(module, options.statements).value;
  }

  evaluate(expression: ast.Expr, scope: Scope): Value {
    this.enter(expression.span);
    try {
      const value = this.language.expression(this, expression, scope);
      this.recordExpression(expression, value);
      return value;
    } finally {
      this.nesting -= 1;
    }
  }

  execute(statements: readonly ast.Stmt[], scope: Scope): Completion {
    return this.language.block(this, statements, scope);
  }

  /** A module of the evaluator's own tables by its dotted name; null where there is none. */
  library(name: string): Value | null {
    const known = this.libraries.get(name);
    if (known) return known;
    const made = this.language.library(this, name);
    if (made) this.libraries.set(name, made);
    return made;
  }

  call(callee: Value, positional: readonly Value[], keywords: ReadonlyMap<string, Value>, span: Span): Value {
    return this.language.call(this, callee, positional, keywords, span);
  }

  attribute(value: Value, name: string, span: Span): Value {
    return this.language.attribute(this, value, name, span);
  }

  iterate(value: Value, span: Span): Iterable<Value> | UnknownValue {
    return this.language.iterate(this, value, span);
  }

  resolve(value: Value, demand: Demand, span: Span): Value {
    if (value.type !== 'probe') return value;
    const known = this.probes.settled(value);
    if (known) return known;
    if (demand.kind === 'integer' && demand.use === 'count') this.countProbes.add(value);
    const settled = this.probes.settle(value, demand, this, span);
    this.unsettled.settle(value, settled, this.nodeOf(settled), this.recording);
    return settled;
  }

  /** A probe's value where it is settled, the probe itself where it is not; any other value as it is. */
  settled(value: Value): Value {
    return value.type === 'probe' ? (this.probes.settled(value) ?? value) : value;
  }

  /** True for a probe whose first use was to bound a loop. */
  isCount(value: Value): boolean {
    return value.type === 'probe' && this.countProbes.has(value);
  }

  random(): number {
    return this.generator.uniform();
  }

  randomNormal(): number {
    return this.generator.normal();
  }

  /** The value's current version on the tape; null where it is not an array or a traced number. */
  nodeOf(value: Value): NodeId | null {
    const settled = this.settled(value);
    if (settled.type === 'array') return spoiledBy(settled) ? null : currentNode(settled, this.tape);
    return settled.type === 'float' ? settled.node : null;
  }

  /** A number that tells this object from every other of the evaluation. */
  identity(value: object): number {
    const known = this.identities.get(value);
    if (known !== undefined) return known;
    const identity = this.identities.size + 1;
    this.identities.set(value, identity);
    return identity;
  }

  syntaxOf(definition: ast.FunctionDef | ast.Lambda): FunctionSyntax {
    const known = this.syntaxes.get(definition);
    if (known) return known;
    const syntax = functionSyntax(definition);
    this.syntaxes.set(definition, syntax);
    return syntax;
  }

  /** A class of built-in values: `int`, `ValueError`, `property` … */
  type(name: string): ClassValue {
    const type = this.types.get(name);
    if (!type) throw new Error(`no built-in class ${name}`);
    return type;
  }

  /** What the engine supplies for something that the workspace does not define; null where it supplies nothing. */
  missing(request: MissingRequest): Value | null {
    if (!this.options.missing) return null;
    if (request.kind === 'call') return this.options.missing(request);
    const key = `${request.kind}:${request.name}`;
    const known = this.supplied.get(key);
    if (known !== undefined) return known;
    const value = this.options.missing(request);
    this.supplied.set(key, value);
    return value;
  }

  /** Runs `action` with this activation as the running one. Throws RecursionError where calls nest too deeply. */
  within<T>(activation: Activation, span: Span, action: () => T): T {
    if (this.callDepth >= this.options.budget.recursionDepth) throw this.tooDeep(span);
    const outer = this.activation;
    this.callDepth += 1;
    this.activation = activation;
    try {
      return action();
    } catch (error) {
      throw this.asPythonError(error, span);
    } finally {
      this.activation = outer;
      this.callDepth -= 1;
    }
  }

  /** Opens one level of nesting; whoever calls this calls `leave` afterwards. */
  enter(span: Span): void {
    this.spend(1, span);
    if (this.nesting >= deepestNesting) throw this.tooDeep(span);
    this.nesting += 1;
  }

  leave(): void {
    this.nesting -= 1;
  }

  /** Takes steps off the budget, for work inside a built-in that grows with its arguments. */
  spend(steps: number, span: Span): void {
    const before = this.stepCount;
    this.stepCount += steps;
    if (this.stepCount > this.options.budget.steps) {
      throw new EvaluationStopped('The code takes more steps than are evaluated', span);
    }
    const question = Math.floor(this.stepCount / stepsBetweenQuestions);
    if (question !== Math.floor(before / stepsBetweenQuestions) && this.options.cancelled()) {
      throw new EvaluationStopped('The evaluation was cancelled', span);
    }
  }

  /** The exception that Python would raise where the host's own stack or memory ends; anything else as it is. */
  asPythonError(error: unknown, span: Span): unknown {
    if (!(error instanceof RangeError)) return error;
    return new PythonError('RecursionError', 'the code needs more stack or memory than there is', span);
  }

  private tooDeep(span: Span): PythonError {
    return new PythonError('RecursionError', 'maximum recursion depth exceeded', span);
  }

  /** Notes that an expression had this value, where the value is on the tape or may come to be. */
  recordExpression(expression: ast.Expr, value: Value): void {
    const settled = this.settled(value);
    if (settled.type === 'probe') {
      this.unsettled.expression(settled, expression, this.recording.nextOrder());
      return;
    }
    const node = this.nodeOf(settled);
    if (node !== null) this.recording.expression(expression, node, this.recording.nextOrder());
  }

  /** Notes a binding of the statement that runs. */
  recordBinding(binding: NewBinding): void {
    const { activation } = this;
    if (!activation?.statement) return;
    const value = this.settled(binding.value);
    const recorded: Binding = {
      kind: binding.kind,
      text: binding.text,
      name: binding.name,
      container: binding.container ?? null,
      key: binding.key ?? null,
      statement: activation.statement,
      target: binding.target ?? null,
      valueExpression: binding.valueExpression ?? null,
      augmented: binding.augmented ?? null,
      value,
      node: this.nodeOf(value),
      elements: this.options.traces ? nodesOfNumbers(value) : null,
      previousNode: binding.previousNode ?? null,
      frame: activation.frame,
      loops: this.recording.loops,
      order: this.recording.nextOrder(),
      startOrder: activation.startOrder,
    };
    this.recording.bindings.push(recorded);
    if (value.type === 'probe') this.unsettled.binding(value, recorded);
  }
}
