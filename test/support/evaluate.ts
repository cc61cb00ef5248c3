/** Runs Python text in the evaluator for tests, without an engine around it: no probes, nothing supplied. */
import { createTape } from '../../src/core/autodiff/new-tape.ts';
import type { Recorder } from '../../src/core/autodiff/recorder.ts';
import { createEvaluator } from '../../src/core/evaluator/evaluator.ts';
import type { Budget, Evaluator, EvaluatorOptions } from '../../src/core/evaluator/interpreter-contract.ts';
import type { Binding, Trace } from '../../src/core/evaluator/trace.ts';
import { type Demand, PythonError, type ProbeSource, type Value } from '../../src/core/evaluator/values.ts';
import type { Project, PythonModule } from '../../src/core/project/project.ts';
import { testParser } from './python.ts';

/** What one run leaves behind. */
export interface Evaluated {
  readonly evaluator: Evaluator;
  readonly project: Project;
  readonly trace: Trace;
  readonly tape: Recorder;
  /** The main module's names. */
  readonly names: ReadonlyMap<string, Value>;
  /** A name's value as plain data: numbers, texts, null, nested arrays; objects for dicts; see `plain`. */
  value(name: string): unknown;
  /** The bindings of that name, in order. */
  bindings(name: string): readonly Binding[];
}

export interface EvaluateOptions {
  /** Further modules of the workspace by dotted name. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly budget?: Partial<Budget>;
  readonly probes?: ProbeSource;
  readonly missing?: EvaluatorOptions['missing'];
  readonly cancelled?: () => boolean;
  readonly statements?: 'all' | 'definitions';
}

const defaultBudget: Budget = {
  steps: 500_000,
  arrayElements: 1_000_000,
  tapeElements: 10_000_000,
  recursionDepth: 200,
  loopPasses: 100,
};

/** Parses and runs a program; `evaluate(text).value('result')` is what its last line computed. */
export async function evaluate(text: string, options: EvaluateOptions = {}): Promise<Evaluated> {
  const project = await projectOf(text, options.modules ?? {});
  const tape = createTape();
  const evaluator = createEvaluator({
    project,
    tape,
    probes: options.probes ?? noProbes,
    budget: { ...defaultBudget, ...options.budget },
    seed: 7,
    cancelled: options.cancelled ?? (() => false),
    missing: options.missing ?? null,
  });
  const module = evaluator.runModule(project.main, { statements: options.statements ?? 'all' });
  return {
    evaluator,
    project,
    trace: evaluator.trace,
    tape,
    names: module.attributes,
    value: (name) => plain(module.attributes.get(name), tape),
    bindings: (name) => evaluator.trace.bindings.filter((binding) => binding.name === name),
  };
}

/** A value as plain data; what is not data is shown as `<kind>`, Unknown as `<unknown: reason>`, instances by their class. */
export function plain(value: Value | undefined, tape: Recorder): unknown {
  if (!value) return '<absent>';
  switch (value.type) {
    case 'unknown':
      return `<unknown: ${value.reason}>`;
    case 'none':
      return null;
    case 'bool':
    case 'int':
    case 'float':
    case 'str':
      return value.value;
    case 'list':
    case 'tuple':
      return value.items.map((item) => plain(item, tape));
    case 'set':
      return [...value.entries.values()].map((item) => plain(item, tape));
    case 'dict':
      return Object.fromEntries(
        [...value.entries.values()].map((entry) => [
          String(plain(entry.key, tape)),
          plain(entry.value, tape),
        ]),
      );
    case 'array': {
      const { shape, data } = tape.value(value.node);
      return nested(shape, [...data]);
    }
    case 'instance':
      return `<${value.class.name}>`;
    default:
      return `<${value.type}>`;
  }
}

function nested(shape: readonly number[], data: readonly number[]): unknown {
  const [length, ...rest] = shape;
  if (length === undefined) return data[0];
  const size = data.length / Math.max(1, length);
  return Array.from({ length }, (_, at) => nested(rest, data.slice(at * size, (at + 1) * size)));
}

async function projectOf(text: string, others: Readonly<Record<string, string>>): Promise<Project> {
  const parser = await testParser();
  const moduleOf = (name: string, content: string): PythonModule => {
    const source = { uri: `${name.replaceAll('.', '/')}.py`, text: content, cells: null };
    const { module, problems } = parser.parse(source);
    return { uri: source.uri, name, source, tree: module, problems };
  };
  const main = moduleOf('main', text);
  const modules = [main, ...Object.entries(others).map(([name, content]) => moduleOf(name, content))];
  return {
    main,
    modules,
    resolveImport: (from, dottedName, level) => {
      const base = level === 0 ? [] : from.name.split('.').slice(0, -level);
      const wanted = [...base, ...(dottedName === '' ? [] : [dottedName])].join('.');
      return modules.find((module) => module.name === wanted) ?? null;
    },
  };
}

const noProbes: ProbeSource = {
  settle: (probe, _demand: Demand, _evaluation, span) => {
    throw new PythonError('RuntimeError', `no probe is expected: ${probe.path}`, span);
  },
  settled: () => null,
};
