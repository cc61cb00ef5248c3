/** Probes: the values that the engine supplies for what a program's caller would, settled by how the program uses them. */
import type { NodeId } from '../autodiff/tape.ts';
import { arrayFromNode } from '../evaluator/arrays.ts';
import { stringKey } from '../evaluator/dictionaries.ts';
import {
  bool,
  type Demand,
  type DictValue,
  type Evaluation,
  float,
  int,
  type ListValue,
  type ProbeSource,
  type ProbeValue,
  PythonError,
  str,
  type TupleValue,
  unknown,
  type Value,
} from '../evaluator/values.ts';
import type { Span } from '../python/source.ts';
import { component, isComponentMethod, isLossName } from './components.ts';
import { type Dimension, Dimensions, fieldsOf } from './dimensions.ts';
import { isGradientContainer } from './gradient-names.ts';
import { type ProbeRole, roleOf } from './name-hints.ts';
import {
  extentNamed,
  featureShape,
  isPerFeature,
  kernelExtent,
  lastPart,
  type ProbeShape,
  type ShapeHypothesis,
  exampleShape,
  shapeForDemand,
} from './probe-shapes.ts';
import { smoothFunction } from './stand-ins.ts';
import { type ArrayContent, arrayContent, numberFor } from './probe-values.ts';
import { hashText, normal, seededRandom } from './seeded-random.ts';

/** What a probe has been found to be. Kept from one attempt of a plan to the next; sizes follow the dimensions. */
export type ProbeSpecification =
  | { readonly kind: 'array'; readonly shape: ProbeShape; readonly content: ArrayContent }
  | { readonly kind: 'number' }
  | { readonly kind: 'integer'; readonly dimension: Dimension | null; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'mapping' }
  | { readonly kind: 'function' }
  | { readonly kind: 'sequence'; readonly length: number | null; readonly hints: readonly string[] }
  | { readonly kind: 'sizes' }
  | { readonly kind: 'shape' }
  /** A list of tuples of so many parts, such as examples with their labels. */
  | { readonly kind: 'records'; readonly hints: readonly string[] }
  /** A layer or a loss; several layers; a class or function that gives one. */
  | { readonly kind: 'component' | 'components' | 'componentClass' }
  | { readonly kind: 'unknown'; readonly reason: string };

const arrayAttributes = new Set(
  (
    'T shape ndim size dtype dot sum mean max min std var argmax argmin reshape transpose ravel flatten copy astype ' +
    'tolist item squeeze fill clip round repeat cumsum prod all any nonzero sort swapaxes take conj real flat A A1 ' +
    'matmul mm t view unsqueeze numpy detach clamp pow exp log sqrt tanh sigmoid relu softmax log_softmax permute expand ' +
    'expand_as view_as clone cpu cuda to double long contiguous gather masked_fill norm abs sign neg add sub mul div add_ ' +
    'sub_ mul_ div_ zero_ numel dim requires_grad_ bmm mv index_select eq gt lt ge le'
  ).split(' '),
);

/** True for the name of a function that gives a table of examples and their features. */
export function isTableReader(name: string): boolean {
  return tableReaders.test(name);
}

const tableReaders = /^read_(?:csv|table|excel|json|pickle|parquet|fwf|html|sql\w*|feather|hdf)$/;

/** The probes of one family of evaluations of one plan. */
export class ProbeTable {
  readonly specifications = new Map<string, ProbeSpecification>();
  /** The name that hints at each probe's nature, by path. */
  readonly hints = new Map<string, string>();
  readonly dimensions: Dimensions;
  /** Attributes that an object was found to need and that its own initialiser does not set. */
  readonly suppliedAttributes = new Set<string>();
  /** Attributes of objects that hold no layers yet, though programs go through them. */
  readonly emptyLayers = new Set<string>();
  /** True once an object's own way to set itself up was found to fail. */
  skipsSetup = false;
  /** True while an object sets itself up, and after that failed. */
  isInSetup = false;
  /** True once the program was found to need whole division, or lists from `range`. */
  assumesPython2 = false;
  /** True once the program was found to compute gradients in plain numbers. */
  tracesNumbers = false;
  /** True once the program was found to assert what no probe meets. */
  skipsAssertions = false;

