/** What the page shows at one moment, and how each message or choice changes it: a pure function, tested without a page. */
import type {
  CheckView,
  Derivation,
  GradientDetail,
  NetworkView,
  PanelMessage,
  PanelModel,
  StrengthView,
  TrainingView,
} from '../../src/protocol.ts';
import type { SavedState } from '../host.ts';
import {
  atRest,
  stepperAfter,
  type StepperEvent,
  type StepperState,
  stillThere,
} from '../stepper/stepper-state.ts';
import { movedNetwork } from '../strength/moved-network.ts';

export interface PageState {
  /** 'waiting' until the editor has answered for the first time. */
  readonly phase: 'waiting' | 'empty' | 'shown';
  readonly model: PanelModel | null;
  /** The document has changed since the model was made. */
  readonly stale: boolean;
  readonly network: number;
  readonly nodeId: string | null;
  readonly gradientId: string | null;
  /** Gradient checks by network, each with the revision of the model that it was run on. */
  readonly checks: ReadonlyMap<number, { readonly view: CheckView; readonly revision: number }>;
  /** The last training of each network, with the revision of the model that it was run on. */
  readonly trainings: ReadonlyMap<number, { readonly view: TrainingView; readonly revision: number }>;
  /** The derivation that was asked for last, with the revision of the model that it belongs to. */
  readonly derivation: { readonly view: Derivation; readonly revision: number } | null;
  /** The editor's name for what is shown, and whether the panel stays with it. */
  readonly subject: { readonly key: string | null; readonly pinned: boolean };
  /** What the editor has told last of something that it did; '' where that was not just now. */
  readonly told: string;
  /** Strengths that the user has moved; null while all stand where the probe has them. */
  readonly moved: MovedStrengths | null;
  readonly stepper: StepperState;
  /** How much larger than fitted the graph is drawn. */
  readonly zoom: number;
  /** A selection from an earlier life of the page, taken up by the first model of the same document. */
  readonly remembered: SavedState | null;
}

export interface MovedStrengths {
  readonly network: number;
  /** What the user wants. */
  readonly values: readonly number[];
  /** What the view is made for; null before the engine's first answer. */
  readonly answered: readonly number[] | null;
  readonly view: NetworkView | null;
}

export type PageEvent =
  | { readonly type: 'message'; readonly message: PanelMessage }
  | { readonly type: 'chooseNetwork'; readonly network: number }
  | { readonly type: 'chooseNode'; readonly nodeId: string }
  | { readonly type: 'chooseGradient'; readonly gradientId: string }
  | { readonly type: 'zoom'; readonly zoom: number }
  | StepperEvent
  /** Null puts the probe's strengths back. */
  | { readonly type: 'moveStrengths'; readonly values: readonly number[] | null };

/** The state before the editor's first message. */
export function initialState(remembered: SavedState | null): PageState {
  return {
    phase: 'waiting',
    model: null,
    stale: false,
    network: 0,
    nodeId: null,
    gradientId: null,
    checks: new Map(),
    trainings: new Map(),
    derivation: null,
    told: '',
    subject: { key: null, pinned: false },
    moved: null,
    stepper: atRest,
    zoom: remembered?.zoom ?? 1,
    remembered,
  };
}

/** The state after an event. */
export function update(state: PageState, event: PageEvent): PageState {
  return event.type === 'message' ? receive(state, event.message) : choose({ ...state, told: '' }, event);
}

function choose(state: PageState, event: Exclude<PageEvent, { type: 'message' }>): PageState {
  switch (event.type) {
    case 'chooseNetwork':
      return { ...state, ...firstChoice(state.model, event.network), stepper: atRest };
    case 'chooseNode':
      return { ...state, ...nodeChoice(currentNetwork(state), event.nodeId) };
    case 'chooseGradient':
      return { ...state, ...gradientChoice(currentNetwork(state), event.gradientId) };
    case 'zoom':
      return { ...state, zoom: event.zoom };
    case 'step':
      return { ...state, stepper: stepperAfter(state.stepper, event, currentNetwork(state)?.steps ?? []) };
    case 'moveStrengths':
      return { ...state, moved: event.values && wanted(state, event.values) };
  }
}

/** The network on show, under the strengths that the user has moved; null where there is none. */
export function currentNetwork({ model, network, moved }: PageState): NetworkView | null {
  return (moved?.network === network ? moved.view : null) ?? model?.networks[network] ?? null;
}

/** The strengths at which the network on show stands: the probe's, or those that the user has moved them to. */
export function currentStrengths(state: PageState): readonly number[] {
  const { model, network, moved } = state;
  if (moved?.network === network) return moved.values;
  return model?.networks[network]?.strengths.map(({ value }) => value) ?? [];
}

/** The selected gradient of the network on show. */
export function selectedGradient(state: PageState): GradientDetail | null {
  return currentNetwork(state)?.gradients.find((gradient) => gradient.id === state.gradientId) ?? null;
}

/** Indices of the networks that hold gradients of the user's; all of them where none does. */
export function offeredNetworks(model: PanelModel): readonly number[] {
  const all = model.networks.map((_, index) => index);
  const withGradients = all.filter((index) => (model.networks[index]?.gradients.length ?? 0) > 0);
  return withGradients.length > 0 ? withGradients : all;
}

