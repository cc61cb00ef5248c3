/** What the page shows at one moment, and how each message or choice changes it: a pure function, tested without a page. */
import type {
  CheckView,
  GradientDetail,
  GraphNode,
  NetworkView,
  PanelMessage,
  PanelModel,
} from '../../src/protocol.ts';
import type { SavedState } from '../host.ts';

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
  /** A selection from an earlier life of the page, taken up by the first model of the same document. */
  readonly remembered: SavedState | null;
}

export type PageEvent =
  | { readonly type: 'message'; readonly message: PanelMessage }
  | { readonly type: 'chooseNetwork'; readonly network: number }
  | { readonly type: 'chooseNode'; readonly nodeId: string }
  | { readonly type: 'chooseGradient'; readonly gradientId: string };

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
    remembered,
  };
}

/** The state after an event. */
export function update(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'message':
      return receive(state, event.message);
    case 'chooseNetwork':
      return { ...state, ...firstChoice(state.model, event.network) };
    case 'chooseNode':
      return { ...state, ...nodeChoice(currentNetwork(state), event.nodeId) };
    case 'chooseGradient':
      return { ...state, ...gradientChoice(currentNetwork(state), event.gradientId) };
  }
}

/** The network on show; null where there is none. */
export function currentNetwork(state: PageState): NetworkView | null {
  return state.model?.networks[state.network] ?? null;
}

/** The selected node of the network on show. */
export function selectedNode(state: PageState): GraphNode | null {
  return currentNetwork(state)?.nodes.find((node) => node.id === state.nodeId) ?? null;
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
      return { ...initialState(state.remembered), phase: 'empty' };
    case 'stale':
      return { ...state, stale: true };
    case 'select':
      return select(state, message);
    case 'check': {
      const known = state.checks.get(message.network);
      const continued = known?.view.state === 'running';
      const revision = continued ? known.revision : (state.model?.revision ?? 0);
      const checks = new Map(state.checks).set(message.network, { view: message.check, revision });
      return { ...state, checks };
    }
  }
}

/** Keeps network and selection over an edit of the same document, so that nothing jumps while the user types. */
function showModel(state: PageState, model: PanelModel): PageState {
  const sameDocument = state.model?.document === model.document;
  const kept: Selection | null = sameDocument
    ? state
    : state.remembered?.document === model.document
      ? state.remembered
      : null;
  const shown = { ...state, phase: 'shown' as const, model, stale: false, remembered: null };
  const checks = sameDocument ? state.checks : new Map();
  const network = kept ? model.networks[kept.network] : undefined;
  if (!kept || !network) return { ...shown, checks, ...firstChoice(model, offeredNetworks(model)[0] ?? 0) };
  const nodeKnown = network.nodes.some((node) => node.id === kept.nodeId);
  const gradientKnown = network.gradients.some((gradient) => gradient.id === kept.gradientId);
  if (!nodeKnown && !gradientKnown) return { ...shown, checks, ...firstChoice(model, kept.network) };
  return {
    ...shown,
    checks,
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
  if (message.gradientId !== null) {
    return { ...state, network: message.network, ...gradientChoice(network, message.gradientId) };
  }
  if (message.nodeId === null) return state;
  return { ...state, network: message.network, ...nodeChoice(network, message.nodeId) };
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