  private constructor(
    readonly draw: number,
    readonly hypothesis: ShapeHypothesis,
    dimensions: Dimensions,
  ) {
    this.dimensions = dimensions;
  }

  /** Nothing is settled yet. `writtenNumbers` are those of the program's text; no size is one of them. */
  static empty(draw: number, hypothesis: ShapeHypothesis, writtenNumbers: ReadonlySet<number>): ProbeTable {
    return new ProbeTable(draw, hypothesis, new Dimensions(draw, writtenNumbers));
  }

  /** What this table has settled, with the sizes and values of another draw. */
  redrawn(draw: number): ProbeTable {
    const copy = new ProbeTable(draw, this.hypothesis, this.dimensions.redrawn(draw));
    for (const [path, specification] of this.specifications) copy.specifications.set(path, specification);
    for (const [path, hint] of this.hints) copy.hints.set(path, hint);
    for (const name of this.suppliedAttributes) copy.suppliedAttributes.add(name);
    const { skipsSetup, isInSetup, assumesPython2, skipsAssertions, tracesNumbers } = this;
    return Object.assign(copy, {
      skipsSetup,
      isInSetup,
      assumesPython2,
      skipsAssertions,
      tracesNumbers,
    });
  }

  /** All that the table holds, as plain data: tables with equal contents supply equal probes. */
  contents(): unknown {
    return [fieldsOf({ ...this, dimensions: null }), fieldsOf(this.dimensions)];
  }

  /** Which axis of a matrix of labels counts classes: the one that the data does not share; the last where that is not known. */
  classAxis(shape: ProbeShape): number {
    const shared = shape.findIndex(
      (size) =>
        typeof size === 'number' && this.dataDimensions().some((known) => this.dimensions.same(known, size)),
    );
    return shared === 1 ? 0 : 1;
  }

  private dataDimensions(): Dimension[] {
    const found: Dimension[] = [];
    for (const [path, specification] of this.specifications) {
      if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
      if (roleOf(lastPart(path)) !== 'data') continue;
      for (const size of specification.shape) if (typeof size === 'number') found.push(size);
    }
    return found;
  }

  /** A source of probe values for one evaluation. */
  source(): ProbeRun {
    return new ProbeRun(this);
  }
}

/** The settled probes of one evaluation. */
export class ProbeRun implements ProbeSource {
  /** Values by path. */
  readonly values = new Map<string, Value>();
  /** Paths by the tape node of the array or number that they settled to. */
  readonly pathOfNode = new Map<NodeId, string>();
  /** True once a stand-in for a layer or a loss was handed out. */
  hasComponents = false;
  private readonly table: ProbeTable;

  constructor(table: ProbeTable) {
    this.table = table;
  }

  settled(probe: ProbeValue): Value | null {
    return this.values.get(probe.path) ?? null;
  }

  /** What an object needs and its initialiser does not set; see `ProbeTable.suppliedAttributes`. */
  get suppliedAttributes(): ReadonlySet<string> {
    return this.table.suppliedAttributes;
  }

  /** Notes an attribute that is an empty list of layers. */
  noteEmptyLayers(name: string): void {
    this.table.emptyLayers.add(name);
  }

  /** Runs what sets an object up, unless that was found to fail. */
  setUp(run: () => void): void {
    if (this.table.skipsSetup) return;
    this.table.isInSetup = true;
    run();
    this.table.isInSetup = false;
  }