function receive(state: PageState, message: PanelMessage): PageState {
  switch (message.type) {
    case 'model':
      return showModel(state, message.model);
    case 'empty':
      return { ...initialState(state.remembered), phase: 'empty', subject: state.subject };
    case 'stale':
      return { ...state, stale: true };
    case 'select':
      return select(state, message);
    case 'derivation':
      return {
        ...state,
        derivation: { view: message.derivation, revision: state.model?.revision ?? 0 },
      };
    case 'subject':
      return { ...state, subject: { key: message.key, pinned: message.pinned } };
    case 'draw':
      return state;
    case 'told':
      return { ...state, told: message.sentence };
    case 'training': {
      const known = state.trainings.get(message.network);
      const continued = known?.view.state === 'running';
      const revision = continued ? known.revision : (state.model?.revision ?? 0);
      const trainings = new Map(state.trainings).set(message.network, { view: message.training, revision });
      return { ...state, trainings };
    }
    case 'strengths':
      return { ...state, moved: answered(state, message.network, message.view) };
    case 'check': {
      const known = state.checks.get(message.network);
      const continued = known?.view.state === 'running';
      const revision = continued ? known.revision : (state.model?.revision ?? 0);
      const checks = new Map(state.checks).set(message.network, { view: message.check, revision });
      return { ...state, checks };
    }
  }
}

function wanted({ network, moved }: PageState, values: readonly number[]): MovedStrengths {
  const before = moved?.network === network ? moved : { network, answered: null, view: null };
  return { ...before, values };
}

function answered({ model, moved }: PageState, index: number, view: StrengthView): MovedStrengths | null {
  const network = model?.networks[index];
  if (!network || moved?.network !== index) return moved;
  return { ...moved, answered: view.values, view: movedNetwork(network, view) };
}

/** The strengths stay moved over an edit that leaves them in place; the numbers have to be asked for again. */
function stillMoved({ moved }: PageState, model: PanelModel): MovedStrengths | null {
  const strengths = moved && model.networks[moved.network]?.strengths;
  return strengths?.length === moved?.values.length
    ? moved && { ...moved, answered: null, view: null }
    : null;
}

/** Keeps network and selection over an edit of the same document, so that nothing jumps while the user types. */
function showModel(state: PageState, model: PanelModel): PageState {
  const sameDocument = state.model?.document === model.document;
  const kept: Selection | null = sameDocument
    ? state
    : state.remembered?.document === model.document
      ? state.remembered
      : null;
  const moved = sameDocument ? stillMoved(state, model) : null;
  const trainings = sameDocument ? state.trainings : new Map();
  const shown = {
    ...state,
    phase: 'shown' as const,
    model,
    moved,
    trainings,
    stale: false,
    remembered: null,
  };
  const checks = sameDocument ? state.checks : new Map();
  const network = kept ? model.networks[kept.network] : undefined;
  if (!kept || !network) {
    return { ...shown, checks, ...firstChoice(model, offeredNetworks(model)[0] ?? 0), stepper: atRest };
  }
  const before = sameDocument ? state.stepper : { ...atRest, stepId: state.remembered?.stepId ?? null };
  const stepper = stillThere(before, network.steps);
  const nodeKnown = network.nodes.some((node) => node.id === kept.nodeId);
  const gradientKnown = network.gradients.some((gradient) => gradient.id === kept.gradientId);
  if (!nodeKnown && !gradientKnown) {
    return { ...shown, checks, stepper, ...firstChoice(model, kept.network) };
  }
  return {
    ...shown,
    checks,
    stepper,
    network: kept.network,
    nodeId: nodeKnown ? kept.nodeId : null,
    gradientId: gradientKnown ? kept.gradientId : null,
  };
}

type Selection = Pick<PageState, 'network' | 'nodeId' | 'gradientId'>;

/** The cursor moved in the editor. Off every known line the last selection stays: an emptied page would only flicker. */
function select(state: PageState, message: Extract<PanelMessage, { type: 'select' }>): PageState {
  const network = state.model?.networks[message.network];
  if (!network) return state;
  const stepper = message.network === state.network ? state.stepper : atRest;
  const moved = { ...state, network: message.network, stepper };
  if (message.gradientId !== null) {
    return { ...moved, ...gradientChoice(network, message.gradientId) };
  }
  if (message.nodeId === null) return state;
  return { ...moved, ...nodeChoice(network, message.nodeId) };
}

/** A network opens on the first gradient with a finding, or else on the first that is wrong, or else on the first. */
function firstChoice(model: PanelModel | null, index: number): Selection {
  const network = model?.networks[index];
  const gradients = network?.gradients ?? [];
  const gradient =
    gradients.find((candidate) => candidate.findings.length > 0) ??
    gradients.find((candidate) => candidate.verdict === 'wrong') ??
    gradients[0];
  return { network: index, nodeId: gradient?.nodeId ?? null, gradientId: gradient?.id ?? null };
}

/** A variable brings its gradient along, and a gradient its variable. */
function nodeChoice(network: NetworkView | null, nodeId: string): Omit<Selection, 'network'> {
  const node = network?.nodes.find((candidate) => candidate.id === nodeId);
  return { nodeId, gradientId: node?.gradientId ?? null };
}

function gradientChoice(network: NetworkView | null, gradientId: string): Omit<Selection, 'network'> {
  const gradient = network?.gradients.find((candidate) => candidate.id === gradientId);
  return { nodeId: gradient?.nodeId ?? null, gradientId };
}
