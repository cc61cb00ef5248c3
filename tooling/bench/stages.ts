/** Where the time of an analysis goes: samples of the running engine, told apart by the folder of the code. */
import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector/promises';

/** Names of the stages by the folders of the sources; the first that fits counts. */
const stages: readonly (readonly [RegExp, string])[] = [
  [/^node_modules\/(?:\.pnpm\/)?web-tree-sitter\//, 'parse'],
  [/^src\/core\/python\//, 'lower'],
  [/^src\/core\/autodiff\/(?:sweep|differences)/, 'sweep'],
  [/^src\/core\/(?:evaluator|autodiff|project)\//, 'evaluate'],
  [/^src\/core\/network\//, 'find networks'],
  [/^src\/core\/(?:check|rules)\//, 'check'],
  [/^(?:src\/core\/(?:explain|report)\/|node_modules\/(?:mathjs|typed-function))/, 'report'],
];

/**
 * Milliseconds by stage while the work runs, from samples of the program `bundle`, which must not be minified: a sample
 * belongs to the innermost frame whose source has a stage. What belongs to none (garbage collection, waiting) is "other".
 */
export async function sharesOfStages(
  bundle: string,
  work: () => Promise<void>,
): Promise<Map<string, number>> {
  const stageOfLine = stagesOfLines(bundle);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 250 });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sumByStage(profile, (frame) => stageOfFrame(frame, bundle, stageOfLine));
}

/** The stage of each line of a bundle, read off the comments with source paths that esbuild leaves in it. */
function stagesOfLines(bundle: string): (string | null)[] {
  let stage: string | null = null;
  return readFileSync(bundle, 'utf8')
    .split('\n')
    .map((line) => {
      const path = /^\s*\/\/ ((?:src|node_modules|tooling)\/\S+)$/.exec(line)?.[1];
      if (path !== undefined) stage = stages.find(([pattern]) => pattern.test(path))?.[1] ?? null;
      return stage;
    });
}

type Frame = Profiler.ProfileNode['callFrame'];

function stageOfFrame(
  { url, lineNumber }: Frame,
  bundle: string,
  stageOfLine: readonly (string | null)[],
): string | null {
  if (url.startsWith('wasm://')) return 'parse';
  return url.endsWith(bundle) ? (stageOfLine[lineNumber] ?? null) : null;
}

function sumByStage(
  profile: Profiler.Profile,
  stageOf: (frame: Frame) => string | null,
): Map<string, number> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])),
  );
  const stageOfNode = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = nodes.get(at);
      const stage = node ? stageOf(node.callFrame) : null;
      if (stage !== null) return stage;
    }
    return 'other';
  };
  const shares = new Map<string, number>();
  profile.samples?.forEach((id, i) => {
    if (nodes.get(id)?.callFrame.functionName === '(idle)') return;
    const stage = stageOfNode(id);
    shares.set(stage, (shares.get(stage) ?? 0) + (profile.timeDeltas?.[i] ?? 0) / 1000);
  });
  return shares;
}