  /** The labels in a table are of another kind than its measured values. */
  column(table: NodeId, name: string, evaluation: Evaluation): Value | null {
    const owner = this.pathOfNode.get(table);
    const whole = owner === undefined ? undefined : this.table.specifications.get(owner);
    if (owner === undefined || whole?.kind !== 'array' || roleOf(name) !== 'labels') return null;
    const [rows] = whole.shape;
    if (rows === undefined || whole.shape.length !== 2) return null;
    const path = `${owner}[${JSON.stringify(name)}]`;
    const known = this.values.get(path);
    if (known) return known;
    const content: ArrayContent = this.table.hypothesis.labelClasses
      ? { kind: 'classes', classCount: 3 }
      : { kind: 'labels' };
    const specification = this.table.specifications.get(path) ?? { kind: 'array', shape: [rows], content };
    this.table.specifications.set(path, specification);
    this.table.hints.set(path, name);
    const span = evaluation.tape.nodes[table]?.span ?? null;
    const column = probe(path, name, span);
    const value = this.materialise(column, specification, evaluation, span);
    this.values.set(path, value);
    return value;
  }

  /** Puts a value in place of a probe before anything has settled it. */
  provide(path: string, value: Value): void {
    this.values.set(path, value);
  }

  /** The gradient of a layer's output, as the rest of a network would hand it back: any numbers of the output's shape. */
  upstream(name: string, shape: readonly number[], evaluation: Evaluation): NodeId {
    const random = seededRandom(hashText(`upstream ${name}`) + 7919 * this.table.draw);
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float64Array.from({ length: count }, () => 0.1 + normal(random));
    const node = evaluation.tape.leaf({ dtype: 'float64', shape, data }, null);
    this.pathOfNode.set(node, name);
    return node;
  }

  settle(probe: ProbeValue, demand: Demand, evaluation: Evaluation, span: Span): Value {
    const known = this.values.get(probe.path);
    if (known) return known.type === 'list' ? this.grow(probe, known, demand) : known;
    let specification = this.table.specifications.get(probe.path);
    if (!specification) {
      specification = this.specify(probe, demand, evaluation);
      if (this.table.hypothesis.oneExample) specification = ofOneExample(specification, demand, probe);
      this.table.specifications.set(probe.path, specification);
      this.table.hints.set(probe.path, probe.hint);
    }
    const value = this.materialise(probe, specification, evaluation, span);
    this.values.set(probe.path, value);
    return value.type === 'list' ? this.grow(probe, value, demand) : value;
  }

  private specify(probe: ProbeValue, demand: Demand, evaluation: Evaluation): ProbeSpecification {
    const role = roleOf(probe.hint);
    if (role === 'object')
      return { kind: 'unknown', reason: `\`${probe.path}\` is an object that the caller supplies` };
    if (depthName.test(probe.hint) && !arrayDemands.has(demand.kind))
      return { kind: 'integer', dimension: null, value: depth };
    if ((role === 'data' || role === 'labels') && this.isInRecord(probe.path) && !indexing.has(demand.kind))
      return {
        kind: 'array',
        shape: exampleShape(role, this.table),
        content: { kind: role === 'labels' ? 'labels' : 'real' },
      };
    if (isTableReader(probe.hint)) {
      const shape = [this.table.dimensions.fresh(), this.table.dimensions.fresh()];
      return { kind: 'array', shape, content: { kind: 'real' } };
    }
    if (isPerFeature(probe.hint, demand)) {
      const shape = featureShape(demand, evaluation, this.table.dimensions);
      return { kind: 'array', shape, content: { kind: 'real' } };
    }
    switch (demand.kind) {
      case 'array':
        return this.arraySpecification(role, demand, evaluation);
      case 'indexArray':
        return {
          kind: 'array',
          shape: [this.table.dimensions.fresh()],
          content: { kind: 'classes', classCount: demand.axisLength },
        };
      case 'operand':
        return this.operandSpecification(role, demand, evaluation, probe);
      case 'number':
        return { kind: 'number' };
      case 'integer':
        return this.integerSpecification(role, demand.use, probe);
      case 'sequence':
        return this.sequenceSpecification(role, demand, evaluation);
      case 'subscript':
        return this.subscriptSpecification(role, demand, evaluation);
      case 'attribute':
        if (arrayAttributes.has(demand.name))
          return this.arraySpecification(role, { kind: 'array' }, evaluation);
        if (
          ['items', 'keys', 'values', 'get', 'iteritems', 'iterkeys', 'itervalues', 'has_key'].includes(
            demand.name,
          )
        )
          return { kind: 'mapping' };
        if (isComponentMethod(demand.name)) return { kind: 'component' };
        // `W_opt.update(W, dW)` is an optimiser's step, `params.update(…)` a dict's.
        if (demand.name === 'update' && role === 'mapping') return { kind: 'mapping' };
        return { kind: 'unknown', reason: `what \`${probe.path}.${demand.name}\` is depends on the caller` };
      case 'call':
        if (isLossName(probe.hint) && demand.argumentCount === 0) return { kind: 'componentClass' };
        if (functionName.test(probe.hint) && demand.argumentCount === 1) return { kind: 'function' };
        return { kind: 'unknown', reason: `\`${probe.path}\` is a function that the caller supplies` };
      case 'truth':
        return scalarRoles.has(role) ? { kind: 'number' } : { kind: 'flag', value: role !== 'flag' };
      case 'comparison':
        return this.comparisonSpecification(role, demand, evaluation, probe);
      case 'any':
        return this.defaultSpecification(role, evaluation, probe);
    }
  }

