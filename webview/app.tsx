/** The page as a whole: heading, graph, table of parts, gradients and check, around one state. */
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { GradientDetail, NetworkView, PanelModel, PictureFormat } from '../src/protocol.ts';
import { CheckPanel } from './check/check-panel.tsx';
import { Dropdown } from './controls.tsx';
import { DerivationView } from './derivation/derivation-view.tsx';
import { Empty } from './empty.tsx';
import { PanelActions } from './export/panel-actions.tsx';
import { pictureOf } from './export/picture.ts';
import { GradientDetailView } from './gradients/gradient-detail.tsx';
import { GradientList } from './gradients/gradient-list.tsx';
import type { Host } from './host.ts';
import { count } from './numbers.ts';
import { PartsTable, partsHeading } from './parts/parts-table.tsx';
import { Sentence } from './prose.tsx';
import {
  currentNetwork,
  currentStrengths,
  initialState,
  offeredNetworks,
  type PageEvent,
  type PageState,
  selectedGradient,
  update,
} from './state/page-state.ts';
import { BackwardPass } from './stepper/backward-pass.tsx';
import { useStepper } from './stepper/use-stepper.ts';
import { StrengthSliders } from './strength/strength-sliders.tsx';
import { useStrengths } from './strength/use-strengths.ts';
import { TrainingPanel } from './training/training-panel.tsx';

export function App({ host }: { host: Host }) {
  const [state, dispatch] = useReducer(update, null, () => initialState(host.saved()));
  useStrengths(host, state);
  useStepper(host, state, dispatch);
  useEffect(() => {
    host.listen((message) => {
      if (message.type === 'draw') void draw(host, message.format);
      else dispatch({ type: 'message', message });
    });
    host.post({ type: 'ready' });
  }, [host]);
  const document = state.model?.document;
  useEffect(() => {
    if (document === undefined) return;
    const { network, nodeId, gradientId, subject, zoom } = state;
    host.save({ document, network, nodeId, gradientId, ...subject, stepId: state.stepper.stepId, zoom });
  }, [
    host,
    document,
    state.network,
    state.nodeId,
    state.gradientId,
    state.subject,
    state.stepper.stepId,
    state.zoom,
  ]);
  if (state.phase === 'waiting') return <p class="waiting">Reading the document…</p>;
  if (!state.model) return <Empty onOpenExample={() => host.post({ type: 'openExample' })} />;
  return <Document state={state} model={state.model} host={host} dispatch={dispatch} />;
}

async function draw(host: Host, format: PictureFormat): Promise<void> {
  const data = await pictureOf(format);
  if (data !== null) host.post({ type: 'picture', format, data });
}

interface ViewProps {
  readonly state: PageState;
  readonly host: Host;
  readonly dispatch: (event: PageEvent) => void;
}

function Document({ state, model, host, dispatch }: ViewProps & { readonly model: PanelModel }) {
  const network = currentNetwork(state);
  return (
    <main class={state.stale ? 'document is-stale' : 'document'}>
      <header class="head">
        <h1>{model.document}</h1>
        <NetworkChoice state={state} model={model} dispatch={dispatch} />
        <p class="summary" role="status">
          {network ? verdictSummary(network) : 'No network found.'}
        </p>
        <p class="stale-note" role="status">
          {state.stale ? 'The file has changed. Looking again…' : ''}
        </p>
      </header>
      <PanelActions
        pinned={state.subject.pinned}
        onPin={(pinned) => host.post({ type: 'pin', pinned })}
        onOpenInEditor={() => host.post({ type: 'openInEditor' })}
        onExport={(what) => host.post({ type: 'export', what })}
      />
      {network?.assumed && (
        <p class="note assumed">
          Assumed: the cost or the forward pass of {network.title} is not in this workspace. What is shown was
          read off the backward pass.
        </p>
      )}
      <Troubles model={model} />
      {network && <Network state={state} network={network} host={host} dispatch={dispatch} />}
      <p class="told" role="status">
        {state.told}
      </p>
    </main>
  );
}

/** A dropdown where there are several networks to choose from. */
function NetworkChoice({ state, model, dispatch }: Omit<ViewProps, 'host'> & { readonly model: PanelModel }) {
  const offered = offeredNetworks(model);
  if (offered.length < 2) return null;
  return (
    <Dropdown
      label="Network"
      options={offered.map((index) => model.networks[index]?.title ?? '')}
      selected={offered.indexOf(state.network)}
      onSelect={(chosen) => dispatch({ type: 'chooseNetwork', network: offered[chosen] ?? 0 })}
    />
  );
}

function verdictSummary(network: NetworkView): string {
  const of = (verdict: string) => network.gradients.filter((gradient) => gradient.verdict === verdict).length;
  const parts = [`${of('wrong')} wrong`, `${of('verified')} right`];
  if (of('undecided') > 0) parts.push(`${of('undecided')} not decided`);
  return `${count(network.gradients.length, 'gradient')}: ${parts.join(', ')}`;
}

