/** A network run by this project's evaluator: its cost on a tape, differentiated in reverse and by central differences. */
import { readFile } from 'node:fs/promises';
import { prepareDifferences } from '../../src/core/autodiff/differences/every-coordinate.ts';
import { createTape } from '../../src/core/autodiff/new-tape.ts';
import type { Recorder } from '../../src/core/autodiff/recorder.ts';
import { reverseSweep } from '../../src/core/autodiff/sweep.ts';
import type { NodeId } from '../../src/core/autodiff/tape.ts';
import { largestDifference, type Tensor, tensor } from '../../src/core/autodiff/tensor.ts';
import { arrayFromNode } from '../../src/core/evaluator/arrays.ts';
import { createEvaluator } from '../../src/core/evaluator/evaluator.ts';
import { loadProject } from '../../src/core/project/loader.ts';
import type { Project } from '../../src/core/project/project.ts';
import type { PythonParser } from '../../src/core/python/parser.ts';
import { createPythonParser } from '../../src/core/python/tree-sitter-parser.ts';
import type { Net } from './nets.ts';

/** The parser over the WebAssembly files in a folder. */
export async function parserFrom(folder: URL): Promise<PythonParser> {
  const [runtime, language] = await Promise.all(
    ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map((name) => readFile(new URL(name, folder))),
  );
  if (!runtime || !language) throw new Error('The parser files are missing.');
  return createPythonParser({ runtime, language });
}

/** A network whose text is parsed: what stays warm between two measurements. */
export class EvaluatedNet {
  private constructor(
    private readonly net: Net,
    private readonly project: Project,
  ) {}

  static async of(net: Net, parser: PythonParser): Promise<EvaluatedNet> {
    const document = { kind: 'file', uri: '/bench/net.py', text: net.text } as const;
    return new EvaluatedNet(net, await loadProject(document, async () => null, parser));
  }

  /** Runs the text and sweeps back: the cost's gradient by every parameter. */
  reverse(): ReadonlyMap<string, Tensor> {
    const { tape, root, leaves } = this.record();
    const adjoints = reverseSweep(tape.nodes, root, {
      wanted: new Set(this.net.parameters.map((name) => leaves.get(name) as NodeId)),
    });
    return new Map(this.net.parameters.map((name) => [name, adjoints.get(leaves.get(name) ?? -1) as Tensor]));
  }

  /** Runs the text and takes the central difference of every entry of every parameter. */
  differences(): ReadonlyMap<string, Tensor> {
    const { tape, root, leaves } = this.record();
    const nodes = this.net.parameters.map((name) => leaves.get(name) as NodeId);
    const differences = prepareDifferences(tape.nodes, root, nodes);
    return new Map(
      this.net.parameters.map((name, i) => {
        const found = differences.of(nodes[i] as NodeId);
        if (found === null) throw new Error('Nothing cancelled the differences.');
        return [name, found.gradient];
      }),
    );
  }

  /** The largest difference of both gradients over all entries. */
  disagreement(): number {
    const [reverse, differences] = [this.reverse(), this.differences()];
    return Math.max(
      ...this.net.parameters.map((name) =>
        largestDifference(reverse.get(name) as Tensor, differences.get(name) as Tensor),
      ),
    );
  }

  /** Evaluates the text anew and calls its cost; everything is recorded. */
  private record(): { tape: Recorder; root: NodeId; leaves: ReadonlyMap<string, NodeId> } {
    const tape = createTape();
    const evaluator = createEvaluator({
      project: this.project,
      tape,
      probes: { settled: () => null, settle: () => ({ type: 'unknown', reason: 'no probes', span: null }) },
      budget: unlimited,
      seed: 1,
      cancelled: () => false,
      missing: null,
    });
    const cost = evaluator.runModule(this.project.main).attributes.get('cost');
    if (!cost) throw new Error('The text defines no cost.');
    const leaves = new Map(
      [...this.net.arrays].map(([name, { shape, data }]) => [name, tape.leaf(tensor(data, shape), null)]),
    );
    const span = { source: this.project.main.source, start: 0, end: 0 };
    const values = new Map([...leaves].map(([name, node]) => [name, arrayFromNode(node)]));
    const result = evaluator.call(cost, [], values, span);
    if (result.type !== 'float' || result.node === null)
      throw new Error('The cost is no number on the tape.');
    return { tape, root: result.node, leaves };
  }
}

const unlimited = {
  steps: Number.POSITIVE_INFINITY,
  arrayElements: Number.POSITIVE_INFINITY,
  tapeElements: Number.POSITIVE_INFINITY,
  recursionDepth: 100,
  loopPasses: 1000,
};