  /** True for a part of an example that stands in a list with others. */
  private isInRecord(path: string): boolean {
    const whole = path.slice(0, path.indexOf('['));
    return this.table.specifications.get(whole)?.kind === 'records';
  }

  private defaultSpecification(
    role: ProbeRole,
    evaluation: Evaluation,
    probe: ProbeValue,
  ): ProbeSpecification {
    if (scalarRoles.has(role)) return { kind: 'number' };
    if (role === 'size' || role === 'count' || role === 'window')
      return this.integerSpecification(role, 'other', probe);
    if (role === 'flag') return { kind: 'flag', value: false };
    if (role === 'mapping') return { kind: 'mapping' };
    if (role === 'sizes' || role === 'shape') return { kind: role };
    return this.arraySpecification(role, { kind: 'array' }, evaluation);
  }

  private arraySpecification(role: ProbeRole, demand: Demand, evaluation: Evaluation): ProbeSpecification {
    const shape = shapeForDemand(role, demand, evaluation, this.table, this.pathOfNode);
    const classes = role === 'labels' && this.table.hypothesis.labelClasses;
    if (classes) return { kind: 'array', shape, content: { kind: 'classes', classCount: 3 } };
    return { kind: 'array', shape, content: { kind: role === 'labels' ? 'labels' : 'real' } };
  }

  private operandSpecification(
    role: ProbeRole,
    demand: Extract<Demand, { kind: 'operand' }>,
    evaluation: Evaluation,
    probe: ProbeValue,
  ): ProbeSpecification {
    // A guard is added to something; what scales a computed array, as in `mu + eps * std`, is the noise of a sample.
    if (role === 'small' && demand.operator === '*' && isComputedArray(demand.other, evaluation))
      return this.arraySpecification('unknown', demand, evaluation);
    if (scalarRoles.has(role) && demand.operator !== '@') return { kind: 'number' };
    if (role === 'size' || role === 'count' || role === 'window')
      return this.integerSpecification(role, 'other', probe);
    if (role === 'flag') return { kind: 'flag', value: false };
    if (
      strengthLetter.test(lastPart(probe.path)) &&
      demand.operator === '*' &&
      isOneNumber(demand.other, evaluation)
    )
      return { kind: 'number' };
    if (demand.other?.type === 'str') return { kind: 'text', value: demand.other.value };
    if (demand.other?.type === 'list' && role === 'sizes') return { kind: 'sizes' };
    if (demand.other?.type === 'tuple' && role === 'shape') return { kind: 'shape' };
    return this.arraySpecification(role, demand, evaluation);
  }