function Network({ state, network, host, dispatch }: ViewProps & { readonly network: NetworkView }) {
  const gradient = selectedGradient(state);
  const check = state.checks.get(state.network);
  const training = state.trainings.get(state.network);
  const strengths = currentStrengths(state);
  const chooseNode = (nodeId: string, reveal: boolean) => {
    dispatch({ type: 'chooseNode', nodeId });
    const revealable = network.nodes.some((candidate) => candidate.id === nodeId && candidate.revealable);
    if (reveal && revealable) host.post({ type: 'revealNode', network: state.network, nodeId });
  };
  const chooseGradient = (gradientId: string, reveal: boolean) => {
    dispatch({ type: 'chooseGradient', gradientId });
    if (reveal) host.post({ type: 'revealGradient', gradientId });
  };
  // The largest part of the page knows nothing of the stepper, whose steps have to be drawn within a frame.
  const parts = useMemo(
    () => (
      <PartsTable network={network} nodeId={state.nodeId} onChoose={(nodeId) => chooseNode(nodeId, true)} />
    ),
    [network, state.network, state.nodeId],
  );
  return (
    <>
      <section class="panel-section" aria-labelledby="graph-heading">
        <h2 id="graph-heading">The network</h2>
        <BackwardPass
          network={network}
          stepper={state.stepper}
          nodeId={state.nodeId}
          zoom={state.zoom}
          onZoom={(zoom) => dispatch({ type: 'zoom', zoom })}
          onStep={dispatch}
          onChoose={chooseNode}
          onReveal={(gradientId) => host.post({ type: 'revealGradient', gradientId })}
        />
        <Probe network={network} />
      </section>
      <div class="columns">
        <div class="column">
          <section class="panel-section" aria-labelledby="gradients-heading">
            <h2 id="gradients-heading">Your gradients</h2>
            <GradientList
              gradients={network.gradients}
              gradientId={state.gradientId}
              onChoose={chooseGradient}
            />
            {gradient && (
              <GradientDetailView
                gradient={gradient}
                isPenalised={isPenalised(network, gradient)}
                onReveal={() => chooseGradient(gradient.id, true)}
                onFix={(rule) => host.post({ type: 'applyFix', gradientId: gradient.id, rule })}
                onPreview={(rule) => host.post({ type: 'previewFix', gradientId: gradient.id, rule })}
                onRule={(rule) => host.post({ type: 'openRule', rule })}
              >
                <StrengthSliders
                  strengths={network.strengths}
                  moved={state.moved?.network === state.network ? state.moved.values : null}
                  onMove={(values) => dispatch({ type: 'moveStrengths', values })}
                />
              </GradientDetailView>
            )}
            {gradient && gradient.nodeId !== null && (
              <DerivationView
                name={gradient.name}
                derivation={state.derivation?.view.gradientId === gradient.id ? state.derivation.view : null}
                isAwaited={
                  state.derivation?.view.gradientId !== gradient.id ||
                  state.derivation.revision !== state.model?.revision
                }
                onAsk={() => host.post({ type: 'derive', gradientId: gradient.id })}
                onCopy={(notation, format) =>
                  host.post({ type: 'copyDerivation', gradientId: gradient.id, notation, format })
                }
                onRevealNode={(nodeId) => chooseNode(nodeId, true)}
                onRevealGradient={(gradientId) => host.post({ type: 'revealGradient', gradientId })}
              />
            )}
          </section>
        </div>
        <div class="column">
          <section class="panel-section" aria-labelledby="parts-heading">
            <h2 id="parts-heading">{partsHeading(network)}</h2>
            {parts}
          </section>
          <section class="panel-section" aria-labelledby="training-heading">
            <h2 id="training-heading">What does your gradient do to learning?</h2>
            <TrainingPanel
              training={training?.view ?? null}
              outdated={training !== undefined && training.revision !== state.model?.revision}
              strengths={network.strengths}
              values={strengths}
              onTrain={() => host.post({ type: 'train', network: state.network, values: strengths })}
              onCancel={() => host.post({ type: 'cancelTraining' })}
            />
          </section>
          <section class="panel-section" aria-labelledby="check-heading">
            <h2 id="check-heading">Gradient check</h2>
            <CheckPanel
              check={check?.view ?? null}
              outdated={check !== undefined && check.revision !== state.model?.revision}
              onRun={() => host.post({ type: 'check' })}
              onCancel={() => host.post({ type: 'cancelCheck' })}
              onReveal={(gradientId) => chooseGradient(gradientId, true)}
            />
          </section>
        </div>
      </div>
    </>
  );
}

function isPenalised({ parts }: NetworkView, { nodeId }: GradientDetail): boolean {
  return parts.some((row) => row.nodeId === nodeId && !row.penalty.isZero);
}

function Probe({ network }: { network: NetworkView }) {
  if (network.probe.length === 0) return null;
  const values = network.probe.map(({ name, value }) => `${name} = ${value}`).join(', ');
  return <p class="note probe">Evaluated on small random data that the lens chose: {values}.</p>;
}

/** What could not be read or decided, each with its reason. */
function Troubles({ model }: { model: PanelModel }) {
  if (model.undecided.length === 0 && model.problems.length === 0) return null;
  return (
    <section class="troubles" aria-label="Not decided">
      <ul class="undecided">
        {model.problems.map((problem) => (
          <li key={problem}>
            <Sentence text={problem} />
          </li>
        ))}
        {model.undecided.map(({ name, reason, gradientId }) => (
          <li key={gradientId}>
            <code>{name}</code> not decided: <Sentence text={reason} />
          </li>
        ))}
      </ul>
    </section>
  );
}