  private integerSpecification(
    role: ProbeRole,
    use: 'size' | 'count' | 'index' | 'other',
    probe: ProbeValue,
  ): ProbeSpecification {
    if (role === 'window') return { kind: 'integer', dimension: null, value: windowValue(probe.path) };
    // A batch's size that bounds or steps a loop stays a size: a batch of one hides what is summed or averaged over it.
    if (role === 'count' || (use === 'count' && role !== 'size'))
      return { kind: 'integer', dimension: null, value: 1 };
    if (use === 'index' && role !== 'size') return { kind: 'integer', dimension: null, value: 0 };
    const extent = extentNamed(probe.hint, this.table.dimensions);
    if (extent !== null) return { kind: 'integer', dimension: null, value: extent };
    return { kind: 'integer', dimension: this.table.dimensions.fresh(), value: 0 };
  }

  private sequenceSpecification(
    role: ProbeRole,
    demand: Extract<Demand, { kind: 'sequence' }>,
    evaluation: Evaluation,
  ): ProbeSpecification {
    if (demand.length !== null) return { kind: 'sequence', length: demand.length, hints: demand.hints };
    if (role === 'sizes' || role === 'shape') return { kind: role };
    if (role === 'mapping') return { kind: 'mapping' };
    if (role === 'cache') return { kind: 'unknown', reason: 'how long the cache is depends on the caller' };
    return this.arraySpecification(role, { kind: 'array' }, evaluation);
  }

  private subscriptSpecification(
    role: ProbeRole,
    demand: Extract<Demand, { kind: 'subscript' }>,
    evaluation: Evaluation,
  ): ProbeSpecification {
    if (demand.key.type === 'str') return { kind: 'mapping' };
    // `params[:n]`: parameters that are unrolled into one vector.
    if (demand.key.type === 'slice' && role === 'mapping')
      return { kind: 'array', shape: [this.table.dimensions.fresh()], content: { kind: 'real' } };
    if (role === 'sizes' || role === 'shape') return { kind: role };
    if (demand.key.type === 'int' && ['mapping', 'cache', 'window'].includes(role)) {
      return { kind: 'sequence', length: null, hints: [] };
    }
    return this.arraySpecification(role, { kind: 'array' }, evaluation);
  }

  private comparisonSpecification(
    role: ProbeRole,
    demand: Extract<Demand, { kind: 'comparison' }>,
    evaluation: Evaluation,
    probe: ProbeValue,
  ): ProbeSpecification {
    if (demand.other?.type === 'str') return { kind: 'text', value: demand.other.value };
    if (demand.other?.type === 'bool') return { kind: 'flag', value: demand.other.value };
    return this.defaultSpecification(role, evaluation, probe);
  }

  private materialise(
    probe: ProbeValue,
    specification: ProbeSpecification,
    evaluation: Evaluation,
    span: Span | null,
  ): Value {
    const random = seededRandom(hashText(probe.path) + 7919 * this.table.draw);
    switch (specification.kind) {
      case 'array': {
        const shape = specification.shape.map((size) =>
          typeof size === 'number' ? this.table.dimensions.size(size) : size.constant,
        );
        const classAxis = this.table.classAxis(specification.shape);
        const data = arrayContent(specification.content, shape, roleOf(probe.hint), classAxis, random);
        const dtype = specification.content.kind === 'classes' ? 'int64' : 'float64';
        const node = evaluation.tape.leaf({ dtype, shape, data }, probe.span);
        this.pathOfNode.set(node, probe.path);
        return arrayFromNode(node);
      }
      case 'number': {
        const value = numberFor(roleOf(probe.hint), random);
        const node = evaluation.tape.leaf(
          { dtype: 'float64', shape: [], data: Float64Array.of(value) },
          probe.span,
        );
        this.pathOfNode.set(node, probe.path);
        return float(value, node);
      }
      case 'integer':
        return int(
          specification.dimension === null
            ? specification.value
            : this.table.dimensions.size(specification.dimension),
        );
      case 'text':
        return str(specification.value);
      case 'flag':
        return bool(specification.value);
      case 'mapping':
        return this.mapping(probe);
      case 'function':
        return smoothFunction;
      case 'sequence':
        return this.sequence(probe, specification.length, specification.hints);
      case 'sizes':
        return this.sizes(probe);
      case 'shape':
        return { type: 'tuple', items: imageSizes.map((hint, at) => this.child(probe, String(at), hint)) };
      case 'records':
        return this.records(probe, specification.hints);
      case 'component':
        return this.component(probe.path, probe.hint);
      case 'components':
        return {
          type: 'list',
          items: [0, 1, 2].map((at) => this.component(`${probe.path}[${at}]`, 'layer')),
        };
      case 'componentClass': {
        const made = this.component(probe.path, probe.hint);
        return { type: 'builtin', name: probe.hint, call: () => made };
      }
      case 'unknown':
        return unknown(specification.reason, span);
    }
  }

  private records(probe: ProbeValue, hints: readonly string[]): ListValue {
    const items = [0, 1].map((at): Value => {
      const record = this.child(probe, String(at), probe.hint);
      return { type: 'tuple', items: hints.map((hint, part) => this.child(record, String(part), hint)) };
    });
    return { type: 'list', items };
  }

  private component(path: string, hint: string): Value {
    this.hasComponents = true;
    return component(path, hint, {
      draw: this.table.draw,
      nameWeights: (node, name) => this.pathOfNode.set(node, name),
    });
  }

  /** A dict that makes a probe for every string key that is asked for. */
  private mapping(probe: ProbeValue): DictValue {
    const least = roleOf(probe.hint) === 'mapping' && !isGradientContainer(probe.hint) ? parameterCount : 0;
    const entries = new ProbeEntries((key) => this.child(probe, JSON.stringify(key), key), least);
    return { type: 'dict', entries, defaultFactory: null };
  }

  private sequence(
    probe: ProbeValue,
    length: number | null,
    hints: readonly string[],
  ): TupleValue | ListValue {
    if (length === null) return { type: 'list', items: [] };
    // The parts of a window's extent are such extents under whatever names.
    const named = roleOf(probe.hint) === 'window' ? [] : hints;
    const items = Array.from({ length }, (_, index) =>
      this.child(probe, String(index), named[index] ?? `${probe.hint}${index}`),
    );
    return { type: 'tuple', items };
  }

  private sizes(probe: ProbeValue): ListValue {
    const items = [0, 1, 2].map(
      (index): Value => ({
        type: 'probe',
        path: `${probe.path}[${index}]`,
        hint: 'size',
        span: probe.span,
      }),
    );
    return { type: 'list', items };
  }

  /** A list of unknown length gets the elements that are asked for. */
  private grow(probe: ProbeValue, list: ListValue, demand: Demand): Value {
    const specification = this.table.specifications.get(probe.path);
    if (specification?.kind !== 'sequence' || specification.length !== null) return list;
    if (demand.kind !== 'subscript' || demand.key.type !== 'int') return list;
    const needed = demand.key.value < 0 ? -demand.key.value : demand.key.value + 1;
    if (needed > 64) throw new PythonError('IndexError', 'list index out of range', probe.span);
    while (list.items.length < needed) {
      list.items.push(this.child(probe, String(list.items.length), `${probe.hint}${list.items.length}`));
    }
    return list;
  }

  private child(probe: ProbeValue, key: string, hint: string): ProbeValue {
    this.table.hints.set(`${probe.path}[${key}]`, hint);
    return { type: 'probe', path: `${probe.path}[${key}]`, hint, span: probe.span };
  }
}

/** What the sizes of one example are called. */
const imageSizes = ['channels', 'height', 'width'];

/** The specification for one example instead of several: a vector for a matrix, one index for a row of them. */
function ofOneExample(
  specification: ProbeSpecification,
  demand: Demand,
  { path }: ProbeValue,
): ProbeSpecification {
  if (specification.kind !== 'array' || !/^[a-z]/.test(lastPart(path))) return specification;
  if (demand.kind === 'indexArray') return { kind: 'integer', dimension: null, value: 1 };
  const takesOthersShape = demand.kind === 'operand' && demand.operator !== '@';
  const isMatrix = specification.shape.length === 2 && roleOf(lastPart(path)) !== 'weights';
  return isMatrix && !takesOthersShape
    ? { ...specification, shape: specification.shape.slice(1) }
    : specification;
}

/** An activation that the caller chooses: any smooth function will do. Its derivative under another name is not known. */
const functionName =
  /^(?:sigma|activation|act|act_?fn|func|fn|f|phi|non_?linearity|activation_(?:fn|func|function))$/;

/** Weights and biases of two layers. */
const parameterCount = 4;

interface DictEntry {
  readonly key: Value;
  value: Value;
}

/** The entries of a dict that the engine supplies: a text key that is asked for is there. */
class ProbeEntries extends Map<string, DictEntry> {
  constructor(
    private readonly probeFor: (key: string) => ProbeValue,
    private readonly least: number,
  ) {
    super();
  }

  /** Programs count layers by their parameters: `len(parameters) // 2`. */
  override get size(): number {
    return Math.max(super.size, this.least);
  }

  override get(hash: string): DictEntry | undefined {
    const textKey = stringKey('');
    const found = super.get(hash);
    if (found || !hash.startsWith(textKey)) return found;
    const key = hash.slice(textKey.length);
    const entry = { key: str(key), value: this.probeFor(key) };
    super.set(hash, entry);
    return entry;
  }
}

/** A probe for an argument or a missing value. */
export function probe(path: string, hint: string, span: Span | null): ProbeValue {
  return { type: 'probe', path, hint, span };
}

/** Letters that weigh a part of the cost where they meet one number: `beta * divergence`. */
const strengthLetter = /^(?:alpha|beta|gamma|kappa|nu|tau)$/;

function isComputedArray(value: Value | null, { tape }: Evaluation): boolean {
  if (value?.type !== 'array') return false;
  const { inputs, value: computed } = tape.nodes[value.node] ?? {};
  return inputs !== undefined && inputs.length > 0 && computed !== undefined && computed.shape.length > 0;
}

function isOneNumber(value: Value | null, evaluation: Evaluation): boolean {
  if (value?.type === 'float') return true;
  return value?.type === 'array' && evaluation.tape.value(value.node).shape.length === 0;
}

const indexing: ReadonlySet<Demand['kind']> = new Set(['integer', 'number', 'call']);

/** Names of the number of layers; a few are enough to tell first, middle and last apart. */
const depthName = /^(?:L|(?:n|num|number_of)_?layers|depth|layers?_?(?:count|num))$/;
const depth = 3;
const arrayDemands: ReadonlySet<Demand['kind']> = new Set([
  'array',
  'indexArray',
  'sequence',
  'subscript',
  'attribute',
  'call',
]);

export const scalarRoles: ReadonlySet<ProbeRole> = new Set(['strength', 'rate', 'keepProbability', 'small']);

/** Windows of 3 that move by 1 with a margin of 1; pools of 2 that do not overlap. */
export function windowValue(path: string): number {
  const name = lastPart(path);
  if (/pad/i.test(name)) return /pool/i.test(path) ? 0 : 1;
  if (/stride/i.test(name)) return /pool/i.test(path) ? 2 : 1;
  return /dilation/i.test(name) ? 1 : /pool/i.test(path) ? 2 : kernelExtent;
}
